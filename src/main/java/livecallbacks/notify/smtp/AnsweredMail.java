package livecallbacks.notify.smtp;

/** A mail that hears what the mail server answered when it took it. */
public interface AnsweredMail {

    /**
     * The server has taken the mail.
     *
     * @param answer the server's last reply, such as {@code 250 2.0.0 Ok: queued as 4F1B}; it may have several lines,
     *     and may name people
     */
    void taken(String answer);
}
