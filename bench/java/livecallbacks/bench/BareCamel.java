package livecallbacks.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.main.Main;

/** A bare camel-main application: one platform-http route that answers 200 and does nothing else. */
final class BareCamel {

    private static final String ROUTE = """
            - route:
                id: bare
                from:
                  uri: platform-http:/callbacks
                  parameters:
                    matchOnUriPrefix: "true"
                  steps:
                    - setHeader:
                        name: Content-Type
                        constant:
                          expression: application/json
                    - setBody:
                        constant:
                          expression: '{"code":0}'
            """;

    private BareCamel() {}

    /** Listens on the port given; the second argument is a folder for the route file. */
    public static void main(String[] args) throws Exception {
        Path route = Files.writeString(Path.of(args[1], "bare.camel.yaml"), ROUTE);
        Main main = new Main();
        main.addInitialProperty("camel.main.routesIncludePattern", "file:" + route);
        main.addInitialProperty("camel.server.enabled", "true");
        main.addInitialProperty("camel.server.host", "127.0.0.1");
        main.addInitialProperty("camel.server.port", args[0]);
        main.run();
    }
}
