package livecallbacks.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A process with the S3 store and the mailbox that a measured service works with. */
record Stores(Target process, int s3, int smtp, Path folder) implements AutoCloseable {

    static final String BUCKET = "live-callbacks";

    /**
     * Starts them in a folder below {@code work}.
     *
     * @param light whether they are {@link LightServers} in place of the ones that development has
     */
    static Stores start(Path work, Path log, boolean light) throws IOException, InterruptedException {
        int s3 = Service.freePort();
        int smtp = Service.freePort();
        Path folder = work.resolve("stores");
        List<String> command = new ArrayList<>(Target.java("-Xmx1g", light ? "LightServers" : "LocalServers"));
        command.addAll(List.of(folder.toString(), Integer.toString(s3), Integer.toString(smtp)));
        if (!light) {
            command.addAll(List.of(
                    Folders.HOME.resolve("target/s3proxy/s3proxy.jar").toString(), BUCKET));
        }
        return new Stores(Target.start(command, Map.of(), smtp, log), s3, smtp, folder);
    }

    Path mailbox() {
        return folder.resolve("mail");
    }

    /** Where the callbacks are; what became of their mails lies beside it. */
    Path callbacks() {
        return folder.resolve("s3").resolve(BUCKET).resolve("callbacks");
    }

    String endpoint() {
        return "http://127.0.0.1:" + s3;
    }

    @Override
    public void close() throws InterruptedException {
        process.close();
    }
}
