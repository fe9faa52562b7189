package livecallbacks.notify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import livecallbacks.event.CallbackContent;
import livecallbacks.event.Events;
import livecallbacks.notify.mail.MailComposer;
import livecallbacks.notify.mail.MailReading;
import livecallbacks.notify.recipients.Addressee;
import livecallbacks.notify.recipients.Recipients;
import livecallbacks.notify.recipients.RecipientsException;

/** Recipients' files and callbacks that nobody thought of; run as {@code CallbackFuzzTest} is. */
class NotifyFuzzTest {

    private static final MailComposer COMPOSER = MailReading.composer(Path.of("templates"));

    /** A file is read or refused with the reason, and its rules never fail on an event. */
    @FuzzTest(maxDuration = "60s")
    void recipients(FuzzedDataProvider data) {
        String stream = data.consumeString(50);
        try {
            Recipients recipients =
                    Recipients.parse("recipients.yaml", data.consumeRemainingAsString(), language -> true);
            for (Addressee addressee : recipients.addressees(
                    Events.recordingOf(stream), new CallbackContent("{\"a\":1}".getBytes(UTF_8)))) {
                assertThat(addressee.email()).contains("@").doesNotContain("\r", "\n", "\0");
            }
        } catch (RecipientsException e) {
            assertThat(e.getMessage()).contains("recipients.yaml");
        }
    }

    /** Every body makes a mail that any mail program reads: MailReading looks at its form. */
    @FuzzTest(maxDuration = "60s")
    void mail(FuzzedDataProvider data) {
        int type = data.pickValue(new int[] {0, 1, 100, 341, 777});
        String stream = data.consumeString(100);
        byte[] body = data.consumeRemainingAsBytes();
        MailReading mail = MailReading.of(
                COMPOSER.compose(Events.event(type, stream), new CallbackContent(body), MailReading.ANA));
        assertThat(mail.html()).doesNotContainIgnoringCase("<script", "href=\"javascript:");
    }
}
