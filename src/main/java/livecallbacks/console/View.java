package livecallbacks.console;

/** Answers one path. It may wait for queues and for the bucket: it is called on a thread of the console's own. */
@FunctionalInterface
interface View {

    /**
     * The answer.
     *
     * @throws Exception if what it asks is away or broken
     */
    Answer answer(Ask ask) throws Exception;
}
