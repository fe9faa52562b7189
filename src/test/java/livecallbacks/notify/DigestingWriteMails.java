package livecallbacks.notify;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/** The bean writeMails with fixed receivers: ana for every stream, and ben for those that begin with "both". */
public final class DigestingWriteMails implements Processor {

    private Duration digest = Duration.ZERO;
    private @Nullable QuietHours quiet;

    /** Sets the window, in milliseconds. */
    public void setDigestMillis(long digestMillis) {
        this.digest = Duration.ofMillis(digestMillis);
    }

    /** Sets the quiet hours in UTC, such as 22:00-07:00. */
    public void setQuiet(String quiet) {
        String[] parts = quiet.split("-", 2);
        this.quiet = new QuietHours(LocalTime.parse(parts[0]), LocalTime.parse(parts[1]));
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        MailSettings settings = new MailSettings("en", ZoneOffset.UTC, digest, quiet);
        Addressee ana = new Addressee("Ana <ana@example.com>", "ana@example.com", "routes[0]", settings);
        Addressee ben = new Addressee("ben@example.com", "ben@example.com", "routes[1]", settings);
        new WriteMails(
                        event -> String.valueOf(event.streamId()).startsWith("both") ? List.of(ana, ben) : List.of(ana),
                        new MailComposer("live@example.com", Path.of("templates"), Clock.systemUTC()))
                .process(exchange);
    }
}
