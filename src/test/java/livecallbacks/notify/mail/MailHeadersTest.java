package livecallbacks.notify.mail;

import static livecallbacks.event.Events.event;
import static livecallbacks.event.Events.recordingOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Properties;
import livecallbacks.event.CallbackContent;
import livecallbacks.event.CallbackEvent;
import livecallbacks.event.Texts;
import livecallbacks.notify.recipients.Address;
import livecallbacks.notify.recipients.Addressee;
import livecallbacks.notify.recipients.MailSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a reader's program goes by: threads, lists, filters; and that the shape of a mail is right whatever is in it.
 */
class MailHeadersTest {

    private static final Clock CLOCK = Clock.fixed(MailReading.NOW, ZoneOffset.UTC);

    private static String header(CallbackEvent event, String body, String name) throws MessagingException {
        String[] values = MailReading.ofEvent(event, body).message().getHeader(name);
        return values == null ? "" : String.join("\n", values);
    }

    private static String thread(CallbackEvent event, String body) throws MessagingException {
        String references = header(event, body, "References");
        assertThat(header(event, body, "In-Reply-To")).isEqualTo(references);
        return references;
    }

    private static CallbackEvent at(CallbackEvent event, Duration later) {
        return new CallbackEvent(
                event.source(),
                event.eventId(),
                event.eventType(),
                event.streamId(),
                event.domain(),
                event.path(),
                event.eventTime().plus(later),
                false,
                event.receivedAt(),
                false,
                null,
                null);
    }

    // threads

    @Test
    void theMailsOfOnePushSessionAreOneThreadWheneverTheyCome() throws Exception {
        String started = thread(event(1, "match-42"), "{\"sequence\":\"2210464508206756938\"}");
        assertThat(started).matches("<[0-9a-f]{32}\\.thread@callbacks\\.example\\.org>");
        assertThat(thread(at(event(0, "match-42"), Duration.ofDays(3)), "{\"sequence\":2210464508206756938}"))
                .isEqualTo(started);
        assertThat(thread(event(1, "match-42"), "{\"sequence\":\"2210464508206756939\"}"))
                .isNotEqualTo(started);
        assertThat(thread(event(1, "match-43"), "{\"sequence\":\"2210464508206756938\"}"))
                .isNotEqualTo(started);
        CallbackEvent elsewhere = event("other", 1, "match-42", null, null);
        assertThat(thread(elsewhere, "{\"sequence\":\"2210464508206756938\"}")).isNotEqualTo(started);
    }

