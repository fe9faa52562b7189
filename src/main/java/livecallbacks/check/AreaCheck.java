package livecallbacks.check;

import java.util.List;
import livecallbacks.check.Finding.Area;

/** Looks at one area. */
interface AreaCheck {

    Area area();

    /**
     * All that is to be said.
     *
     * @throws Exception if it cannot be looked at, which nobody has foreseen
     */
    List<Finding> findings() throws Exception;
}
