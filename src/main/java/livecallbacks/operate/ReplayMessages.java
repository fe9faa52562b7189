package livecallbacks.operate;

/** What the messages of a replay are called, as the routes read it. */
final class ReplayMessages {

    static final String NOTIFY = "replay.notify";
    static final String ARCHIVE = "replay.archive";

    /** The run that a message belongs to: its mails are other ones than those of the first time. */
    static final String RUN = "replay";

    /** Whether its mails say that they are repeated. */
    static final String MARKED = "repeated";

    /** The bucket that an object goes to. */
    static final String BUCKET = "archiveBucket";

    /** What its key begins with in that bucket: empty, or ending with a slash. */
    static final String FOLDER = "archiveFolder";

    private ReplayMessages() {}
}
