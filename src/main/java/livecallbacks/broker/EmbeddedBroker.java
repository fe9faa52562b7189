package livecallbacks.broker;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.jms.ConnectionFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.activemq.artemis.api.config.ActiveMQDefaultConfiguration;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.core.config.impl.FileConfiguration;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Artemis broker of {@code broker.xml} inside this process, with its journal in a folder of its own. A broker whose
 * disk fails, or is filled to the last byte by somebody else, stops itself, because it could not keep what it promises;
 * this one is started again as soon as it can be.
 */
public final class EmbeddedBroker implements Broker {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);

    /** Brokers of one process (tests start several) must not share an in-VM address. */
    private static final AtomicInteger NEXT_IN_VM_ID = new AtomicInteger();

    /**
     * callTimeout: a send that is not on disk by then has failed, and the sender gets its 503 while it still listens.
     * consumerWindowSize 0: a message waits in the broker for whichever consumer is free, not behind a slow one.
     */
    private static final String IN_VM_OPTIONS = "callTimeout=4000&consumerWindowSize=0&cacheDestinations=true";

    /** As callTimeout above. */
    private static final long SEND_MILLIS = 4000;

    private static final long SECONDS_BETWEEN_LOOKS = 1;

    private static final long ROOM_NANOS = 50_000_000;

    private final Path directory;
    private final long minFree;
    private final String inVm = "vm://" + NEXT_IN_VM_ID.getAndIncrement();
    private final Door door;
    private final BrokerMeters meters = new BrokerMeters();
    private final ActiveMQConnectionFactory factory;
    private final Connections connections;
    private final GroupCommit commits;
    private final ScheduledExecutorService watch;
    private final Future<?> looks;
    private final Set<QueueTaker> takers = ConcurrentHashMap.newKeySet();
    private volatile EmbeddedActiveMQ server;
    private volatile Room room;

    private record Room(long at, boolean enough) {}

    private EmbeddedBroker(Path directory, long minFree) throws Exception {
        this.directory = directory;
        this.minFree = minFree;
        this.door = new Door(directory);
        this.room = new Room(System.nanoTime() - ROOM_NANOS, true);
        this.server = startServer();
        this.factory = new ActiveMQConnectionFactory(inVm + "?" + IN_VM_OPTIONS);
        factory.setUser(Door.USER);
        factory.setPassword(door.password());
        // Asking for the next message is a note to a queue in this process; by default another thread takes it there.
        factory.getServerLocator()
                .setThreadPools(
                        ActiveMQClient.getGlobalThreadPool(),
                        ActiveMQClient.getGlobalScheduledThreadPool(),
                        Runnable::run);
        this.connections = new Connections(factory);
        this.commits = new GroupCommit(this::server, meters, SEND_MILLIS);
        this.watch = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "broker-watch");
            thread.setDaemon(true);
            return thread;
        });
        this.looks = watch.scheduleWithFixedDelay(
                this::startAgainIfStopped, SECONDS_BETWEEN_LOOKS, SECONDS_BETWEEN_LOOKS, TimeUnit.SECONDS);
    }

    /**
     * Starts a broker in this process and waits until it takes messages.
     *
     * @param directory holds the journal; made if it does not exist. Only one broker may use it at a time.
     * @param minFree bytes of its disk that stay free of callbacks. Half of them are the broker's own, to move on what
     *     it has: a disk that is full of callbacks could not even be emptied.
     * @throws BrokerException if it does not start: a broken journal, no right to write, another process on the
     *     directory
     */
    public static EmbeddedBroker start(Path directory, long minFree) throws BrokerException {
        try {
            return new EmbeddedBroker(directory, minFree);
        } catch (BrokerException e) {
            throw e;
        } catch (Exception e) {
            throw new BrokerException("The broker in " + directory + " did not start: " + e.getMessage(), e);
        }
    }

    private EmbeddedActiveMQ startServer() throws Exception {
        FileConfiguration configuration = configuration();
        configuration.addAcceptorConfiguration("in-vm", inVm);
        configuration.addAcceptorConfiguration(Door.ACCEPTOR, Door.ACCEPTOR_URL);
        EmbeddedActiveMQ started = new EmbeddedActiveMQ() {
            @Override
            public void createActiveMQServer() {
                activeMQServer = PagesInOneWrite.server(configuration, securityManager);
            }
        };
        started.setConfiguration(configuration);
        started.setSecurityManager(door.lock());
        started.start();
        started.getActiveMQServer().registerBrokerPlugin(meters);
        if (!started.getActiveMQServer().isActive()) {
            started.stop();
            throw new BrokerException("The broker in " + directory + " did not become active; does another process use"
                    + " the folder? (data.dir)");
        }
        door.open(started.getActiveMQServer());
        return started;
    }

    private FileConfiguration configuration() throws BrokerException {
        FileConfiguration configuration = BrokerXml.read();
        configuration.setBrokerInstance(directory.toFile());
        configuration.setJournalDirectory(directory.resolve("journal").toString());
        configuration.setBindingsDirectory(directory.resolve("bindings").toString());
        configuration.setPagingDirectory(directory.resolve("paging").toString());
        configuration.setLargeMessagesDirectory(
                directory.resolve("large-messages").toString());
        configuration.setMinDiskFree(minFree / 2);
        return configuration;
    }

    private void startAgainIfStopped() {
        if (server().isActive() || !hasRoom()) {
            return;
        }
        LOG.error("The broker in {} has stopped after a fault of its disk; starting it again", directory);
        try {
            server.stop();
            server = startServer();
            for (QueueTaker taker : takers) {
                taker.attach(server());
            }
            LOG.warn("The broker in {} is up again", directory);
        } catch (Exception e) {
            LOG.error("The broker in {} does not start yet: {}", directory, e.toString());
        }
    }

    private boolean hasRoom() {
        return directory.toFile().getUsableSpace() > minFree;
    }

    /** The same, as it was a moment ago: the question costs a call into the system, and comes with every callback. */
    private boolean hadRoom() {
        long now = System.nanoTime();
        Room seen = room;
        if (now - seen.at > ROOM_NANOS) {
            seen = new Room(now, hasRoom());
            room = seen;
        }
        return seen.enough;
    }

    @Override
    public ConnectionFactory connections() {
        return connections.ofConsumers();
    }

    @Override
    public ConnectionFactory independentConnections() {
        return connections.independent();
    }

    @Override
    public void send(Sending sending, Completion completion) {
        commits.send(sending, completion);
    }

    @Override
    public boolean canTake(String queue) {
        Queue found = server().locateQueue(nameOf(queue));
        return found != null && found.getGroupBuckets() == ActiveMQDefaultConfiguration.getDefaultGroupBuckets();
    }

    @Override
    public Taking take(String queue, int concurrency, Executor threads, Consumer<Delivery> taker)
            throws BrokerException {
        QueueTaker taking = new QueueTaker(nameOf(queue), concurrency, threads, taker, commits, takers::remove);
        takers.add(taking);
        taking.attach(server());
        return taking;
    }

    private static String nameOf(String queue) {
        int colons = queue.indexOf("::");
        return colons < 0 ? queue : queue.substring(colons + 2);
    }

    /** The server, for whoever has to look inside. */
    public ActiveMQServer server() {
        return server.getActiveMQServer();
    }

    @Override
    public boolean isFull() {
        return !server().isActive() || !hadRoom();
    }

    @Override
    public List<QueueState> queues(Clock clock) {
        return QueueWatch.of(server());
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        meters.bindTo(registry);
    }

    @Override
    public void close() throws BrokerException {
        looks.cancel(false);
        watch.shutdown();
        try {
            // It may just be starting the broker again.
            if (!watch.awaitTermination(1, TimeUnit.MINUTES)) {
                throw new BrokerException("The broker in " + directory + " has not started in a minute");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        door.close();
        commits.close();
        connections.close();
        factory.close();
        try {
            server.stop();
        } catch (Exception e) {
            throw new BrokerException("The broker did not stop in good order: " + e.getMessage(), e);
        }
    }
}
