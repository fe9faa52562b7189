package livecallbacks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import livecallbacks.broker.Broker;
import livecallbacks.parts.RouteBeans;
import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.catalog.EndpointValidationResult;
import org.apache.camel.dsl.yaml.YamlRoutesBuilderLoader;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The flow as people read and change it: what is wrong in a route file is found here, not when the service starts. */
class RouteFilesTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final CamelCatalog CATALOG = new DefaultCamelCatalog();
    private static final JsonSchema SCHEMA = schema();

    private static final Path ARCHIVE = Path.of("routes/archive.camel.yaml");

    /** Steps that take from an endpoint; all others with a URI send to one. */
    private static final Set<String> CONSUMERS = Set.of("from", "poll", "pollEnrich");

    private static final Pattern JMS = Pattern.compile("jms:(?:(queue|topic):)?([^?]+)");
    private static final Pattern BEAN_REFERENCE = Pattern.compile("#(?:bean:)?([A-Za-z][A-Za-z0-9_.-]*)");
    private static final Pattern BEAN_ENDPOINT = Pattern.compile("bean:([^?:]+)");

    @TempDir
    private Path data;

    static Stream<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path folder : List.of(Path.of("routes"), Path.of("examples"))) {
            if (Files.isDirectory(folder)) {
                try (Stream<Path> all = Files.walk(folder)) {
                    all.filter(file -> file.toString().endsWith(".camel.yaml")).forEach(files::add);
                }
            }
        }
        return files.stream().sorted();
    }

    @Test
    void thereAreRouteFiles() throws IOException {
        assertThat(files()).contains(Path.of("routes/receive.camel.yaml"), ARCHIVE);
    }

    // --- What they say about themselves

    @ParameterizedTest
    @MethodSource("files")
    void everyFileBeginsWithASentenceThatSaysWhatItIsFor(Path file) throws IOException {
        assertThat(Files.readAllLines(file).get(0)).matches("# [A-Z{].{20,}\\.");
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyRouteAndEveryErrorHandlerHasAnIdAndADescription(Path file) throws IOException {
        List<Step> steps = steps(read(file)).stream()
                .filter(step -> step.name().equals("route") || step.name().equals("onException"))
                .filter(step -> step.node().isObject())
                .toList();

        assertThat(steps)
                .isNotEmpty()
                .allSatisfy(step -> assertThat(step.text("id")).as("id").matches("[a-z][A-Za-z0-9-]*"))
                .allSatisfy(step -> assertThat(step.text("description"))
                        .as("description of %s", step.text("id"))
                        .endsWith("."));
    }

    @Test
    void noIdStandsTwice() throws IOException {
        List<String> ids = new ArrayList<>();
        for (Path file : files().toList()) {
            steps(read(file)).stream()
                    .filter(step -> step.name().equals("route") || step.name().equals("onException"))
                    .map(step -> step.text("id"))
                    .filter(id -> !id.isEmpty())
                    .forEach(ids::add);
        }

        assertThat(ids).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyStepIsWrittenOutAndEveryParameterIsAString(Path file) throws IOException {
        for (Step step : steps(read(file))) {
            if (step.name().equals("steps")) {
                assertThat(step.node())
                        .allSatisfy(item -> assertThat(item.elements().next().isObject())
                                .as("%s is not in the form that visual editors write", item)
                                .isTrue());
            }
            if (step.name().equals("parameters")) {
                assertThat(step.node())
                        .allSatisfy(value -> assertThat(value.isTextual())
                                .as("%s in %s needs quotes", value, step.node())
                                .isTrue());
            }
        }
    }

    // --- Camel understands them

    @ParameterizedTest
    @MethodSource("files")
    void everyFileIsValidByTheSchemaOfCamel(Path file) throws IOException {
        assertThat(SCHEMA.validate(read(file))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"steps:, stepz:", "removeHeaders:, removeHeader:", "id: archive, idd: archive", "from:, form:"})
    void aFileWithATypingErrorIsNot(String right, String wrong) throws IOException {
        Set<ValidationMessage> messages = SCHEMA.validate(YAML.readTree(broken(right, wrong)));

        assertThat(messages).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyEndpointHasOnlyOptionsThatCamelKnows(Path file) throws IOException {
        assertThat(endpointFaults(read(file))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "concurrentConsumers:, concurrentConsumer:",
        "concurrentConsumers: \"16\", concurrentConsumers: many",
        "deliveryPersistent: \"true\", deliveryPersistent: \"yes please\"",
        "uri: jms:queue, uri: jmx2:queue",
        "deliveryPersistent:, cacheLevelName:",
    })
    void anEndpointWithAnythingElseIsReported(String right, String wrong) throws IOException {
        assertThat(endpointFaults(YAML.readTree(broken(right, wrong)))).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyExceptionThatIsCaughtExists(Path file) throws IOException {
        for (Step step : steps(read(file))) {
            if (step.name().equals("exception") && step.node().isArray()) {
                assertThat(step.node())
                        .allSatisfy(name -> assertThat(Throwable.class).isAssignableFrom(Class.forName(name.asText())));
            }
        }
    }

    // --- The broker has what they name

    @ParameterizedTest
    @MethodSource("files")
    void everyQueueAndTopicIsOneOfTheBroker(Path file) throws Exception {
        Collection<String> addresses = addresses(broker());

        assertThat(destinations(read(file))).isSubsetOf(addresses);
    }

    @Test
    void aTopicThatIsNamedAsAQueueIsReported() throws Exception {
        assertThat(addresses(broker()))
                .contains("queue:callbacks.received", "topic:callbacks.archived", "queue:mail.outbox")
                .doesNotContain("queue:callbacks.archived", "topic:callbacks.received");
        assertThat(destinations(YAML.readTree(broken("jms:topic:callbacks.archived", "jms:callbacks.archived"))))
                .containsExactlyInAnyOrder(
                        "queue:callbacks.received",
                        "queue:callbacks.archived",
                        "queue:callbacks.failed",
                        "queue:replay.archive");
    }

    @Test
    void everySubscriptionOfOurOwnIsThereBeforeAnythingIsPublished() throws Exception {
        Set<String> subscriptions = new TreeSet<>();
        for (Path file : files().filter(path -> path.startsWith("routes")).toList()) {
            for (Step step : steps(read(file))) {
                String name = step.node()
                        .path("parameters")
                        .path("durableSubscriptionName")
                        .asText();
                if (!name.isEmpty()) {
                    subscriptions.add(name);
                }
            }
        }

        assertThat(texts(broker().getElementsByTagName("queue"), "name")).containsAll(subscriptions);
    }

    @Test
    void everyDeadLetterHasAQueueToGoTo() throws Exception {
        Document broker = broker();
        NodeList deadLetters = broker.getElementsByTagName("dead-letter-address");

        assertThat(elements(deadLetters).map(Element::getTextContent).map(name -> "queue:" + name.strip()))
                .isNotEmpty()
                .isSubsetOf(addresses(broker));
    }

    // --- The application has what they name

    @Test
    void everyBeanThatAFileNamesIsBoundInTheRunningService() throws Exception {
        try (TestService service = TestService.start(data, Clock.systemUTC(), Map.of())) {
            Registry registry = service.service().camel().getRegistry();
            for (Path file : files().toList()) {
                JsonNode routes = read(file);
                assertThat(beans(routes))
                        .as("%s", file)
                        .allSatisfy(bean -> assertThat(
                                        ownBeans(routes).contains(bean) || registry.lookupByName(bean) != null)
                                .as("a bean of the name %s", bean)
                                .isTrue());
            }
        }
    }

    @Test
    void theBeansThatTheCheckKnowsAreThoseOfTheRunningService() throws Exception {
        try (TestService service = TestService.start(data, Clock.systemUTC(), Map.of())) {
            Registry registry = service.service().camel().getRegistry();
            assertThat(RouteBeans.TYPES)
                    .allSatisfy((name, type) -> assertThat(registry.lookupByNameAndType(name, type))
                            .as("%s", name)
                            .isNotNull());
            Set<String> bound = registry.findByTypeWithName(Object.class).entrySet().stream()
                    .filter(bean -> bean.getValue().getClass().getName().startsWith("livecallbacks."))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
            // The others are beans of the route files.
            assertThat(bound).contains("verifyCallback");
            bound.removeIf(name -> name.startsWith("pause"));
            assertThat(RouteBeans.TYPES.keySet()).containsAll(bound);
        }
    }

    @Test
    void theBeansOfARouteAreFoundWhereverTheyAreNamed() throws IOException {
        assertThat(beans(read(ARCHIVE)))
                .containsExactly(
                        "alreadyArchived",
                        "countFailed",
                        "countRetry",
                        "describeObject",
                        "keyOfFirstCopy",
                        "newlyArchived",
                        "onlyEvent",
                        "partsOfKey",
                        "putByAnother",
                        "putOff",
                        "s3Client",
                        "sinceReceivedTillArchived");
        assertThat(beans(YAML.readTree("""
                        - beans:
                            - name: mine
                              type: "#class:a.B"
                        - route:
                            from:
                              uri: timer:x
                              steps:
                                - bean: {ref: one}
                                - to: {uri: "bean:two?method=x"}
                                - to: {uri: "jms:y", parameters: {connectionFactory: "#bean:three"}}
                                - to: {uri: "jms:z", parameters: {connectionFactory: "#four", replyTo: "#class:a.C"}}
                        """))).containsExactly("four", "one", "three", "two");
    }

    // --- Reading

    /**
     * A named part of a file, at any depth.
     *
     * @param name of the member, such as {@code route}, {@code to} or {@code parameters}
     */
    private record Step(String name, JsonNode node) {
        String text(String member) {
            return node.path(member).asText();
        }
    }

    private static JsonNode read(Path file) throws IOException {
        return YAML.readTree(file.toFile());
    }

    private static String broken(String right, String wrong) throws IOException {
        String text = Files.readString(ARCHIVE);
        assertThat(text).contains(right);
        int last = text.lastIndexOf(right);
        return text.substring(0, last) + wrong + text.substring(last + right.length());
    }

    private static List<Step> steps(JsonNode node) {
        List<Step> steps = new ArrayList<>();
        node.properties().forEach(member -> {
            steps.add(new Step(member.getKey(), member.getValue()));
            steps.addAll(steps(member.getValue()));
        });
        if (node.isArray()) {
            node.forEach(item -> steps.addAll(steps(item)));
        }
        return steps;
    }

    private static List<String> endpointFaults(JsonNode routes) {
        List<String> faults = new ArrayList<>();
        for (Step step : steps(routes)) {
            if (step.node().has("uri")) {
                boolean consumer = CONSUMERS.contains(step.name());
                EndpointValidationResult result =
                        CATALOG.validateEndpointProperties(uri(step), false, consumer, !consumer);
                // The two that Camel itself does not count as faults.
                if (result.getUnknownComponent() != null || result.getIncapable() != null) {
                    faults.add(step.text("uri") + ": no such component");
                } else if (!result.isSuccess() && !skipsTheBucketCheck(step, result)) {
                    faults.add(Objects.requireNonNull(result.summaryErrorMessage(false)));
                }
            }
        }
        return faults;
    }

    /**
     * The archive gives a consumer's option to a producer on purpose: with it the endpoint starts without the store.
     */
    private static boolean skipsTheBucketCheck(Step step, EndpointValidationResult result) {
        return step.text("uri").startsWith("aws2-s3:")
                && result.getNumberOfErrors() == 1
                && Set.of("fileName").equals(result.getNotProducerOnly());
    }

    private static String uri(Step step) {
        StringBuilder uri = new StringBuilder(step.text("uri"));
        step.node()
                .path("parameters")
                .properties()
                .forEach(parameter -> uri.append(uri.indexOf("?") < 0 ? '?' : '&')
                        .append(parameter.getKey())
                        .append('=')
                        .append(parameter
                                .getValue()
                                .asText()
                                .replace("%", "%25")
                                .replace("&", "%26")
                                .replace("+", "%2B")));
        return uri.toString();
    }

    private static Set<String> destinations(JsonNode routes) {
        Set<String> destinations = new TreeSet<>();
        for (Step step : steps(routes)) {
            Matcher matcher = JMS.matcher(step.text("uri"));
            if (matcher.lookingAt()) {
                destinations.add(Objects.requireNonNullElse(matcher.group(1), "queue") + ":" + matcher.group(2));
            }
        }
        return destinations;
    }

    private static Set<String> beans(JsonNode routes) {
        Set<String> beans = new TreeSet<>();
        for (Step step : steps(routes)) {
            if (step.name().equals("ref")) {
                // As an attribute it is the name itself, as an expression language it holds it.
                beans.add(
                        step.node().isObject()
                                ? step.text("expression")
                                : step.node().asText());
            }
            if (step.name().equals("parameters")) {
                step.node().forEach(value -> addIfMatching(BEAN_REFERENCE, value.asText(), beans));
            }
            addIfMatching(BEAN_ENDPOINT, step.text("uri").replaceFirst("\\?.*", ""), beans);
        }
        return beans;
    }

    private static void addIfMatching(Pattern pattern, String text, Set<String> names) {
        Matcher matcher = pattern.matcher(text);
        if (matcher.matches()) {
            names.add(matcher.group(1));
        }
    }

    /** The beans that a file brings with it. */
    private static Set<String> ownBeans(JsonNode routes) {
        Set<String> names = new TreeSet<>();
        for (Step step : steps(routes)) {
            if (step.name().equals("beans")) {
                step.node().forEach(bean -> names.add(bean.path("name").asText()));
            }
        }
        return names;
    }

    private static JsonSchema schema() {
        try (InputStream schema = YamlRoutesBuilderLoader.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(Objects.requireNonNull(schema));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Document broker() throws Exception {
        try (InputStream file = Broker.class.getResourceAsStream("/broker.xml")) {
            return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(Objects.requireNonNull(file));
        }
    }

    /** Queues and topics as {@code queue:name} and {@code topic:name}, by what the address is declared to be. */
    private static Set<String> addresses(Document broker) {
        Set<String> addresses = new TreeSet<>();
        elements(broker.getElementsByTagName("address")).forEach(address -> {
            if (address.getElementsByTagName("anycast").getLength() > 0) {
                addresses.add("queue:" + address.getAttribute("name"));
            }
            if (address.getElementsByTagName("multicast").getLength() > 0) {
                addresses.add("topic:" + address.getAttribute("name"));
                texts(address.getElementsByTagName("queue"), "name")
                        .forEach(queue -> addresses.add("queue:" + address.getAttribute("name") + "::" + queue));
            }
        });
        return addresses;
    }

    private static List<String> texts(NodeList nodes, String attribute) {
        return elements(nodes).map(element -> element.getAttribute(attribute)).toList();
    }

    private static Stream<Element> elements(NodeList nodes) {
        return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i));
    }
}
