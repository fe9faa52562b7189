/** The door to the internet: the HTTP server, its limits, and what is refused before a route sees it. */
@NullMarked
package livecallbacks.receive.http;

import org.jspecify.annotations.NullMarked;
