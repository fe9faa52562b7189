/**
 * What the service is put together from and a check of it needs too, without anything being started: the clients that
 * the settings ask for, and what the routes may name.
 */
@NullMarked
package livecallbacks.parts;

import org.jspecify.annotations.NullMarked;
