/** The mail about an event: templates and words of each language, headers, the finished message. */
@NullMarked
package livecallbacks.notify.mail;

import org.jspecify.annotations.NullMarked;
