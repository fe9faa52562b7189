package livecallbacks.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import livecallbacks.dev.LocalMailbox;
import livecallbacks.dev.LocalS3;

/** What the service works with: an S3 store and a mailbox that keep what they get as files. */
final class LocalServers {

    private LocalServers() {}

    /** Arguments: a folder, the port of S3, the port of SMTP, S3Proxy's jar, the bucket. */
    public static void main(String[] args) throws Exception {
        Path folder = Files.createDirectories(Path.of(args[0]));
        LocalS3.start(Path.of(args[3]), folder.resolve("s3"), Integer.parseInt(args[1]))
                .createBucket(args[4]);
        LocalMailbox mailbox = LocalMailbox.start(folder.resolve("mail"), Integer.parseInt(args[2]));
        while (true) {
            Thread.sleep(1000);
            // Each mail is a file by now; a hundred thousand of them would not fit into memory.
            mailbox.server().purgeEmailFromAllMailboxes();
        }
    }
}
