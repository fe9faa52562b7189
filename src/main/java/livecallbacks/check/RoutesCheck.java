package livecallbacks.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import livecallbacks.broker.BrokerAddresses;
import livecallbacks.check.Finding.Area;
import livecallbacks.config.SettingsReader.Inspection;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * The route files. Camel itself gives up at the first fault, so what it would stumble over is looked for one by one;
 * where nothing is found, Camel reads the file into a context that is never started.
 */
final class RoutesCheck implements AreaCheck {

    private static final String END = ".camel.yaml";
    private static final Pattern PLACE = Pattern.compile("line:? (\\d+),? column:? (\\d+)");

    private final Path home;
    private final Inspection inspection;
    private final Map<String, String> environment;

    RoutesCheck(Path home, Inspection inspection, Map<String, String> environment) {
        this.home = home;
        this.inspection = inspection;
        this.environment = environment;
    }

    @Override
    public Area area() {
        return Area.ROUTES;
    }

    @Override
    public List<Finding> findings() throws Exception {
        Findings findings = new Findings(area());
        Map<RouteFile, Path> files = read(findings);
        boolean embedded = inspection.settings().broker().url() == null;
        try (RouteScope scope = new RouteScope(inspection, environment)) {
            RouteShape shape = RouteShape.ofCamel();
            RouteEndpoints endpoints = new RouteEndpoints(scope.camel());
            RouteTexts texts = new RouteTexts(scope.camel());
            RouteReferences references = new RouteReferences(
                    List.copyOf(files.keySet()), scope, embedded ? BrokerAddresses.areTopics() : Map.of());
            for (Map.Entry<RouteFile, Path> file : files.entrySet()) {
                int before = findings.list().size();
                shape.check(file.getKey(), findings);
                endpoints.check(file.getKey(), findings);
                texts.check(file.getKey(), findings);
                references.check(file.getKey(), findings);
                if (findings.list().size() == before) {
                    load(file.getKey(), file.getValue(), scope, findings);
                }
            }
        }
        return findings.list();
    }

    private Map<RouteFile, Path> read(Findings findings) throws IOException {
        Path folder = inspection.settings().files().routes();
        Map<RouteFile, Path> files = new LinkedHashMap<>();
        List<Path> paths = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> all = Files.list(folder)) {
                all.filter(path -> path.toString().endsWith(END)).sorted().forEach(paths::add);
            }
        }
        if (paths.isEmpty()) {
            findings.fault(
                    Spot.of(home, folder),
                    null,
                    "holds no route files (*" + END + ")",
                    "unpack the distribution again, or take them from the repository");
        }
        for (Path path : paths) {
            String name = Spot.shown(home, path);
            try {
                Node root = parse(name, Files.readString(path), findings);
                if (root != null) {
                    files.put(new RouteFile(name, root), path);
                }
            } catch (IOException e) {
                findings.fault(
                        new Spot(name, null, null),
                        null,
                        "cannot be read",
                        "save it in UTF-8, readable for the user of the service");
            }
        }
        return files;
    }

    private static @Nullable Node parse(String name, String text, Findings findings) {
        try {
            Node root = new Compose(LoadSettings.builder().setLabel(name).build())
                    .composeString(text)
                    .orElse(null);
            if (root instanceof SequenceNode) {
                return root;
            }
            findings.fault(new Spot(name, 1, 1), null, "is no list of routes", "begin each with \"- route:\"");
        } catch (MarkedYamlEngineException e) {
            // Not the library's whole message, which quotes the line.
            Spot spot = e.getProblemMark()
                    .or(e::getContextMark)
                    .map(mark -> new Spot(name, mark.getLine() + 1, mark.getColumn() + 1))
                    .orElseGet(() -> new Spot(name, null, null));
            findings.fault(spot, null, "is not YAML: " + e.getProblem(), "check indentation, quotes and colons");
        } catch (YamlEngineException e) {
            findings.fault(new Spot(name, null, null), null, "is not YAML", "check indentation, quotes and colons");
        }
        return null;
    }

    private static void load(RouteFile file, Path path, RouteScope scope, Findings findings) {
        try {
            Resource resource = ResourceHelper.resolveResource(scope.camel(), "file:" + path);
            for (RoutesBuilder routes :
                    PluginHelper.getRoutesLoader(scope.camel()).findRoutesBuilders(resource)) {
                scope.camel().addRoutes(routes);
            }
        } catch (Exception e) {
            String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            Matcher place = PLACE.matcher(String.valueOf(e.getMessage()));
            Spot spot = place.find()
                    ? new Spot(file.name(), Integer.valueOf(place.group(1)), Integer.valueOf(place.group(2)))
                    : new Spot(file.name(), null, null);
            findings.fault(
                    spot,
                    null,
                    "Camel cannot read it: " + message,
                    "compare it with the route files of the distribution");
        }
    }
}
