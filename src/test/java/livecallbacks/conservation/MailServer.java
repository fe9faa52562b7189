package livecallbacks.conservation;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import livecallbacks.ScriptedSmtp;
import livecallbacks.conservation.Ledger.Mailed;
import org.jspecify.annotations.Nullable;

/**
 * A mail server with faults, on one port all the time. Of each mail it keeps the event, the recipient, the Message-ID
 * and how often it came.
 */
final class MailServer implements AutoCloseable {

    /**
     * What the route mail has in hand at once: for each of four connections a mail, and one that is being written down.
     */
    static final int MAILS_AT_ONCE = 8;

    /** Over as many connections, so as many answers are cut off when it goes away. */
    private static final int CONNECTIONS = 4;

    /** From "taken" to its answer on the wire. */
    private static final Duration ANSWERING = Duration.ofSeconds(1);

    /**
     * From "taken" to the end of the transaction; a kill within it sends the mail again. Generous: machines are slow.
     */
    private static final Duration WINDOW = Duration.ofSeconds(5);

    private static final Pattern EVENT_ID = Pattern.compile("(?m)^X-Live-Callbacks-Event-Id: (.*)$");
    private static final Pattern MESSAGE_ID = Pattern.compile("(?m)^Message-ID: (.*)$");
    private static final Pattern RECIPIENT = Pattern.compile("RCPT TO:<(.*)>");

    private final int port;
    private final Map<List<String>, Taken> mails = new HashMap<>();
    private final Deque<Taken> justTaken = new ArrayDeque<>();
    private @Nullable ScriptedSmtp server;
    private Mode mode = Mode.HEALTHY;
    private boolean lostTheLastAnswer;
    private int answersLost;
    private int kills;
    private int departures;

    /** How it behaves. */
    enum Mode {
        HEALTHY,
        /** 451 to every mail. */
        LATER,
        /** It takes every other mail and hangs up before it says so. */
        LOSE_ANSWERS
    }

    private static final class Taken {
        private final Set<String> messageIds = new HashSet<>(2);
        private int times;
        private int answersLost;
        private int excused;
        private long last;
    }

    MailServer(int port) throws IOException {
        this.port = port;
        back();
    }

    /**
     * Nobody listens on the port, until {@link #back}. The answer to what it has just taken may not get out any more.
     */
    synchronized void away() throws IOException {
        if (server != null) {
            server.close();
            server = null;
            departures++;
            excuse(ANSWERING);
        }
    }

    /** Listens again. */
    synchronized void back() throws IOException {
        if (server == null) {
            server = new ScriptedSmtp(port, Session::new);
        }
    }

    synchronized void behave(Mode newMode) {
        mode = newMode;
    }

    /** The service was killed: what it has just handed over may come once more. */
    synchronized void serviceKilled() {
        kills++;
        excuse(WINDOW);
    }

    private void excuse(Duration window) {
        long since = System.nanoTime() - window.toNanos();
        justTaken.stream().filter(taken -> taken.last >= since).distinct().forEach(taken -> taken.excused++);
    }

    /** How many answers were held back on purpose. */
    synchronized int answersLost() {
        return answersLost;
    }

    /**
     * How many mails may have come twice at most: those in hand at each kill, and those whose answer was lost or cut
     * off.
     */
    synchronized int mailsTwiceAtMost() {
        return kills * MAILS_AT_ONCE + departures * CONNECTIONS + answersLost;
    }

    /** How many mails were taken, copies included. */
    synchronized int taken() {
        return mails.values().stream().mapToInt(taken -> taken.times).sum();
    }

    /** Whether the event's mail to this person has come. */
    synchronized boolean has(String eventId, String recipient) {
        return mails.containsKey(List.of(eventId, recipient));
    }

    /** All of them. */
    synchronized List<Mailed> mails() {
        List<Mailed> all = new ArrayList<>(mails.size());
        mails.forEach((key, taken) -> all.add(new Mailed(
                key.get(0), key.get(1), Set.copyOf(taken.messageIds), taken.times, taken.answersLost + taken.excused)));
        return all;
    }

    @Override
    public void close() throws IOException {
        away();
    }

    private final class Session implements ScriptedSmtp.Conversation {

        /** Of the server that has this conversation, which may have gone away before it has taken the mail. */
        private final int departuresBefore;

        private String recipient = "";
        private boolean loseAnswer;

        Session() {
            synchronized (MailServer.this) {
                departuresBefore = departures;
            }
        }

        @Override
        public String answer(String command) {
            Matcher rcpt = RECIPIENT.matcher(command);
            if (rcpt.matches()) {
                recipient = rcpt.group(1);
            }
            synchronized (MailServer.this) {
                if (mode == Mode.LATER && command.startsWith("MAIL")) {
                    return "451 4.3.2 later";
                }
                if (command.equals(".") && mode == Mode.LOSE_ANSWERS) {
                    loseAnswer = !lostTheLastAnswer;
                    lostTheLastAnswer = loseAnswer;
                    return loseAnswer ? ScriptedSmtp.DROP : "";
                }
            }
            return "";
        }

        @Override
        public void taken(String mail) {
            synchronized (MailServer.this) {
                Taken taken = mails.computeIfAbsent(List.of(header(EVENT_ID, mail), recipient), key -> new Taken());
                taken.messageIds.add(header(MESSAGE_ID, mail));
                taken.times++;
                taken.last = System.nanoTime();
                if (loseAnswer) {
                    taken.answersLost++;
                    answersLost++;
                } else if (departuresBefore < departures) {
                    // It was on its way here when the connection was closed, and its answer cannot get out.
                    taken.excused++;
                }
                justTaken.addLast(taken);
                while (taken.last - justTaken.getFirst().last > WINDOW.toNanos()) {
                    justTaken.removeFirst();
                }
            }
        }
    }

    private static String header(Pattern header, String mail) {
        Matcher matcher = header.matcher(mail);
        return matcher.find() ? matcher.group(1) : "";
    }
}
