package livecallbacks.notify;

import static livecallbacks.notify.Events.event;
import static livecallbacks.notify.Events.recordingOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import livecallbacks.event.CallbackEvent;
import livecallbacks.event.EventNames;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RecipientsTest {

    private static final String RECEIVERS = """
            receivers:
              a: {to: a@example.com}
              b: {to: [b@example.com]}
              ab: {to: [A@Example.com, "Ben Li <b@example.com>", c@example.com]}
              d: {to: d@example.com}
            """;

    private static final String TREE = RECEIVERS + """
            routes:
              - match: {stream: "both-*"}
                receivers: a
                continue: true
              - match: {domain: "*.example.com", event: [stream-ended, recording-exception]}
                receivers: [a]
                routes:
                  - match: {stream: "vip-?"}
                    receivers: [a, b]
                  - match: {stream: "child-*"}
                  - match: {stream: "on-*"}
                    receivers: [b]
                    continue: true
                  - match: {stream: "on-*"}
                    receivers: [d]
                  - match: {stream: "mute-*"}
                    receivers: []
              - match: {stream: "test-*"}
                receivers: []
                continue: false
              - match: {stream: ["one", "two"]}
                receivers: b
              - match: {source: "studio*", path: "app"}
                receivers: d
              - match: {event: [quality, 777, "-5"]}
                receivers: d
              - match: {stream: "everyone"}
                receivers: [ab, a, b]
              - match: {stream: ""}
                receivers: b
              - match: {domain: ["", "gone.example.org"]}
                receivers: d
              - match: {stream: "0202"}
                receivers: a
              - match: {stream: 1e3}
                receivers: b
            default: [d]
            """;

    static Stream<Arguments> routing() {
        return Stream.of(
                // the default
                arguments("a recording that no route matches", recordingOf("x"), "d@example.com default"),
                arguments("another event that no route matches", event(200, "x"), ""),
                arguments("an unknown event type", event(999, "x"), ""),
                arguments("a stream that started", event(1, "x"), ""),
                // first match, continue
                arguments("nobody on purpose", recordingOf("test-1"), ""),
                arguments("nobody on purpose for another event", event(200, "test-1"), ""),
                arguments("continue alone keeps its own receivers", recordingOf("both-1"), "a@example.com routes[0]"),
                arguments(
                        "continue and a later match with the same address",
                        event(0, "both-1"),
                        "a@example.com routes[0]"),
                arguments("a list is an or, first", recordingOf("one"), "b@example.com routes[3]"),
                arguments("a list is an or, second", recordingOf("two"), "b@example.com routes[3]"),
                arguments("a list is an or, neither", recordingOf("three"), "d@example.com default"),
                arguments(
                        "the first match decides against a later one",
                        event("studio1", 777, "one", "d", "app"),
                        "b@example.com routes[3]"),
                arguments("nobody on purpose is a decision too", event("studio1", 100, "test-1", "d", "app"), ""),
                arguments(
                        "continue lets a later match answer as well",
                        event("studio1", 100, "both-1", "d", "app"),
                        "a@example.com routes[0], d@example.com routes[4]"),
                arguments("a parent that answers decides too", event(0, "one"), "a@example.com routes[1]"),
                arguments(
                        "a child's continue is not its parent's",
                        event("studio1", 0, "on-1", "x.example.com", "app"),
                        "b@example.com routes[1].routes[2], d@example.com routes[1].routes[3]"),
                // nesting
                arguments("the parent when no child matches", event(0, "x"), "a@example.com routes[1]"),
                arguments(
                        "the child before its parent",
                        event(0, "vip-1"),
                        "a@example.com routes[1].routes[0], b@example.com routes[1].routes[0]"),
                arguments("a child without receivers", event(0, "child-1"), "a@example.com routes[1].routes[1]"),
                arguments(
                        "a child that continues",
                        event(0, "on-1"),
                        "b@example.com routes[1].routes[2], d@example.com routes[1].routes[3]"),
                arguments("a child that mutes", event(0, "mute-1"), ""),
                arguments("a child needs its parent to match", recordingOf("vip-1"), "d@example.com default"),
                arguments("the parent's event list, second", event(341, "x"), "a@example.com routes[1]"),
                arguments("all keys must hold", event("live", 0, "x", "example.org", "app"), ""),
                // globs
                arguments("? is one character", event(0, "vip-12"), "a@example.com routes[1]"),
                arguments("? is not none", event(0, "vip-"), "a@example.com routes[1]"),
                arguments(
                        "? is one code point",
                        event(0, "vip-🎬"),
                        "a@example.com routes[1].routes[0], b@example.com routes[1].routes[0]"),
                arguments("* may stand for nothing", recordingOf("test-"), ""),
                arguments(
                        "a glob covers the whole value, not its beginning",
                        recordingOf("one more"),
                        "d@example.com default"),
                arguments(
                        "a glob covers the whole value, not its end", recordingOf("a-test-1"), "d@example.com default"),
                arguments("upper and lower case differ", recordingOf("Test-1"), "d@example.com default"),
                arguments("* spans slashes and line feeds", recordingOf("test-/\n/"), ""),
                arguments("the dot is a dot", event("live", 0, "x", "aXexample.com", "p"), ""),
                arguments("* needs what follows it", event("live", 0, "x", "example.com", "p"), ""),
                arguments(
                        "* spans several labels",
                        event("live", 0, "x", "a.b.example.com", "p"),
                        "a@example.com routes[1]"),
                // fields
                arguments("source and path", event("studio2", 100, "x", "d", "app"), "d@example.com routes[4]"),
                arguments("source without path", event("studio2", 200, "x", "d", "other"), ""),
                arguments("a missing path", event("studio2", 200, "x", "d", null), ""),
                arguments("an event name of several types, first", event(343, "x"), "d@example.com routes[5]"),
                arguments("an event name of several types, last", event(345, "x"), "d@example.com routes[5]"),
                arguments("an event number", event(777, "x"), "d@example.com routes[5]"),
                arguments("a negative event number", event(-5, "x"), "d@example.com routes[5]"),
                arguments("a missing stream matches the empty text", recordingOf(null), "b@example.com routes[7]"),
                arguments("an empty stream matches the empty text", recordingOf(""), "b@example.com routes[7]"),
                arguments("a missing domain", event("live", 100, "x", null, "p"), "d@example.com routes[8]"),
                arguments(
                        "a missing domain is not matched by a star",
                        event("live", 0, "x", null, "p"),
                        "d@example.com routes[8]"),
                arguments(
                        "the other text beside the empty one",
                        event("live", 1, "x", "gone.example.org", "p"),
                        "d@example.com routes[8]"),
                arguments("digits are a text", recordingOf("0202"), "a@example.com routes[9]"),
                arguments("digits are not a number", recordingOf("202"), "d@example.com default"),
                arguments(
                        "a number in the file is the text as written", recordingOf("1e3"), "b@example.com routes[10]"),
                // addresses
                arguments(
                        "an address in several receivers is mailed once",
                        recordingOf("everyone"),
                        "A@Example.com routes[6], Ben Li <b@example.com> routes[6], c@example.com routes[6]"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void routing(String name, CallbackEvent event, String addressees) throws RecipientsException {
        assertThat(Recipients.parse("recipients.yaml", TREE).addressees(event))
                .as(name)
                .map(addressee -> addressee.address() + " " + addressee.rule())
                .isEqualTo(addressees.isEmpty() ? List.of() : List.of(addressees.split(", ")));
    }

    static Stream<Arguments> brokenFiles() {
        String tail = "\ndefault: []\n";
        return Stream.of(
                // form
                arguments("a: [", "1:5", "not YAML", "check the indentation"),
                arguments("a: b: c", "1:5", "not YAML", "check the indentation"),
                arguments("default: [\"\\x\"]", "1:14", "not YAML", "check"),
                arguments("default: []\u0007", "1:12", "U+0007", "remove it"),
                arguments("receivers: &x {}" + tail, "1:12", "anchors are not supported", "remove the &name"),
                arguments(
                        "receivers: {}\nroutes: *x" + tail, "2:9", "aliases are not supported", "write the value out"),
                arguments("routes:\n  - match: {stream: *}" + tail, "2:22", "begins an alias", "in quotes"),
                arguments("routes: !!seq []" + tail, "1:9", "YAML tag", "in quotes"),
                arguments("routes:\n- match: {stream: !live}\n  receivers: []" + tail, "2:24", "YAML tag", "in quotes"),
                arguments("default: []\n---\ndefault: []", "2:1", "second document", "keep one"),
                arguments("routes: " + "[".repeat(100_000), "1:72", "nesting", "flatter"),
                arguments("x".repeat(Recipients.LONGEST_FILE + 1), "1:1", "larger than 1 MiB", "smaller"),
                arguments("- a", "1:1", "the file must be a mapping", "receivers, routes and default"),
                // keys
                arguments("", "1:1", "default is missing", "default: [team]"),
                arguments("receivers: {}", "1:1", "default is missing", "default: []"),
                arguments("default: []\ndefault: []", "2:1", "stands here twice", "keep one"),
                arguments("recievers: {}" + tail, "1:1", "no key \"recievers\"", "receivers, routes and default"),
                arguments(
                        "settings: {language: en}" + tail,
                        "1:1",
                        "\"settings\" is not supported by this version yet",
                        "remove it"),
                arguments("? [a]\n: b" + tail, "1:3", "a key must be a text", "write one"),
                arguments("ana@example.com: 1" + tail, "1:1", "no key (an address)", "allowed are"),
                // receivers
                arguments("receivers: [a]" + tail, "1:12", "receivers must be names", "team: {to:"),
                arguments("receivers: {a: a@example.com}" + tail, "1:16", "a receiver must say to whom", "to: ["),
                arguments("receivers: {a: {}}" + tail, "1:16", "to is missing", "to: ["),
                arguments("receivers: {a: {to: []}}" + tail, "1:21", "no address", "receivers: []"),
                arguments("receivers: {a: {to: }}" + tail, "1:20", "must be a text", "team@example.com"),
                arguments("receivers: {a: {to: {b: c}}}" + tail, "1:21", "must be a text", "team@example.com"),
                arguments(
                        "receivers: {a: {to: x@y.z, digest: 10m}}" + tail,
                        "1:28",
                        "\"digest\" is not supported",
                        "remove it"),
                arguments(
                        "receivers: {a: {to: x@y.z, cc: 10m}}" + tail,
                        "1:28",
                        "a receiver has no key \"cc\"",
                        "allowed is to"),
                arguments(
                        "receivers:\n  a: {to: x@y.z}\n  a: {to: x@y.z}" + tail,
                        "3:3",
                        "\"a\" stands here twice",
                        "keep one"),
                arguments("receivers: {'': {to: x@y.z}}" + tail, "1:13", "name is empty", "team"),
                arguments(address("secret"), "1:21", "no e-mail address", "ben@example.com"),
                arguments(address("secret@"), "1:21", "no e-mail address", "ben@example.com"),
                arguments(address("@secret.example"), "1:21", "no e-mail address", "ben@example.com"),
                arguments(address("secret@x..y"), "1:21", "no e-mail address", "ben@example.com"),
                arguments(address("secret@x.y, other@x.y"), "1:21", "several addresses", "ben@example.com"),
                arguments(address("secret: a@x.y, b@x.y;"), "1:21", "group", "ben@example.com"),
                arguments(address("secret @x.y"), "1:21", "no e-mail address", "ben@example.com"),
                arguments(address("Ben <secret@x.y"), "1:21", "no e-mail address", "ben@example.com"),
                arguments(address("a@x.y\\r\\nBcc: secret@x.y"), "1:21", "control character", "ben@example.com"),
                arguments(address("Ben\\u202e <secret@x.y>"), "1:21", "invisible", "ben@example.com"),
                arguments(address("secret@bücher.example"), "1:21", "outside ASCII", "ben@example.com"),
                arguments(address("s".repeat(65) + "@x.y"), "1:21", "more than 64", "ben@example.com"),
                arguments(address(""), "1:21", "empty", "ben@example.com"),
                // routes
                arguments("routes: {}" + tail, "1:9", "routes must be a list", "dash"),
                arguments("routes: [a]" + tail, "1:10", "a route must be a mapping", "match:"),
                arguments("routes:\n- match: {stream: a}" + tail, "2:3", "receivers is missing", "receivers: []"),
                arguments(route("receivers: "), "2:14", "must be a text", "receiver's name"),
                arguments(route("receivers: [b]"), "2:16", "\"b\" is not defined", "define it under receivers:"),
                arguments(route("receivers: [b@c.d]"), "2:16", "an address stands where", "its name here"),
                arguments(
                        "receivers: {a: {to: x@y.z}}\ndefault: [b]",
                        "2:11",
                        "\"b\" is not defined",
                        "write one of \"a\""),
                arguments("default: ", "1:9", "must be a text", "[] for nobody"),
                arguments(route("receivers: [], continue: yes"), "2:29", "neither true nor false", "one of the two"),
                arguments(route("receivers: [], quiet: none"), "2:19", "\"quiet\" is not supported", "remove it"),
                arguments(route("receivers: [], timezone: UTC"), "2:19", "\"timezone\" is not supported", "remove it"),
                arguments(route("receivers: [], language: zh"), "2:19", "\"language\" is not supported", "remove it"),
                arguments(
                        route("receivers: [], stream: x"),
                        "2:19",
                        "a route has no key \"stream\"",
                        "match, receivers, continue"),
                // matches
                arguments(route("receivers: [], match: "), "2:25", "match must say", "leave match out"),
                arguments(route("receivers: [], match: {}"), "2:26", "match must say", "leave match out"),
                arguments(
                        match("strm: x"),
                        "2:27",
                        "a match has no key \"strm\"",
                        "source, event, stream, domain and path"),
                arguments(match("field.file_format: x"), "2:27", "\"field.file_format\" is not supported", "remove it"),
                arguments(match("stream: "), "2:34", "stream must be a text", "\"\""),
                arguments(match("stream: []"), "2:35", "matches no event", "leave stream out"),
                arguments(match("stream: [[a]]"), "2:36", "stream must be a text", "\"\""),
                arguments(match("stream: '!x'"), "2:35", "not supported by this version yet", "a route before"),
                arguments(match("stream: /^x$/"), "2:35", "not supported by this version yet", "glob"),
                arguments(match("event: '!recording'"), "2:34", "not supported by this version yet", "a route before"),
                arguments(match("event: recordings"), "2:34", "no event named \"recordings\"", "recording-exception"),
                arguments(match("event: 0100"), "2:34", "no event named \"0100\"", "a number"),
                arguments(match("event: 99999999999"), "2:34", "no event named", "a number"),
                arguments(match("stream: " + "x".repeat(501)), "2:35", "longer than 500", "shorter glob"));
    }

    private static String address(String address) {
        return "receivers: {a: {to: \"" + address + "\"}}\ndefault: []\n";
    }

    private static String route(String route) {
        return "routes:\n- {" + route + "}\ndefault: []\n";
    }

    private static String match(String match) {
        return route("receivers: [], match: {" + match + "}");
    }

    @ParameterizedTest(name = "{2}: {0}")
    @MethodSource
    void brokenFiles(String file, String place, String wrong, String right) {
        RecipientsException e =
                Assertions.assertThrows(RecipientsException.class, () -> Recipients.parse("recipients.yaml", file));
        assertThat(e.problems()).as(file.length() > 1000 ? "a long file" : file).hasSize(1);
        String problem = e.problems().get(0);
        assertThat(problem).startsWith("recipients.yaml:" + place + ": ").contains(wrong);
        assertThat(problem.substring(problem.lastIndexOf(';'))).contains(right);
        assertThat(problem).doesNotContain("secret").hasSizeLessThan(700);
    }

    @Test
    void allFaultsOfAFileAreReportedAtOnceInTheOrderOfTheFile() {
        String file = """
                default: [nobody]
                receivers:
                  a: {to: [x, a@example.com, y]}
                  b: &anchor {to: b@example.com, language: zh}
                routes:
                  - match: {event: [recording, nonsense], stream: "/x/"}
                    receivers: [a, c]
                    routes:
                      - match: {stream: *anchor}
                        continue: maybe
                """;
        RecipientsException e =
                Assertions.assertThrows(RecipientsException.class, () -> Recipients.parse("recipients.yaml", file));
        assertThat(e.problems())
                .map(problem -> problem.replaceAll("^recipients.yaml:(\\d+:\\d+): .*", "$1"))
                .containsExactly("1:11", "3:12", "3:30", "4:6", "4:34", "6:32", "6:51", "7:20", "9:25", "10:19");
        assertThat(e.getMessage()).contains(e.problems());
    }

    @Test
    void anUnknownEventNameListsEveryKnownOne() {
        RecipientsException e = Assertions.assertThrows(
                RecipientsException.class, () -> Recipients.parse("recipients.yaml", match("event: nonsense")));
        assertThat(e.getMessage()).contains(EventNames.all().keySet());
    }

    @Test
    void aHostileStreamIdDoesNotHoldUpTheMatching() throws RecipientsException {
        Recipients recipients =
                Recipients.parse("recipients.yaml", match("stream: \"" + "*a".repeat(200) + "b\"") + "receivers: {}");
        CallbackEvent event = recordingOf("a".repeat(200_000));
        Assertions.assertTimeout(
                Duration.ofSeconds(10),
                () -> assertThat(recipients.addressees(event)).isEmpty());
    }

    @Test
    void routesNestAsDeepAsAPersonWrites() throws RecipientsException {
        StringBuilder file = new StringBuilder("receivers: {a: {to: a@example.com}}\ndefault: []\n");
        IntStream.range(0, 20)
                .forEach(i -> file.append("    ".repeat(i))
                        .append("routes:\n")
                        .append("    ".repeat(i))
                        .append(i == 0 ? "  - receivers: a\n" : "  - match: {stream: x}\n"));
        assertThat(Recipients.parse("recipients.yaml", file.toString()).addressees(event(0, "x")))
                .singleElement()
                .satisfies(addressee -> assertThat(addressee.rule()).hasSize("routes[0].".length() * 20 - 1));
    }

    @Test
    void aRouteWithoutMatchMatchesEverything() throws RecipientsException {
        Recipients recipients = Recipients.parse("recipients.yaml", RECEIVERS + "routes: [{receivers: a}]\ndefault: b");
        assertThat(List.of(recordingOf("x"), event(200, null), event(-1, "x")))
                .allSatisfy(event -> assertThat(recipients.addressees(event))
                        .containsExactly(
                                new Addressee("a@example.com", "a@example.com", "routes[0]", MailSettings.DEFAULT)));
    }

    @Test
    void theDefaultMayBeNobody() throws RecipientsException {
        assertThat(Recipients.parse("recipients.yaml", "default: []").addressees(recordingOf("x")))
                .isEmpty();
    }

    @Test
    void theFileThatComesWithTheProductIsGood() throws Exception {
        Recipients recipients = Recipients.parse("recipients.yaml", Files.readString(Path.of("recipients.yaml")));
        assertThat(recipients.addressees(recordingOf("any")))
                .containsExactly(
                        new Addressee("team@example.com", "team@example.com", "default", MailSettings.DEFAULT));
        assertThat(recipients.addressees(event(0, "any"))).isEmpty();
        assertThat(recipients.addressees(event(0, "match-1"))).hasSize(2);
        assertThat(recipients.addressees(event(341, "any")))
                .extracting(Addressee::email, Addressee::rule)
                .contains(org.assertj.core.groups.Tuple.tuple("ops@example.com", "routes[1]"));
    }
}
