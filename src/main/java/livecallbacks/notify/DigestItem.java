package livecallbacks.notify;

/**
 * A finished mail that goes to {@code mail.digest} first, because its receiver wants a digest or has quiet hours.
 *
 * @param mail about one event
 * @param entry how and with which others it may have to wait
 */
public record DigestItem(Mail mail, DigestEntry entry) {

    /** {@link Mail#id}, under the name that a route knows it by. */
    public String id() {
        return mail.id();
    }

    /** {@link Mail#rule}, under the name that a route knows it by. */
    public String rule() {
        return mail.rule();
    }
}
