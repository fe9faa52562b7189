package livecallbacks.notify.recipients;

import static livecallbacks.event.Events.event;
import static livecallbacks.event.Events.recordingOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import livecallbacks.event.CallbackContent;
import livecallbacks.event.CallbackEvent;
import livecallbacks.event.EventNames;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RecipientsTest {

    private static final CallbackContent NO_BODY = new CallbackContent(new byte[0]);

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

    private static Recipients parse(String text) throws RecipientsException {
        return Recipients.parse("recipients.yaml", text, Set.of("en", "zh")::contains);
    }

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
        assertThat(parse(TREE).addressees(event, NO_BODY))
                .as(name)
                .map(addressee -> addressee.address() + " " + addressee.rule())
                .isEqualTo(addressees.isEmpty() ? List.of() : List.of(addressees.split(", ")));
    }

    private static final String MATCHERS = RECEIVERS + """
            routes:
              - match: {event: [monitor, quality, "!344"]}
                receivers: a
              - match: {event: "!recording", stream: "not-*"}
                receivers: a
              - match: {stream: "!*", event: [recording, screenshot]}
                receivers: b
              - match: {stream: "/^vip-[0-9]+$/"}
                receivers: a
              - match: {stream: "/a|b+/"}
                receivers: b
              - match: {stream: ["cup-*", "league-*", "!*-test", "!/.*-[0-9]{4}/"]}
                receivers: a
              - match: {stream: f, field.file_format: mp4}
                receivers: a
              - match: {stream: f, field.file_format: "!flv", field.audio_only: "true"}
                receivers: b
              - match: {stream: f, field.size: "18446744073709551615"}
                receivers: d
              - match: {stream: f, field.errcode: "!1"}
                receivers: [a, b]
              - match: {stream: g, field.extra: '{"a":[1,null]}'}
                receivers: a
              - match: {stream: g, field.list: "*[2]*"}
                receivers: b
              - match: {stream: g, field.some.name: "!"}
                receivers: d
              - match: {stream: g, field.gone: ["", "/.*/"]}
                receivers: ab
              - match: {domain: "/.*/", path: "!secret"}
                receivers: a
              - match: {path: "/\\\\/live\\\\//"}
                receivers: b
            default: [d]
            """;

    static Stream<Arguments> matchers() {
        return Stream.of(
                // event
                arguments("one of the names", event(328, "x"), "{}", "a@example.com routes[0]"),
                arguments("a name but for one of its numbers", event(343, "x"), "{}", "a@example.com routes[0]"),
                arguments("the number that is left out", event("live", 344, "x", null, "p"), "{}", ""),
                arguments("any event but one", event(0, "not-1"), "{}", "a@example.com routes[1]"),
                arguments("an unknown event is another one too", event(999, "not-1"), "{}", "a@example.com routes[1]"),
                arguments(
                        "the one that is negated",
                        event("live", 100, "not-1", null, "p"),
                        "{}",
                        "d@example.com default"),
                // negation and regular expressions
                arguments("no stream at all", event(200, null), "{}", "b@example.com routes[2]"),
                arguments("the empty stream is no stream", event(200, ""), "{}", "b@example.com routes[2]"),
                arguments("a regular expression", recordingOf("vip-12"), "{}", "a@example.com routes[3]"),
                arguments("it covers the whole value", plain("vip-12a"), "{}", "d@example.com default"),
                arguments("also without ^ and $", plain("xa"), "{}", "d@example.com default"),
                arguments("an alternative in it", plain("bbb"), "{}", "b@example.com routes[4]"),
                arguments("a list with negations: one of the others", plain("cup-1"), "{}", "a@example.com routes[5]"),
                arguments("and none of the negated, a glob", plain("cup-test"), "{}", "d@example.com default"),
                arguments("nor a regular expression", plain("league-2026"), "{}", "d@example.com default"),
                arguments("a negation alone does not do", plain("other"), "{}", "d@example.com default"),
                arguments("a regular expression needs a value", event("live", 200, "x", null, null), "{}", ""),
                arguments(
                        "a negation holds for a missing field",
                        event("live", 200, "x", "d", null),
                        "{}",
                        "a@example.com routes[14]"),
                arguments("the negated value", event("live", 200, "x", "d", "secret"), "{}", ""),
                arguments(
                        "a slash in a regular expression",
                        event("live", 200, "x", null, "/live/"),
                        "{}",
                        "b@example.com routes[15]"),
                // fields of the body
                arguments("a text", plain("f"), "{'file_format':'mp4'}", "a@example.com routes[6]"),
                arguments("a truth", plain("f"), "{'audio_only':true}", "b@example.com routes[7]"),
                arguments(
                        "a truth and a text that is ruled out",
                        plain("f"),
                        "{'audio_only':true,'file_format':'flv','errcode':1}",
                        "d@example.com default"),
                arguments(
                        "a number as written",
                        plain("f"),
                        "{'size':18446744073709551615,'errcode':1}",
                        "d@example.com routes[8]"),
                arguments(
                        "not as another writes it",
                        plain("f"),
                        "{'size':18446744073709551615.0,'errcode':1}",
                        "d@example.com default"),
                arguments(
                        "a missing field is not the negated value",
                        plain("f"),
                        "{}",
                        "a@example.com routes[9], b@example.com routes[9]"),
                arguments(
                        "neither is a null",
                        plain("f"),
                        "{'errcode':null}",
                        "a@example.com routes[9], b@example.com routes[9]"),
                arguments(
                        "the last of several members counts",
                        plain("f"),
                        "{'errcode':2,'errcode':1}",
                        "d@example.com default"),
                arguments(
                        "an object as JSON", plain("g"), "{'extra' : { 'a' : [1, null] }}", "a@example.com routes[10]"),
                arguments("an array as JSON", plain("g"), "{'list':[[1],[2],[3]]}", "b@example.com routes[11]"),
                arguments(
                        "a name with a dot, and any value", plain("g"), "{'some.name':0}", "d@example.com routes[12]"),
                arguments(
                        "no value or any value is everything",
                        plain("g"),
                        "{'gone':'x'}",
                        "A@Example.com routes[13], Ben Li <b@example.com> routes[13], c@example.com routes[13]"),
                arguments(
                        "a body that is no JSON has no fields",
                        plain("g"),
                        "{'some.name':",
                        "A@Example.com routes[13], Ben Li <b@example.com> routes[13], c@example.com routes[13]"),
                arguments(
                        "nor has one that is no object",
                        plain("g"),
                        "['some.name']",
                        "A@Example.com routes[13], Ben Li <b@example.com> routes[13], c@example.com routes[13]"));
    }

    /** A recording without domain and path. */
    private static CallbackEvent plain(String stream) {
        return event("live", 100, stream, null, null);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void matchers(String name, CallbackEvent event, String body, String addressees) throws RecipientsException {
        assertThat(parse(MATCHERS)
                        .addressees(
                                event,
                                new CallbackContent(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8))))
                .as(name)
                .map(addressee -> addressee.address() + " " + addressee.rule())
                .isEqualTo(addressees.isEmpty() ? List.of() : List.of(addressees.split(", ")));
    }

    private static final String SETTINGS = """
            settings: {timezone: Asia/Shanghai, digest: 1h}
            receivers:
              a: {to: a@example.com}
              b: {to: [b@example.com, a@example.com], language: zh, quiet: "22:00-07:00"}
            routes:
              - match: {stream: "plain"}
                receivers: [a, b]
              - match: {stream: "own-*"}
                receivers: [b]
                digest: 10m
                timezone: Europe/Berlin
                routes:
                  - match: {stream: "own-child"}
                  - match: {stream: "own-loud"}
                    quiet: none
                    timezone: UTC
                    routes:
                      - match: {event: stream-ended}
                        language: en
                        digest: none
              - match: {stream: "twice"}
                receivers: [b]
                digest: none
                continue: true
              - match: {stream: "twice"}
                receivers: [a]
            default: [b]
            """;

    static Stream<Arguments> settings() {
        return Stream.of(
                arguments("those for all", recordingOf("plain"), "a en Asia/Shanghai PT1H -"),
                arguments("a receiver's beat those for all", recordingOf("x"), "b zh Asia/Shanghai PT1H 22:00-07:00"),
                arguments(
                        "a route's beat its receivers'", recordingOf("own-1"), "b zh Europe/Berlin PT10M 22:00-07:00"),
                arguments("a child has its parent's", recordingOf("own-child"), "b zh Europe/Berlin PT10M 22:00-07:00"),
                arguments("a child's own beat its parent's", recordingOf("own-loud"), "b zh Z PT10M -"),
                arguments("over two generations", event(0, "own-loud"), "b en Z PT0S -"),
                arguments("of several rules the first", recordingOf("twice"), "b zh Asia/Shanghai PT0S 22:00-07:00"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void settings(String name, CallbackEvent event, String expected) throws RecipientsException {
        assertThat(parse(SETTINGS).addressees(event, NO_BODY))
                .as(name)
                .first()
                .extracting(addressee -> addressee.email().charAt(0) + " " + shown(addressee.settings()))
                .isEqualTo(expected);
    }

    private static String shown(MailSettings settings) {
        QuietHours quiet = settings.quiet();
        return settings.language() + " " + settings.timezone() + " " + settings.digest() + " "
                + (quiet == null ? "-" : quiet.from() + "-" + quiet.to());
    }

    @Test
    void anAddressThatTwoReceiversHaveIsMailedAsTheFirstOneSays() throws RecipientsException {
        assertThat(parse(SETTINGS).addressees(recordingOf("plain"), NO_BODY))
                .extracting(addressee ->
                        addressee.email() + " " + addressee.settings().language())
                .containsExactly("a@example.com en", "b@example.com zh");
        assertThat(parse(SETTINGS).addressees(recordingOf("twice"), NO_BODY))
                .extracting(addressee -> addressee.email() + " " + addressee.rule() + " "
                        + addressee.settings().digest())
                .containsExactly("b@example.com routes[2] PT0S", "a@example.com routes[2] PT0S");
    }

    static Stream<Arguments> warnings() {
        return Stream.of(
                arguments("- {receivers: a}\n- {receivers: a, match: {stream: x}}", "2 because routes[0] in line 1"),
                arguments("- {receivers: a, match: {stream: x}}\n- {receivers: a, match: {stream: x}}", "2 routes[0]"),
                arguments(
                        "- {receivers: a, match: {stream: x*}}\n- {receivers: a, match: {stream: x-1}}", "2 routes[0]"),
                arguments(
                        "- {receivers: a, match: {stream: x*}}\n- {receivers: a, match: {stream: x-*}}", "2 routes[0]"),
                arguments(
                        "- {receivers: a, match: {stream: '*'}}\n- {receivers: a, match: {stream: /x+/}}",
                        "2 routes[0]"),
                arguments(
                        "- {receivers: a, match: {stream: /x+/}}\n- {receivers: a, match: {stream: [x, xx]}}",
                        "2 routes[0]"),
                arguments(
                        "- {receivers: a, match: {event: [0, 1]}}\n- {receivers: a, match: {event: stream-ended, path: p}}",
                        "2 routes[0]"),
                arguments(
                        "- {receivers: a, match: {event: '!recording'}}\n- {receivers: a, match: {event: [0, 1]}}",
                        "2 routes[0]"),
                arguments(
                        "- {receivers: a, match: {stream: '!x*'}}\n- {receivers: a, match: {stream: ['!x*', '!y']}}",
                        "2 routes[0]"),
                arguments(
                        "- {receivers: a, match: {field.f: [a, b]}}\n- {receivers: a, match: {field.f: b, stream: x}}",
                        "2 routes[0]"),
                arguments(
                        "- match: {event: 0}\n  receivers: a\n  routes:\n  - {match: {stream: x, event: 1}}",
                        "4 ruled out"),
                arguments(
                        "- match: {stream: 'x*'}\n  receivers: a\n  routes:\n  - {match: {stream: y}}", "4 ruled out"),
                arguments(
                        "- match: {event: 0}\n  receivers: a\n  routes:\n  - {match: {event: [0, 1]}}\n  - {match: {stream: x}}",
                        "5 routes[0].routes[0] in line 4"),
                arguments("- {receivers: a, match: {event: recordings}}", "1 no event named \"recordings\""),
                arguments("- {receivers: a, match: {event: '!recordings'}}", "1 no event named \"recordings\""),
                arguments("- {receivers: a, match: {stream: x}, language: fr}", "1 no folder \"fr\" under templates/"),
                // and what is no reason to warn
                arguments("- {receivers: a, continue: true}\n- {receivers: a, match: {stream: x}}", ""),
                arguments("- {receivers: a, match: {stream: x}}\n- {receivers: a}", ""),
                arguments("- {receivers: a, match: {stream: 'x?'}}\n- {receivers: a, match: {stream: 'x*'}}", ""),
                arguments("- {receivers: a, match: {stream: '*'}}\n- {receivers: a, match: {stream: ''}}", ""),
                arguments("- {receivers: a, match: {stream: '*'}}\n- {receivers: a, match: {event: 0}}", ""),
                arguments("- {receivers: a, match: {stream: '*'}}\n- {receivers: a, match: {stream: '!x'}}", ""),
                arguments("- {receivers: a, match: {stream: '!x'}}\n- {receivers: a, match: {stream: '!y'}}", ""),
                arguments(
                        "- {receivers: a, match: {stream: ['x*', '!x1']}}\n- {receivers: a, match: {stream: x1}}", ""),
                arguments("- {receivers: a, match: {event: '!0'}}\n- {receivers: a, match: {event: '!1'}}", ""),
                arguments("- {receivers: a, match: {stream: /x+/}}\n- {receivers: a, match: {stream: /x+y?/}}", ""),
                arguments("- {receivers: a, match: {field.a: b}}\n- {receivers: a, match: {field.c: b}}", ""),
                arguments("- match: {event: 0}\n  receivers: a\n  routes:\n  - {match: {event: [0, 1]}}", ""),
                arguments(
                        "- {receivers: a, match: {event: 0, stream: x}}\n- {receivers: a, match: {event: 0}}\n"
                                + "- {receivers: a, match: {stream: x}}",
                        ""));
    }

    @ParameterizedTest(name = "{1}: {0}")
    @MethodSource
    void warnings(String routes, String expected) throws RecipientsException {
        String file = "routes:\n" + routes + "\nreceivers: {a: {to: secret@example.com}}\ndefault: a\n";
        List<String> warnings = parse(file).warnings();
        if (expected.isEmpty()) {
            assertThat(warnings).isEmpty();
        } else {
            int line = 1 + Integer.parseInt(expected.substring(0, 1));
            String words = expected.substring(2);
            words = words.contains(" in line ")
                    ? words.substring(0, words.length() - 1)
                            + (1 + Character.digit(words.charAt(words.length() - 1), 10))
                    : words;
            assertThat(warnings)
                    .singleElement()
                    .asString()
                    .startsWith("recipients.yaml:" + line + ":")
                    .contains(words);
        }
    }

    @Test
    void aReceiverThatNobodyUsesIsAWarning() throws RecipientsException {
        assertThat(parse("receivers:\n  a: {to: a@example.com}\n  b: {to: b@example.com}\ndefault: a")
                        .warnings())
                .singleElement()
                .asString()
                .startsWith("recipients.yaml:3:3: ")
                .contains("\"b\"")
                .doesNotContain("@");
    }

    @Test
    void anAddressMayHaveAnyScriptBeforeTheAt() throws RecipientsException {
        assertThat(parse("receivers: {a: {to: [\"用户@example.com\", \"Ürsula <ü.b@example.com>\"]}}\ndefault: a")
                        .addressees(recordingOf("x"), NO_BODY))
                .extracting(Addressee::email)
                .containsExactly("用户@example.com", "ü.b@example.com");
    }

    @Test
    void theBodyIsNotReadUntilARouteAsksForIt() throws RecipientsException {
        Recipients recipients = parse(RECEIVERS + """
                routes:
                  - {match: {stream: a}, receivers: a}
                  - {match: {field.x: y, stream: b}, receivers: b}
                default: [ab, d]
                """);
        // Nothing at all would be found in it.
        assertThat(recipients.decision(recordingOf("a"), NO_BODY).rules())
                .extracting(Recipients.Rule::name)
                .containsExactly("routes[0]");
        assertThat(recipients.decision(recordingOf("c"), NO_BODY).rules())
                .extracting(Recipients.Rule::place)
                .containsExactly(new Place(9, 1));
        assertThat(recipients.decision(event(200, "c"), NO_BODY).rules()).isEmpty();
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
                // settings
                arguments("settings: [en]" + tail, "1:11", "settings must be a mapping", "language, timezone"),
                arguments(settings("lang: en"), "1:12", "settings has no key \"lang\"", "timezone, digest and quiet"),
                arguments(settings("language: "), "1:21", "language must be a text", "write en"),
                arguments(settings("language: [en, zh]"), "1:22", "language must be a text", "write en"),
                arguments(settings("language: ../../etc"), "1:22", "no language", "folder under templates/"),
                arguments(settings("timezone: Shanghai"), "1:22", "no time zone \"Shanghai\"", "Asia/Shanghai"),
                arguments(settings("timezone: ''"), "1:22", "no time zone \"\"", "UTC"),
                arguments(settings("timezone: "), "1:21", "timezone must be a text", "Asia/Shanghai"),
                arguments(settings("digest: 10"), "1:20", "how long mails are collected", "10m, or none"),
                arguments(settings("digest: 10 m"), "1:20", "how long mails are collected", "10m, or none"),
                arguments(settings("digest: 0m"), "1:20", "how long mails are collected", "10m, or none"),
                arguments(settings("digest: 8d"), "1:20", "at most 7d", "10m, or none"),
                arguments(settings("quiet: 22-7"), "1:19", "time of day", "\"22:00-07:00\", or none"),
                arguments(settings("quiet: 22:00-24:00"), "1:19", "from 00:00 to 23:59", "or none"),
                arguments(settings("quiet: 7:00-22:00"), "1:19", "time of day", "\"22:00-07:00\""),
                arguments(settings("quiet: 07:00-07:00"), "1:19", "begin and end at the same time", "two times"),
                arguments("receivers: {a: {to: x@y.z, quiet: 1}}" + tail, "1:35", "time of day", "or none"),
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
                        "receivers: {a: {to: x@y.z, cc: 10m}}" + tail,
                        "1:28",
                        "a receiver has no key \"cc\"",
                        "to, language"),
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
                arguments(address("secret@bücher.example"), "1:21", "outside ASCII after the @", "ben@example.com"),
                arguments(address("ü".repeat(33) + "@x.y"), "1:21", "more than 64 bytes", "ben@example.com"),
                arguments(address("s\u00a0t@x.y"), "1:21", "a space before", "ben@example.com"),
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
                arguments(route("receivers: [], quiet: x"), "2:26", "time of day", "or none"),
                arguments(route("receivers: [], timezone: X"), "2:29", "no time zone", "UTC"),
                arguments(route("receivers: [], language: a b"), "2:29", "no language", "such as en"),
                arguments(route("receivers: [], digest: often"), "2:27", "how long", "10m"),
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
                        "source, event, stream, domain, path and field.<name>"),
                arguments(match("field.: x"), "2:27", "a match has no key \"field.\"", "field.<name>"),
                arguments(match("field.a: []"), "2:36", "matches no event", "leave field.a out"),
                arguments(match("stream: "), "2:34", "stream must be a text", "\"\""),
                arguments(match("stream: []"), "2:35", "matches no event", "leave stream out"),
                arguments(match("stream: [[a]]"), "2:36", "stream must be a text", "\"\""),
                arguments(match("stream: '!!x'"), "2:35", "two ! negate nothing", "write one"),
                arguments(match("stream: /(/"), "2:35", "regular expression cannot be used", "re2/wiki/Syntax"),
                arguments(match("stream: '!/a(?=b)/'"), "2:35", "regular expression cannot be used", "of * and ?"),
                arguments(match("stream: '/((x{100}){100}){100}/'"), "2:35", "too large", "re2/wiki/Syntax"),
                arguments(match("event: '*ing'"), "2:34", "patterns are not for event", "recording-exception"),
                arguments(match("event: /rec.*/"), "2:34", "patterns are not for event", "a number"),
                arguments(match("event: ''"), "2:34", "no event named \"\"", "a number"),
                arguments(match("event: 0100"), "2:34", "\"0100\" is no event type", "as in 100"),
                arguments(match("event: 99999999999"), "2:34", "no event type", "as in 100"),
                arguments(match("stream: " + "x".repeat(501)), "2:35", "longer than 500", "shorter one"));
    }

    private static String address(String address) {
        return "receivers: {a: {to: \"" + address + "\"}}\ndefault: []\n";
    }

    private static String settings(String settings) {
        return "settings: {" + settings + "}\ndefault: []\n";
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
        RecipientsException e = Assertions.assertThrows(RecipientsException.class, () -> parse(file));
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
                  b: &anchor {to: b@example.com, language: "z h"}
                routes:
                  - match: {event: [recording, nonsense*], stream: "/(/"}
                    receivers: [a, c]
                    routes:
                      - match: {stream: *anchor}
                        continue: maybe
                """;
        RecipientsException e = Assertions.assertThrows(RecipientsException.class, () -> parse(file));
        assertThat(e.problems())
                .map(problem -> problem.replaceAll("^recipients.yaml:(\\d+:\\d+): .*", "$1"))
                .containsExactly("1:11", "3:12", "3:30", "4:6", "4:44", "6:32", "6:52", "7:20", "9:25", "10:19");
        assertThat(e.getMessage()).contains(e.problems());
    }

    @Test
    void anUnknownEventNameListsEveryKnownOne() throws RecipientsException {
        assertThat(parse(match("event: nonsense")).warnings())
                .singleElement()
                .asString()
                .contains(EventNames.all().keySet());
    }

    @Test
    void aHostileStreamIdDoesNotHoldUpTheMatching() throws RecipientsException {
        Recipients recipients =
                parse(match("stream: [\"" + "*a".repeat(200) + "b\", \"/(a|a)*(a|a)*(a+)+b/\"]") + "receivers: {}");
        CallbackEvent event = recordingOf("a".repeat(200_000));
        Assertions.assertTimeout(
                Duration.ofSeconds(10),
                () -> assertThat(recipients.addressees(event, NO_BODY)).isEmpty());
    }

    @Test
    void fiveThousandEventsASecondGoThroughTwoThousandRoutes() throws RecipientsException {
        Recipients recipients = RoutingSpeed.tree(RoutingSpeed::mixed);
        RoutingSpeed.perSecond(recipients, 1);
        assertThat(RoutingSpeed.perSecond(recipients, 1)).isGreaterThan(5000);
    }

    @Test
    void routesNestAsDeepAsAPersonWrites() throws RecipientsException {
        StringBuilder file = new StringBuilder("receivers: {a: {to: a@example.com}}\ndefault: []\n");
        IntStream.range(0, 20)
                .forEach(i -> file.append("    ".repeat(i))
                        .append("routes:\n")
                        .append("    ".repeat(i))
                        .append(i == 0 ? "  - receivers: a\n" : "  - match: {stream: x}\n"));
        assertThat(parse(file.toString()).addressees(event(0, "x"), NO_BODY))
                .singleElement()
                .satisfies(addressee -> assertThat(addressee.rule()).hasSize("routes[0].".length() * 20 - 1));
    }

    @Test
    void aRouteWithoutMatchMatchesEverything() throws RecipientsException {
        Recipients recipients = parse(RECEIVERS + "routes: [{receivers: a}]\ndefault: b");
        assertThat(List.of(recordingOf("x"), event(200, null), event(-1, "x")))
                .allSatisfy(event -> assertThat(recipients.addressees(event, NO_BODY))
                        .containsExactly(
                                new Addressee("a@example.com", "a@example.com", "routes[0]", MailSettings.DEFAULT)));
    }

    @Test
    void theDefaultMayBeNobody() throws RecipientsException {
        assertThat(parse("default: []").addressees(recordingOf("x"), NO_BODY)).isEmpty();
    }

    @Test
    void theFileThatComesWithTheProductIsGood() throws Exception {
        Recipients recipients = parse(Files.readString(Path.of("recipients.yaml")));
        assertThat(recipients.addressees(recordingOf("any"), NO_BODY))
                .containsExactly(
                        new Addressee("team@example.com", "team@example.com", "default", MailSettings.DEFAULT));
        assertThat(recipients.addressees(event(0, "any"), NO_BODY)).isEmpty();
        assertThat(recipients.addressees(event(0, "match-1"), NO_BODY)).hasSize(2);
        assertThat(recipients.addressees(event(341, "any"), NO_BODY))
                .extracting(Addressee::email, Addressee::rule)
                .contains(org.assertj.core.groups.Tuple.tuple("ops@example.com", "routes[1]"));
    }
}
