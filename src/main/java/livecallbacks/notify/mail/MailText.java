package livecallbacks.notify.mail;

/**
 * What one mail says.
 *
 * @param subject one line without control characters
 * @param text the mail for a program that shows no HTML
 * @param html the same as a page
 */
record MailText(String subject, String text, String html) {}
