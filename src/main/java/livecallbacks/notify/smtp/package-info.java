/** The way to the mail server: connections that are kept, and what its answers mean. */
@NullMarked
package livecallbacks.notify.smtp;

import org.jspecify.annotations.NullMarked;
