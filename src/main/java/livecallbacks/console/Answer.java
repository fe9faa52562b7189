package livecallbacks.console;

import java.util.Map;

/** What a browser gets. */
sealed interface Answer {

    /**
     * A page.
     *
     * @param status of HTTP
     * @param template its name, without the ending
     * @param model what the template shows
     */
    record Page(int status, String template, Map<String, Object> model) implements Answer {
        /** With status 200. */
        Page(String template, Map<String, Object> model) {
            this(200, template, model);
        }
    }

    /** A mail as HTML, for a frame in a page; nothing in it runs, and nothing is loaded for it. */
    record Mail(String html) implements Answer {}

    /** Another page, to be got with GET; a path of this server. */
    record Elsewhere(String path) implements Answer {}

    /** A file to be kept. */
    @SuppressWarnings("ArrayRecordComponent") // It is written and never compared.
    record Download(String name, byte[] content) implements Answer {}
}
