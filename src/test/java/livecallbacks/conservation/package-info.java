/**
 * The conservation test: a 200 makes an obligation, then comes whatever can go wrong, and at the end every obligation
 * is one object and one mail for each recipient, and nothing else is there.
 */
@NullMarked
package livecallbacks.conservation;

import org.jspecify.annotations.NullMarked;
