package livecallbacks.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Whether somebody who looks at the console costs acknowledgements: the same load with and without, in turns. */
@Command(
        name = "console",
        description = "Measures how many callbacks a second are acknowledged while nobody looks at the console, and while"
                + " somebody has its pages open, which look again every second.",
        showDefaultValues = true)
final class Looking implements Callable<Integer> {

    @Option(names = "--rounds", description = "How often each is measured.")
    private int rounds = 8;

    @Option(names = "--seconds", description = "How long each measurement takes.")
    private double seconds = 10;

    @Option(names = "--warmup", description = "Seconds of load before the first measurement.")
    private double warmup = 40;

    @Option(names = "--connections", description = "Connections of the closed loop.")
    private int connections = 64;

    @Option(names = "--page", split = ",", description = "What somebody has open.")
    private List<String> pages = List.of("now", "callbacks");

    private final HttpClient http = HttpClient.newHttpClient();

    @Override
    public Integer call() throws Exception {
        Folders.startEmpty();
        try (Stores stores = Stores.start(Folders.WORK, Folders.OUT.resolve("console-stores.log"), false);
                Service service = new Service(Folders.WORK.resolve("data"), stores, Folders.OUT.resolve("console.log"))) {
            service.start(Folders.HOME, "");
            Events events = new Events(Service.PATH, Events.firstNumber());
            Load.closed(service.port(), events, connections, warmup);
            look(service);
            List<Double> alone = new ArrayList<>();
            List<Double> watched = new ArrayList<>();
            List<Double> ratios = new ArrayList<>();
            for (int round = 1; round <= rounds; round++) {
                // What comes second meets a larger backlog, so each is first every other time.
                boolean watchedFirst = round % 2 == 0;
                double first = measure(service, events, watchedFirst);
                double second = measure(service, events, !watchedFirst);
                alone.add(watchedFirst ? second : first);
                watched.add(watchedFirst ? first : second);
                ratios.add(watched.get(round - 1) / alone.get(round - 1));
                Figures.say(
                        "round %d: %,.0f/s alone, %,.0f/s with %s open, ratio %.3f",
                        round, alone.get(round - 1), watched.get(round - 1), pages, ratios.get(round - 1));
            }
            Figures.say(
                    "median: %,.0f/s alone, %,.0f/s with %s open; median ratio of the rounds %.3f",
                    Figures.median(alone), Figures.median(watched), pages, Figures.median(ratios));
            return 0;
        } finally {
            Folders.clear();
        }
    }

    private double measure(Service service, Events events, boolean watched) throws Exception {
        Thread watch = watched ? watch(service) : null;
        double rate = Load.closed(service.port(), events, connections, seconds).perSecond();
        if (watch != null) {
            watch.interrupt();
            watch.join();
        }
        return rate;
    }

    /** Looks as the open pages do. */
    private Thread watch(Service service) {
        Thread thread = new Thread(() -> {
            try {
                while (true) {
                    look(service);
                    Thread.sleep(1000);
                }
            } catch (InterruptedException e) {
                // The end of the measurement.
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void look(Service service) throws IOException, InterruptedException {
        for (String page : pages) {
            int status = http.send(
                            HttpRequest.newBuilder(
                                            URI.create("http://127.0.0.1:" + service.managementPort() + "/console/" + page))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            if (status != 200) {
                throw new IllegalStateException("The console answered " + status + " for " + page);
            }
        }
    }
}
