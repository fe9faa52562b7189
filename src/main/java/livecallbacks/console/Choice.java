package livecallbacks.console;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which of a list a reader has ticked, by their ids. */
final class Choice {

    /** More than a page has. */
    private static final int MOST = 1000;

    private Choice() {}

    /** The ids, without what cannot be one. */
    static Set<String> of(Ask ask) {
        List<String> ids = ask.all("id");
        Set<String> chosen = new TreeSet<>();
        for (String id : ids.subList(0, Math.min(MOST, ids.size()))) {
            if (id.matches("[0-9a-f]{1,64}")) {
                chosen.add(id);
            }
        }
        return chosen;
    }
}
