package livecallbacks.check;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import livecallbacks.check.RouteFile.Member;
import livecallbacks.config.NearMisses;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** What route files name has to be there: beans and their methods, classes, routes of their own, queues and topics. */
final class RouteReferences {

    private static final Pattern BEAN_REFERENCE = Pattern.compile("#(?:bean:)?([A-Za-z][A-Za-z0-9_.-]*)");
    private static final Pattern BEAN_ENDPOINT = Pattern.compile("bean:([^?:]+).*");
    private static final Pattern ROUTE = Pattern.compile("(direct|seda):(?://)?([^?]+).*");
    private static final Pattern JMS = Pattern.compile("jms:(?:(queue|topic):)?([^?]+).*");
    private static final Pattern METHOD = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*).*");

    private final List<RouteFile> files;
    private final RouteScope scope;
    private final Map<String, Boolean> topics;
    private final Set<String> taken = new TreeSet<>();

    /**
     * @param files all of them, because they may refer to each other
     * @param topics whether each address of the broker is a topic; empty if they are not known
     */
    RouteReferences(List<RouteFile> files, RouteScope scope, Map<String, Boolean> topics) {
        this.files = files;
        this.scope = scope;
        this.topics = topics;
        for (RouteFile file : files) {
            for (Member member : file.members()) {
                if (member.name().equals("beans") && member.value() instanceof SequenceNode beans) {
                    beans.getValue().forEach(this::addBean);
                }
                if (member.name().equals("uri") && member.parents().get(0).equals("from")) {
                    Matcher route = ROUTE.matcher(String.valueOf(RouteFile.text(member.value())));
                    if (route.matches()) {
                        taken.add(route.group(1) + ":" + route.group(2));
                    }
                }
            }
        }
    }

    private void addBean(Node bean) {
        Class<?> type = RouteFile.childText(bean, "type").map(this::type).orElse(null);
        RouteFile.childText(bean, "name")
                .ifPresent(name -> scope.beans().put(name, type == null ? Object.class : type));
    }

    private @Nullable Class<?> type(String written) {
        return scope.camel()
                .getClassResolver()
                .resolveClass(written.replaceFirst("^#class:", "").replaceFirst("\\(.*", ""));
    }

    /** Adds what a file names and is not there. */
    void check(RouteFile file, Findings findings) {
        for (Member member : file.members()) {
            String text = RouteFile.text(member.value());
            switch (member.name()) {
                case "ref" -> {
                    String name = text != null
                            ? text
                            : RouteFile.childText(member.value(), "expression").orElse("");
                    Node at = text != null
                            ? member.value()
                            : RouteFile.child(member.value(), "expression").orElse(member.value());
                    boolean condition = text == null && !member.step().equals("process");
                    bean(file, at, name, kind(member, condition), findings);
                    method(file, member, name, findings);
                }
                case "routePolicy" -> {
                    for (String name : String.valueOf(text).split(",", -1)) {
                        bean(file, member.value(), name.strip(), Object.class, findings);
                    }
                }
                case "uri" -> uri(file, member, String.valueOf(text), findings);
                case "exception" -> {
                    if (member.value() instanceof SequenceNode names) {
                        names.getValue().forEach(name -> classOf(file, name, findings));
                    }
                }
                case "type" -> {
                    if (member.parents().stream()
                            .findFirst()
                            .filter("beans"::equals)
                            .isPresent()) {
                        classOf(file, member.value(), findings);
                    }
                }
                default -> {
                    if (member.parents().stream()
                            .findFirst()
                            .filter("parameters"::equals)
                            .isPresent()) {
                        Matcher reference = BEAN_REFERENCE.matcher(String.valueOf(text));
                        if (reference.matches()) {
                            bean(file, member.value(), reference.group(1), Object.class, findings);
                        }
                    }
                }
            }
        }
        ids(file, findings);
    }

    /** What a bean has to be in this place. */
    private static Class<?> kind(Member member, boolean language) {
        if (member.step().equals("process")) {
            return Processor.class;
        }
        return language && Set.of("filter", "when", "onWhen").contains(member.step()) ? Predicate.class : Object.class;
    }

    private void bean(RouteFile file, Node at, String name, Class<?> kind, Findings findings) {
        if (name.contains("{{") || name.contains("${") || name.contains(":")) {
            return;
        }
        Class<?> type = scope.beans().get(name);
        if (type == null) {
            findings.fault(
                    file.at(at),
                    name,
                    "is no bean that is here",
                    NearMisses.of(name, scope.beans().keySet())
                            .map(meant -> "did you mean " + meant + "?")
                            .orElse("make it under beans: in the file, or in application.properties as camel.beans."
                                    + name + "=#class:..."));
        } else if (type != Object.class && !kind.isAssignableFrom(type)) {
            findings.fault(
                    file.at(at),
                    name,
                    "is a bean of the type " + type.getSimpleName() + ", which is no " + kind.getSimpleName(),
                    "name one that is");
        }
    }

    private void method(RouteFile file, Member ref, String bean, Findings findings) {
        Optional<Node> method = RouteFile.child(ref.siblings(), "method");
        Class<?> type = scope.beans().get(bean);
        String written = method.map(RouteFile::text).orElse(null);
        if (written == null || type == null || type == Object.class) {
            return;
        }
        Matcher name = METHOD.matcher(written);
        Set<String> names = new TreeSet<>();
        Arrays.stream(type.getMethods())
                .filter(one -> one.getDeclaringClass() != Object.class)
                .map(Method::getName)
                .forEach(names::add);
        if (name.matches() && !names.contains(name.group(1))) {
            findings.fault(
                    file.at(method.get()),
                    name.group(1),
                    "is no method of the bean " + bean,
                    "it has " + String.join(", ", names));
        }
    }

    private void uri(RouteFile file, Member member, String uri, Findings findings) {
        Matcher bean = BEAN_ENDPOINT.matcher(uri);
        if (bean.matches()) {
            bean(file, member.value(), bean.group(1), Object.class, findings);
        }
        Matcher route = ROUTE.matcher(uri);
        if (route.matches() && !uri.contains("{{") && !uri.contains("${")) {
            String name = route.group(1) + ":" + route.group(2);
            if (!taken.contains(name)) {
                findings.fault(
                        file.at(member.value()),
                        name,
                        "is sent to, and no route takes from it",
                        NearMisses.of(name, taken)
                                .map(meant -> "did you mean " + meant + "?")
                                .orElse("add a route that begins with from: " + name));
            }
        }
        Matcher jms = JMS.matcher(uri);
        if (jms.matches() && !topics.isEmpty() && !uri.contains("{{") && !uri.contains("${")) {
            destination(file, member, jms.group(2), "topic".equals(jms.group(1)), findings);
        }
    }

    private void destination(RouteFile file, Member member, String name, boolean topic, Findings findings) {
        String kind = topic ? "topic" : "queue";
        // One queue of an address, such as one subscription of a topic.
        boolean qualified = name.contains("::");
        Boolean known = topics.get(name.replaceFirst("::.*", ""));
        if (known == null) {
            findings.fault(
                    file.at(member.value()),
                    name,
                    "is no " + kind + " of the broker, which makes none by itself",
                    NearMisses.of(name, topics.keySet())
                            .map(meant -> "did you mean " + meant + "?")
                            .orElse("use one of " + String.join(", ", topics.keySet())));
        } else if (known != topic && !qualified) {
            String other = topic ? "queue" : "topic";
            findings.fault(
                    file.at(member.value()),
                    name,
                    "is a " + other + " of the broker, and no " + kind,
                    "write jms:" + other + ":" + name);
        }
    }

    private void classOf(RouteFile file, Node node, Findings findings) {
        String name = RouteFile.text(node);
        if (name != null && !name.contains("{{") && !name.startsWith("#bean") && type(name) == null) {
            findings.fault(
                    file.at(node),
                    name,
                    "is no class that is here",
                    "check its name with its package; a library of yours belongs beside the others");
        }
    }

    /** Every id stands once among all files. */
    private void ids(RouteFile file, Findings findings) {
        Map<String, Spot> known = new LinkedHashMap<>();
        for (RouteFile other : files) {
            for (Member member : other.members()) {
                boolean route = member.parents().stream()
                        .limit(1)
                        .anyMatch(parent -> parent.equals("route") || parent.equals("routeConfiguration"));
                String id = RouteFile.text(member.value());
                if (member.name().equals("id") && route && id != null) {
                    Spot first = known.putIfAbsent(id, other.at(member.value()));
                    if (first != null && other.equals(file)) {
                        findings.fault(
                                other.at(member.value()),
                                id,
                                "is the id of another route too, at " + first.file() + ":" + first.line(),
                                "give this one an id of its own");
                    }
                }
            }
        }
    }
}
