package livecallbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The limits that an operator sets for a mail server's sake. */
@Timeout(60)
class MailRateTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MAILS = 20;
    private static final int PER_SECOND = 4;

    @Test
    void noMoreMailsThanAreAllowedGoOutInASecondAndNoneIsLostAtAStop(@TempDir Path folder) throws Exception {
        List<Long> times = new CopyOnWriteArrayList<>();
        Path recipients = Files.writeString(folder.resolve("recipients.yaml"), """
                receivers:
                  one: {to: [one@example.com]}
                default: [one]
                """);
        try (ScriptedSmtp smtp = new ScriptedSmtp(line -> {
                    if (line.equals(".")) {
                        times.add(System.nanoTime());
                    }
                    return "";
                });
                TestService service = TestService.start(
                        folder,
                        Clock.systemUTC(),
                        Map.of(
                                "RECIPIENTS_FILE", recipients.toString(),
                                "MAIL_PORT", Integer.toString(smtp.port()),
                                "MAIL_CONNECTIONS", "2",
                                "MAIL_MAX_PER_SECOND", Integer.toString(PER_SECOND)))) {
            for (int i = 0; i < MAILS; i++) {
                assertThat(service.post(Signer.signed(
                                        "{\"event_type\":100,\"stream_id\":\"s" + i + "\",\"end_time\":1545049971}",
                                        TestService.KEY,
                                        Clock.systemUTC().instant().getEpochSecond() + 600))
                                .statusCode())
                        .isEqualTo(200);
            }
            await().atMost(PATIENCE).until(() -> times.size() >= 2 * PER_SECOND);
            service.stopService();
            int before = times.size();
            assertThat(before).isLessThan(MAILS);
            // A permit comes back a second after it was taken; the mail itself goes out a little later than that.
            for (int i = PER_SECOND; i < before; i++) {
                assertThat(times.get(i) - times.get(i - PER_SECOND))
                        .as("nanoseconds from mail %d to mail %d", i - PER_SECOND, i)
                        .isGreaterThan(Duration.ofMillis(700).toNanos());
            }
            service.startService();
            await().atMost(PATIENCE).until(() -> smtp.accepted().size() >= MAILS);
            await().atMost(PATIENCE).until(service::isDrained);
            assertThat(smtp.accepted()).hasSize(MAILS).doesNotHaveDuplicates();
            assertThat(smtp.opened()).isLessThanOrEqualTo(4);
        }
    }
}
