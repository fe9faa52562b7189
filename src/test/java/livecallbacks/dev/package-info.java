/** The local servers, tried with the clients that the application uses. */
@NullMarked
package livecallbacks.dev;

import org.jspecify.annotations.NullMarked;
