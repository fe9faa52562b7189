package livecallbacks.notify.digest;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** A mail that may have to wait becomes the message that {@link DigestMails} reads. */
public final class DescribeItem implements Processor {

    /**
     * In: a {@link DigestItem} as body. Out: the bytes of the mail as body, the rest as headers beside those that are
     * there. {@code JMSXGroupID} has the broker bring the mails of one window one after the other.
     *
     * @throws org.apache.camel.InvalidPayloadException if the body is none
     */
    @Override
    public void process(Exchange exchange) throws Exception {
        Message message = exchange.getMessage();
        DigestItem item = message.getMandatoryBody(DigestItem.class);
        item.entry().toHeaders().forEach(message::setHeader);
        message.setHeader(DigestMails.GROUP, item.entry().window());
        message.setBody(item.mail().content());
    }
}
