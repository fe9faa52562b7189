package livecallbacks.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;
import org.webjars.WebJarVersionLocator;

/** The style sheets and scripts of the pages. Each has a path of its own for each content, and is kept for ever. */
final class Assets {

    /** What all their paths begin with. */
    static final String FOLDER = "/console/assets/";

    private static final int DIGITS = 12;

    private final Map<String, Asset> byPath = new HashMap<>();
    private final Map<String, String> paths = new HashMap<>();

    /**
     * One of them.
     *
     * @param type the media type
     */
    @SuppressWarnings("ArrayRecordComponent") // It is written and never compared.
    record Asset(String type, byte[] content) {}

    Assets() {
        WebJarVersionLocator webJars = new WebJarVersionLocator();
        add("pico", "css", webJar(webJars, "picocss__pico", "css/pico.min.css"));
        add("console", "css", "console/console.css");
        add("htmx", "js", webJar(webJars, "htmx.org", "dist/htmx.min.js"));
    }

    private static String webJar(WebJarVersionLocator webJars, String name, String file) {
        String path = webJars.fullPath(name, file);
        if (path == null) {
            throw new IllegalStateException("The program is not whole: it lacks the WebJar " + name);
        }
        return path;
    }

    private void add(String name, String ending, String resource) {
        byte[] content;
        try (InputStream in = Assets.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("The program is not whole: it lacks " + resource);
            }
            content = in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String path = FOLDER + name + "-" + DigestUtils.sha256Hex(content).substring(0, DIGITS) + "." + ending;
        paths.put(name, path);
        byPath.put(path, new Asset(ending.equals("css") ? "text/css; charset=utf-8" : "text/javascript", content));
    }

    /** By their names ({@code pico}, {@code console}, {@code htmx}) the paths. */
    Map<String, String> paths() {
        return paths;
    }

    /** The one of this path; null if there is none. */
    @Nullable
    Asset get(String path) {
        return byPath.get(path);
    }
}
