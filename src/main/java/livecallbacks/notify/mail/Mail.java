package livecallbacks.notify.mail;

/**
 * One finished mail to one person.
 *
 * @param id 64 lower-case hex digits made from the event's id and the lower-cased e-mail address, the same at every
 *     attempt: also the left part of its Message-ID, and fit to find duplicates by
 * @param email the bare e-mail address of the person
 * @param rule what chose the person, such as {@code routes[0]}
 * @param content the whole message after RFC 5322, header and body, with CRLF, in US-ASCII but for an address with
 *     other characters before the @; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // It is handed on and never compared.
public record Mail(String id, String email, String rule, byte[] content) {}
