@NullMarked
package livecallbacks.receive.http;

import org.jspecify.annotations.NullMarked;
