package livecallbacks.check;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import livecallbacks.broker.BrokerException;
import livecallbacks.broker.BrokerFolder;
import livecallbacks.broker.RemoteBroker;
import livecallbacks.check.Finding.Area;
import livecallbacks.check.Finding.Level;
import livecallbacks.config.Settings;

/** The queues: a broker elsewhere has to be there with all that is needed, a folder of our own to be free. */
final class BrokerCheck implements AreaCheck {

    private static final String README = "broker/README.md says how to set the broker up";

    private final Path home;
    private final Settings.Broker broker;
    private final Path folder;

    /** @param folder of the embedded broker */
    BrokerCheck(Path home, Settings.Broker broker, Path folder) {
        this.home = home;
        this.broker = broker;
        this.folder = folder;
    }

    @Override
    public Area area() {
        return Area.BROKER;
    }

    @Override
    public List<Finding> findings() {
        Findings findings = new Findings(area());
        String url = broker.url();
        try {
            if (url == null) {
                embedded(findings);
            } else {
                remote(findings, url);
            }
        } catch (BrokerException e) {
            String message = String.valueOf(e.getMessage());
            findings.split(
                    Level.FAULT,
                    Spot.NOWHERE,
                    url == null ? "data.dir" : "broker.url",
                    message.replaceFirst("^broker\\.url: ", ""),
                    url == null ? "look at the folder" : "write it as tcp://broker:61616 or amqp://broker:5672");
        }
        return findings.list();
    }

    private void embedded(Findings findings) throws BrokerException {
        switch (new BrokerFolder(folder).holder()) {
            case NOBODY -> findings.note("the embedded broker can have " + Spot.shown(home, folder));
            case SERVICE -> findings.note("the service is running on " + Spot.shown(home, folder));
            case ANOTHER ->
                findings.fault(
                        Spot.NOWHERE,
                        "data.dir",
                        "another process holds " + Spot.shown(home, folder),
                        "stop it, or give this instance a data.dir of its own");
        }
    }

    private void remote(Findings findings, String url) throws BrokerException {
        List<String> differences = new ArrayList<>();
        try (RemoteBroker remote = RemoteBroker.at(url, broker.username(), broker.password())) {
            for (String problem : remote.checkNow(differences::add)) {
                int colon = problem.indexOf(": ");
                findings.split(
                        Level.FAULT, Spot.NOWHERE, problem.substring(0, colon), problem.substring(colon + 2), README);
            }
        }
        differences.forEach(difference -> findings.warning(Spot.NOWHERE, "broker.url", difference, README));
        if (!findings.hasFaults()) {
            findings.note("the broker lets us in and has all addresses and queues");
        }
    }
}