    @Test
    void aRecordingTellsItsSessionInItsBodyOrInItsExtension() throws Exception {
        String inBody = thread(recordingOf("match-42"), "{\"session_id\":\"1820625260475124043\"}");
        String inExtension = thread(
                at(recordingOf("match-42"), Duration.ofDays(1)),
                "{\"callback_ext\":\"{\\\"session_id\\\":\\\"1820625260475124043\\\"}\"}");
        assertThat(inExtension).isEqualTo(inBody);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "no json",
                "{\"sequence\":\"000000000000000000\"}",
                "{\"sequence\":null,\"session_id\":[1]}",
                "{\"callback_ext\":\"no json\"}",
                "{\"sequence\":\" \"}"
            })
    void withoutASessionTheThreadIsThatOfTheStreamAndTheDay(String body) throws Exception {
        String thread = thread(event(321, "match-42"), body);
        assertThat(thread(at(recordingOf("match-42"), Duration.ofHours(-10)), "{}"))
                .isEqualTo(thread);
        assertThat(thread(at(recordingOf("match-42"), Duration.ofHours(10)), "{}"))
                .isNotEqualTo(thread);
    }

    @Test
    void aMailAboutNoStreamIsInNoThreadAndOnNoList() throws Exception {
        for (String name : new String[] {"References", "In-Reply-To", "List-Id", "X-Live-Callbacks-Stream"}) {
            assertThat(header(recordingOf(null), "{\"session_id\":\"1\"}", name))
                    .isEmpty();
        }
    }

    // lists and filters

    @Test
    void aStreamIsAList() throws Exception {
        String list = header(recordingOf("match-42"), "{}", "List-Id");
        assertThat(list).matches("\"match-42\"\\s+<[0-9a-f]{32}\\.live-callbacks\\.callbacks\\.example\\.org>");
        assertThat(header(at(event(0, "match-42"), Duration.ofDays(9)), "{\"sequence\":1}", "List-Id"))
                .isEqualTo(list);
        assertThat(header(recordingOf("match-43"), "{}", "List-Id").replace("43", "42"))
                .isNotEqualTo(list);
    }

    @Test
    void whatToFilterByIsThere() throws Exception {
        assertThat(header(recordingOf("match-42"), "{}", "X-Live-Callbacks-Stream"))
                .isEqualTo("match-42");
        assertThat(header(recordingOf("match-42"), "{}", "X-Live-Callbacks-Source"))
                .isEqualTo("live");
        assertThat(header(recordingOf("match-42"), "{}", "X-Auto-Response-Suppress"))
                .isEqualTo("All");
        assertThat(header(recordingOf("match-42"), "{}", "Content-Language")).isEqualTo("en");
        assertThat(header(recordingOf("a?txSecret=c0ffee"), "{}", "List-Id")).doesNotContain("c0ffee");
        assertThat(header(recordingOf("a?txSecret=c0ffee"), "{}", "X-Live-Callbacks-Stream"))
                .doesNotContain("c0ffee");
    }

    @ParameterizedTest
    @MethodSource("livecallbacks.notify.mail.MailComposerTest#naughtyStreams")
    void aHostileStreamIdMakesAValidHeaderThatShowsIt(String stream) throws Exception {
        Mail mail = MailReading.composer(Path.of("templates"))
                .compose(
                        recordingOf(stream),
                        new CallbackContent("{}".getBytes(StandardCharsets.UTF_8)),
                        MailReading.ANA);
        MimeMessage read = MailReading.of(mail).message();
        String raw = new String(mail.content(), StandardCharsets.US_ASCII);
        assertShortLines(raw);
        if (stream.isBlank()) {
            return;
        }
        String list = MimeUtility.unfold(Objects.requireNonNull(read.getHeader("List-Id"))[0]);
        // Read as an address, it is the same syntax: a phrase and something in brackets.
        InternetAddress[] parsed = InternetAddress.parse(list.replaceFirst("<([0-9a-f]{32})\\.", "<$1@"), true);
        assertThat(parsed).hasSize(1);
        String shown = Texts.bounded(Texts.plain(stream), 128);
        assertThat(parsed[0].getPersonal()).isEqualTo(shown);
        assertThat(MimeUtility.decodeText(
                        MimeUtility.unfold(Objects.requireNonNull(read.getHeader("X-Live-Callbacks-Stream"))[0])))
                .isEqualTo(shown);
    }

    /** RFC 5322, 2.1.1, but for what has no place where it could be folded: an id of 64 digits. */
    private static void assertShortLines(String mail) {
        assertThat(mail.substring(0, mail.indexOf("\r\n\r\n")).lines())
                .allMatch(line -> line.length() <= 78 || line.matches("(Message-ID|X-Live-Callbacks-Event-Id): \\S*"));
    }

    // addresses

    private static MimeMessage read(String from, @Nullable String replyTo, String to) throws Exception {
        Mail mail = new MailComposer(from, replyTo, Path.of("templates"), CLOCK)
                .compose(
                        recordingOf("match-42"),
                        new CallbackContent(new byte[0]),
                        new Addressee(to, new InternetAddress(to).getAddress(), "default", MailSettings.DEFAULT));
        assertShortLines(new String(mail.content(), StandardCharsets.UTF_8));
        Properties properties = new Properties();
        properties.setProperty("mail.mime.allowutf8", "true");
        return new MimeMessage(Session.getInstance(properties), new ByteArrayInputStream(mail.content()));
    }

    @Test
    void answersGoWhereTheyAreWanted() throws Exception {
        assertThat(read("live@example.com", null, "ana@example.com").getHeader("Reply-To"))
                .isNull();
        assertThat(read("live@example.com", "The Team <team@example.com>", "ana@example.com")
                        .getHeader("Reply-To"))
                .containsExactly("The Team <team@example.com>");
        assertThatThrownBy(() -> new MailComposer("live@example.com", "nobody", Path.of("templates"), CLOCK))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mail.reply-to");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ana@example.com | ana@example.com",
                "ana@例え.jp | ana@xn--r8jz45g.jp",
                "直播@例え.jp | 直播@xn--r8jz45g.jp",
                "Ana <ana@Example.com> | Ana <ana@Example.com>",
                "ana@[192.0.2.1] | ana@[192.0.2.1]"
            })
    void aDomainOfAnotherScriptIsWrittenInAscii(String to, String written) throws Exception {
        assertThat(read("live@example.com", null, to).getHeader("To")).containsExactly(written);
    }

    @Test
    void aLongNameIsFolded() throws Exception {
        String name = "直播间".repeat(40);
        MimeMessage mail = read("live@example.com", null, name + " <直播@example.com>");
        InternetAddress to = (InternetAddress) mail.getAllRecipients()[0];
        assertThat(to.getPersonal()).isEqualTo(name);
        assertThat(to.getAddress()).isEqualTo("直播@example.com");
    }

    @Test
    void aSenderOfAnotherScriptOrWithoutADomainNameHasValidIds() throws Exception {
        assertThat(listIdOf("live@例え.jp")).endsWith(".live-callbacks.xn--r8jz45g.jp>");
        assertThat(listIdOf("live@[192.0.2.1]")).endsWith(".live-callbacks.localhost>");
        assertThat(listIdOf("live@" + "a.".repeat(120) + "jp")).endsWith(".live-callbacks.localhost>");
    }

    private static String listIdOf(String from) {
        MailWriter writer = new MailWriter(new Address(from, from), null, CLOCK);
        return Objects.requireNonNull(
                MailHeaders.of(recordingOf("s"), new CallbackContent(new byte[0]), writer.domain())
                        .values()
                        .get("List-Id"));
    }

    // size

    @Test
    void noMailIsLongerThanItMayBe() throws Exception {
        for (String character : new String[] {"a", "文", "<", "🎬", "=", "ÿ"}) {
            String huge = character.repeat(2_000_000);
            Mail mail = new MailWriter(Address.parse("live@example.com"), null, CLOCK)
                    .write(
                            "0".repeat(64),
                            MailReading.ANA,
                            new MailText("Subject", huge, "<p>" + huge + "</p>"),
                            MailHeaders.of(recordingOf("s"), new CallbackContent(new byte[0]), "example.com"));
            assertThat(mail.content()).hasSizeLessThanOrEqualTo(MailWriter.LONGEST_MAIL);
            MailReading read = MailReading.of(mail);
            assertThat(read.text()).startsWith(character.repeat(1000)).contains("The rest is left out");
            assertThat(read.html()).startsWith("<!DOCTYPE html>").contains("The rest is left out", "</html>");
            assertThat(read.html()).doesNotContain("<<", "\uFFFD");
        }
    }

    @Test
    void whatIsMostlyNotAsciiIsEncodedTheShorterWay() throws Exception {
        Mail mail = new MailWriter(Address.parse("live@example.com"), null, CLOCK)
                .write(
                        "0".repeat(64),
                        MailReading.ANA,
                        new MailText("Subject", "直播\n回放\n", "<p>plain</p>"),
                        MailHeaders.of(recordingOf("s"), new CallbackContent(new byte[0]), "example.com"));
        assertThat(MailReading.of(mail).text()).isEqualTo("直播\r\n回放\r\n");
        assertThat(new String(mail.content(), StandardCharsets.US_ASCII))
                .contains("Content-Transfer-Encoding: base64", "Content-Transfer-Encoding: quoted-printable");
    }
}
