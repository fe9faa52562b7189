/** What a stranger, or a stream's hostile owner, may send: each attack over real connections to the whole service. */
@NullMarked
package livecallbacks.attack;

import org.jspecify.annotations.NullMarked;
