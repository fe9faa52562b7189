/** What the operator sets: properties, environment and secret files, read once and checked as a whole. */
@NullMarked
package livecallbacks.config;

import org.jspecify.annotations.NullMarked;
