package livecallbacks.conservation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the conservation test has to notice: a copy of the configuration from which one promise is taken.
 * {@code -Dchaos.sabotage=no-sync}, and so on.
 */
enum Sabotage {

    /** The broker no longer waits for its journal. */
    NO_SYNC {
        @Override
        void prepare(Path home) throws IOException {
            copyProject(home);
            Path broker = Files.copy(Path.of("src/main/resources/broker.xml"), home.resolve("broker.xml"));
            replace(broker, "<journal-sync-transactional>true", "<journal-sync-transactional>false");
            replace(broker, "<journal-sync-non-transactional>true", "<journal-sync-non-transactional>false");
        }
    },

    /** The 200 is given while the callback is still on its way to the broker. */
    ACK_FIRST {
        @Override
        void prepare(Path home) throws IOException {
            copyProject(home);
            Path receive = home.resolve("routes/receive.camel.yaml");
            String store = Files.readString(receive);
            store = store.substring(
                    store.indexOf(
                            "              - process:\n                  description: >-\n                    Into the queue"),
                    store.indexOf("ref: storeCallback\n") + "ref: storeCallback\n".length());
            replace(
                    receive,
                    store,
                    "              - to:\n                  uri: seda:later\n                  pattern: InOnly\n");
            Files.writeString(receive, Files.readString(receive) + """
                    - route:
                        id: later
                        from:
                          uri: seda:later
                          steps:
                            - process:
                                ref: storeCallback
                    """);
        }
    },

    /** Nobody looks whether an event, a mail or an object was there before. */
    NO_DUPLICATE_DETECTION {
        @Override
        void prepare(Path home) throws IOException {
            copyProject(home);
            replace(home.resolve("routes/receive.camel.yaml"), "name: _AMQ_DUPL_ID", "name: ignored");
            replace(home.resolve("routes/notify.camel.yaml"), "name: _AMQ_DUPL_ID", "name: ignored");
            replace(
                    home.resolve("application.properties"),
                    "archive.create-only=if-none-match",
                    "archive.create-only=none");
        }
    };

    /** Makes the copy, in a folder that is made, too. */
    abstract void prepare(Path home) throws IOException;

    /** The sabotage of a name such as {@code no-sync}; none for null. */
    static @Nullable Sabotage named(@Nullable String name) {
        return name == null || name.isEmpty()
                ? null
                : valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static void copyProject(Path home) throws IOException {
        for (String part : List.of("routes", "templates", "application.properties")) {
            try (Stream<Path> files = Files.walk(Path.of(part))) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    Path copy = home.resolve(file.toString());
                    Files.createDirectories(copy.getParent());
                    if (Files.isRegularFile(file)) {
                        Files.copy(file, copy);
                    }
                }
            }
        }
    }

    private static void replace(Path file, String what, String by) throws IOException {
        String text = Files.readString(file);
        if (!text.contains(what)) {
            throw new AssertionError(file + " no longer has what this sabotage changes: " + what);
        }
        Files.writeString(file, text.replace(what, by));
    }
}
