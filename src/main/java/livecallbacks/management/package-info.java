/**
 * What operators and their monitoring see: the login of the management port, the health checks, how the queues stand,
 * and how often a route failed.
 */
@NullMarked
package livecallbacks.management;

import org.jspecify.annotations.NullMarked;
