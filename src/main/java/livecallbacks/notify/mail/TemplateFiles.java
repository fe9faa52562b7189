package livecallbacks.notify.mail;

import freemarker.cache.FileTemplateLoader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The files of the templates. For each mail FreeMarker asks for several of them whether they are still there; that a
 * file is not outside the folder, by way of a link, is looked up only when it is first found, as it takes the system
 * longer than all else. Safe for use by several threads.
 */
final class TemplateFiles extends FileTemplateLoader {

    private final Map<String, File> found = new ConcurrentHashMap<>();

    /** @throws IOException if there is no such folder */
    TemplateFiles(Path directory) throws IOException {
        super(directory.toFile());
    }

    @Override
    public Object findTemplateSource(String name) throws IOException {
        File known = found.get(name);
        if (known != null && known.isFile()) {
            return known;
        }
        Object source = super.findTemplateSource(name);
        if (source instanceof File file) {
            found.put(name, file);
        }
        return source;
    }
}
