package livecallbacks.notify.mail;

/**
 * That an event comes again because an operator said so.
 *
 * @param run which time it was said; each run makes other mails than the first one and than any other run
 * @param marked whether the mails say that they are repeated
 */
public record Replay(String run, boolean marked) {}
