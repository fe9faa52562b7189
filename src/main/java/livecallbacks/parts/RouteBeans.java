package livecallbacks.parts;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.jms.ConnectionFactory;
import java.util.Map;
import livecallbacks.archive.AlreadyArchived;
import livecallbacks.archive.DescribeObject;
import livecallbacks.archive.KeyOfFirstCopy;
import livecallbacks.archive.KeySegment;
import livecallbacks.archive.NewlyArchived;
import livecallbacks.archive.PartsOfKey;
import livecallbacks.archive.PutByAnother;
import livecallbacks.archive.ReceiptOfReplay;
import livecallbacks.management.AwayHealth;
import livecallbacks.management.CountByRoute;
import livecallbacks.management.IntakeHealth;
import livecallbacks.management.RecipientsHealth;
import livecallbacks.notify.DescribeMail;
import livecallbacks.notify.ReadMail;
import livecallbacks.notify.ReceiptsOfMail;
import livecallbacks.notify.WriteMails;
import livecallbacks.notify.digest.DescribeItem;
import livecallbacks.notify.digest.DigestMails;
import livecallbacks.notify.digest.DueWindows;
import livecallbacks.notify.smtp.RefusedForGood;
import livecallbacks.receive.CountAnswer;
import livecallbacks.receive.NameForQuarantine;
import livecallbacks.receive.OneByOne;
import livecallbacks.receive.QuarantineGate;
import livecallbacks.receive.RefuseWhenFull;
import livecallbacks.receive.Rush;
import livecallbacks.receive.VerifyCallback;
import livecallbacks.receive.http.CallbacksHttp;
import livecallbacks.receive.http.EdgeServerFactory;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.mail.JavaMailSender;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * What a route may name of the application's beans, and what each is. Whoever looks at the routes without starting the
 * service asks here; a test holds it against the registry of a running one.
 */
public final class RouteBeans {

    /** By name. */
    public static final Map<String, Class<?>> TYPES = Map.ofEntries(
            Map.entry("metricsRegistry", MeterRegistry.class),
            Map.entry("jms", JmsComponent.class),
            Map.entry("independentConnections", ConnectionFactory.class),
            Map.entry("verifyCallback", VerifyCallback.class),
            Map.entry("oneByOne", OneByOne.class),
            Map.entry("callbacksHttp", CallbacksHttp.class),
            Map.entry("storeCallback", StoreMessage.class),
            Map.entry("storeReceipt", StoreMessage.class),
            Map.entry("receiptsOfMail", ReceiptsOfMail.class),
            Map.entry("newlyArchived", NewlyArchived.class),
            Map.entry("receiptOfReplay", ReceiptOfReplay.class),
            Map.entry("countReceiptLost", CountByRoute.class),
            Map.entry("storeMail", StoreMessage.class),
            Map.entry("rush", Rush.class),
            Map.entry("putOff", PutOff.class),
            Map.entry("countStored", CountAnswer.class),
            Map.entry("countNotStored", CountAnswer.class),
            Map.entry("countRetry", CountByRoute.class),
            Map.entry("countFailed", CountByRoute.class),
            Map.entry("sinceReceivedTillArchived", MeasureSinceReceived.class),
            Map.entry("sinceReceivedTillMailed", MeasureSinceReceived.class),
            Map.entry("intakeHealth", IntakeHealth.class),
            Map.entry("awayHealth", AwayHealth.class),
            Map.entry("refuseWhenFull", RefuseWhenFull.class),
            Map.entry("quarantineGate", QuarantineGate.class),
            Map.entry("nameForQuarantine", NameForQuarantine.class),
            Map.entry("httpServerFactory", EdgeServerFactory.class),
            Map.entry("s3Client", S3Client.class),
            Map.entry("keySegment", KeySegment.class),
            Map.entry("partsOfKey", PartsOfKey.class),
            Map.entry("onlyEvent", KeepHeaders.class),
            Map.entry("describeObject", DescribeObject.class),
            Map.entry("keyOfFirstCopy", KeyOfFirstCopy.class),
            Map.entry("alreadyArchived", AlreadyArchived.class),
            Map.entry("putByAnother", PutByAnother.class),
            Map.entry("recipientsHealth", RecipientsHealth.class),
            Map.entry("writeMails", WriteMails.class),
            Map.entry("describeMail", DescribeMail.class),
            Map.entry("describeItem", DescribeItem.class),
            Map.entry("digestMails", DigestMails.class),
            Map.entry("dueWindows", DueWindows.class),
            Map.entry("readMail", ReadMail.class),
            Map.entry("refusedForGood", RefusedForGood.class),
            Map.entry("mailSender", JavaMailSender.class));

    private RouteBeans() {}
}
