/** The whole service, tried from the outside: HTTP in, S3 and SMTP out. */
@NullMarked
package livecallbacks;

import org.jspecify.annotations.NullMarked;
