package livecallbacks.notify;

import static livecallbacks.event.Events.recordingOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import livecallbacks.event.CallbackContent;
import livecallbacks.event.UnreadableMessageException;
import livecallbacks.notify.digest.DigestItem;
import livecallbacks.notify.mail.Mail;
import livecallbacks.notify.mail.MailComposer;
import livecallbacks.notify.mail.MailReading;
import livecallbacks.notify.recipients.Addressee;
import livecallbacks.notify.recipients.MailSettings;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MailProcessorsTest {

    private static final List<Addressee> TWO = List.of(
            new Addressee("ana@example.com", "ana@example.com", "routes[0]", MailSettings.DEFAULT),
            new Addressee("Ben Li <ben@example.com>", "ben@example.com", "default", MailSettings.DEFAULT));

    private final CamelContext context = new DefaultCamelContext();
    private final MailComposer composer = MailReading.composer(Path.of("templates"));

    private Exchange exchange(@Nullable Object body) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setHeaders(recordingOf("match-42").toHeaders());
        exchange.getMessage().setBody(body);
        return exchange;
    }

    @Test
    void aCallbackBecomesOneMailPerPerson() throws Exception {
        Exchange exchange = exchange("{\"duration\":154}".getBytes(StandardCharsets.UTF_8));
        new WriteMails((event, body) -> event.equals(recordingOf("match-42")) ? TWO : List.of(), composer)
                .process(exchange);
        List<?> mails = exchange.getMessage().getBody(List.class);
        assertThat(mails)
                .extracting(mail -> ((Mail) mail).email() + " " + ((Mail) mail).rule())
                .containsExactly("ana@example.com routes[0]", "ben@example.com default");
        MailReading ben = MailReading.of((Mail) mails.get(1));
        assertThat(ben.message().getHeader("To")).containsExactly("Ben Li <ben@example.com>");
        assertThat(ben.subject()).isEqualTo("Recording ready: match-42 (2 min 34 s)");
        assertThat(ben.text()).doesNotContain("ana@");
    }

    @Test
    void nobodyToTellIsAnEmptyList() throws Exception {
        Exchange exchange = exchange(new byte[] {'{', '}'});
        new WriteMails((event, body) -> List.of(), composer).process(exchange);
        assertThat(exchange.getMessage().getBody()).isEqualTo(List.of());
    }

    @Test
    void aMessageThatIsNoEventIsRefused() {
        WriteMails writeMails = new WriteMails((event, body) -> TWO, composer);
        Exchange noHeaders = exchange(new byte[] {'{', '}'});
        noHeaders.getMessage().removeHeader("eventId");
        assertThatThrownBy(() -> writeMails.process(noHeaders)).isInstanceOf(UnreadableMessageException.class);
        assertThatThrownBy(() -> writeMails.process(exchange(null))).isInstanceOf(InvalidPayloadException.class);
        assertThatThrownBy(() -> new ReadMail().process(exchange(null))).isInstanceOf(InvalidPayloadException.class);
    }

    @Test
    void aMailGoesOnAsItsBytesWithTheHeadersOfItsEventButNothingOfTheBrokers() throws Exception {
        Mail mail = composer.compose(recordingOf("a"), new CallbackContent(new byte[0]), TWO.get(0));
        Exchange exchange = exchange(mail);
        for (String other : List.of("JMSMessageID", "_AMQ_DUPL_ID", "CamelMessageTimestamp", "repeated", "target")) {
            exchange.getMessage().setHeader(other, "x");
        }
        exchange.getMessage().setHeader("replay", "run");
        exchange.getMessage().setHeader("traceparent", "00-1-2-01");

        new DescribeMail().process(exchange);

        assertThat(exchange.getMessage().getBody()).isEqualTo(mail.content());
        assertThat(exchange.getMessage().getHeaders())
                .containsEntry("_AMQ_DUPL_ID", mail.id())
                .containsEntry("rule", "routes[0]")
                .containsEntry("replay", "run")
                .containsEntry("traceparent", "00-1-2-01")
                .containsKeys("source", "eventId", "eventType", "streamId", "eventTime", "receivedAt")
                .hasSize(10);
    }

    @Test
    void aMailThatMayHaveToWaitStaysAnItemThatIsStillToBeDescribed() throws Exception {
        Addressee digested = new Addressee(
                "ana@example.com",
                "ana@example.com",
                "routes[1]",
                new MailSettings("en", ZoneOffset.UTC, Duration.ofMinutes(15), null));
        Exchange exchange = exchange(new byte[] {'{', '}'});
        new WriteMails((event, body) -> List.of(digested), composer).process(exchange);
        DigestItem item = (DigestItem) exchange.getMessage().getBody(List.class).get(0);
        exchange.getMessage().setBody(item);

        new DescribeMail().process(exchange);

        assertThat(exchange.getMessage().getBody()).isSameAs(item);
        assertThat(exchange.getMessage().getHeaders())
                .containsEntry("_AMQ_DUPL_ID", item.id())
                .containsEntry("rule", "routes[1]");
    }

    @Test
    void whatIsNoMailIsNotDescribed() {
        assertThatThrownBy(() -> new DescribeMail().process(exchange("text")))
                .isInstanceOf(InvalidPayloadException.class);
    }

    @Test
    void aRouteReachesThePartsOfAMailByName() throws Exception {
        context.start();
        Mail mail = composer.compose(recordingOf("a"), new CallbackContent(new byte[0]), TWO.get(0));
        Exchange exchange = exchange(mail);
        assertThat(context.resolveLanguage("simple")
                        .createExpression("${body.id} ${body.email} ${body.rule}")
                        .evaluate(exchange, String.class))
                .isEqualTo(mail.id() + " ana@example.com routes[0]");
        assertThat(context.resolveLanguage("simple")
                        .createExpression("${body.content}")
                        .evaluate(exchange, byte[].class))
                .isEqualTo(mail.content());
        context.stop();
    }

    @Test
    void aFinishedMailIsSentByteForByteWhateverTheSenderDoesBefore() throws Exception {
        Mail mail = composer.compose(
                recordingOf("直播"), new CallbackContent("{\"a\":\"ü\"}".getBytes(StandardCharsets.UTF_8)), TWO.get(1));
        Exchange exchange = exchange(mail.content());
        new ReadMail().process(exchange);
        MimeMessage message = exchange.getMessage().getBody(MimeMessage.class);
        // As camel-mail's DefaultJavaMailSender does.
        String messageId = message.getMessageID();
        message.saveChanges();
        assertThat(message.getMessageID()).isEqualTo(messageId).isEqualTo("<" + mail.id() + "@callbacks.example.org>");
        assertThat(message.getAllRecipients()).extracting(Object::toString).containsExactly("Ben Li <ben@example.com>");
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        message.writeTo(sent);
        assertThat(sent.toByteArray()).isEqualTo(mail.content());
    }
}
