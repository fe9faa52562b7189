package livecallbacks.broker;

/** Messages being taken from a queue, until that is closed. */
public interface Taking extends AutoCloseable {

    /** Takes no more until {@link #resume}; what was taken goes on. Waits for nothing. */
    void suspend();

    /** Takes messages again. */
    void resume();

    /** Takes no more, and waits until what was taken is done with or given back, for some seconds at most. */
    @Override
    void close();
}
