package livecallbacks.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.TimeUnit;
import livecallbacks.event.CallbackContent;
import livecallbacks.event.CallbackEvent;
import livecallbacks.notify.mail.Mail;
import livecallbacks.notify.mail.MailComposer;
import livecallbacks.notify.recipients.Addressee;
import livecallbacks.notify.recipients.MailSettings;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to write the mail about a recording to one person. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = {"-Xmx256m", "-XX:+UseParallelGC"})
public class MailBenchmark {

    private static final Path TEMPLATES = Path.of(System.getProperty("bench.home", "."), "templates");

    /** A person, and a callback as the sender posts it. */
    @State(Scope.Thread)
    public static class Recording {

        /** The language of the mail. */
        @Param({"en", "zh"})
        public String language;

        private final MailComposer composer =
                new MailComposer("Live Callbacks <live@example.com>", TEMPLATES, Clock.systemUTC());
        private final CallbackEvent event = new CallbackEvent(
                "live",
                "0".repeat(64),
                100,
                "match-42",
                "push.example.com",
                "live",
                Instant.ofEpochSecond(1_767_225_600),
                false,
                Instant.ofEpochSecond(1_767_225_601),
                false,
                null,
                null);
        private byte[] body;
        private Addressee addressee;

        @Setup
        public void prepare() throws IOException {
            try (InputStream in = MailBenchmark.class.getResourceAsStream("/samples/recording.json")) {
                body = in.readAllBytes();
            }
            String zone = language.equals("zh") ? "Asia/Shanghai" : "UTC";
            addressee = new Addressee(
                    "ana@example.com",
                    "ana@example.com",
                    "routes[0]",
                    new MailSettings(language, ZoneId.of(zone), Duration.ZERO, null));
        }
    }

    /** From the callback to the bytes that are sent. */
    @Benchmark
    public Mail write(Recording recording) {
        return recording.composer.compose(
                recording.event, new CallbackContent(recording.body), recording.addressee);
    }
}
