package livecallbacks.notify.recipients;

/**
 * One person who is mailed about one event.
 *
 * @param address the address as {@code recipients.yaml} has it, such as {@code Ben Li <ben@example.com>}
 * @param email the bare e-mail address in it, {@code ben@example.com}
 * @param rule what chose the person, such as {@code routes[1].routes[0]}, or {@code default}
 * @param settings how and when the person is mailed
 */
public record Addressee(String address, String email, String rule, MailSettings settings) {}
