package livecallbacks.notify.recipients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import livecallbacks.event.CallbackContent;
import livecallbacks.event.CallbackEvent;
import livecallbacks.event.Events;
import org.junit.jupiter.api.Test;

/** Routes are found by what they match; that must decide nothing. Trees and events are drawn by lot. */
class RouteIndexTest {

    private static final int TREES = 30;
    private static final int ROUTES = 20;
    private static final int EVENTS = 40;

    private static final List<String> KEYS = List.of("stream", "stream", "domain", "field.f", "field.g");
    private static final List<String> VALUES = List.of("", "a", "ab", "b-1", "match-1", "match-2", "x-1");
    private static final List<String> PATTERNS = List.of(
            "", "a", "a*", "*b", "*1", "*-*", "?b", "match-?", "match-1", "/m.*-1/", "/ab?/", "!a", "!*-1", "*", "7");

    private final Random random = new Random(42);

    private static Recipients parse(List<String> matches) throws RecipientsException {
        return Recipients.parse(
                "recipients.yaml",
                "receivers: {a: {to: a@example.com}}\ndefault: [a]\nroutes:\n"
                        + matches.stream()
                                .map(match -> "  - {receivers: [a], match: {" + match + "}}\n")
                                .collect(Collectors.joining()),
                language -> true);
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private String match() {
        Set<String> keys = new HashSet<>(List.of(any(KEYS), any(KEYS)));
        return keys.stream()
                .map(key -> key + ": [\"" + any(PATTERNS) + "\""
                        + (random.nextInt(4) == 0 ? ", \"" + any(PATTERNS) + "\"" : "") + "]")
                .collect(Collectors.joining(", "));
    }

    private record Sample(CallbackEvent event, String body) {
        private String decidingIn(Recipients recipients) {
            return recipients
                    .decision(event, new CallbackContent(body.getBytes(StandardCharsets.UTF_8)))
                    .rules()
                    .get(0)
                    .name();
        }
    }

    private Sample sample() {
        return new Sample(
                Events.event("live", 100, any(VALUES), any(VALUES), null),
                "{\"f\":\"" + any(VALUES) + "\",\"g\":" + any(List.of("7", "70", "null", "\"a\"")) + "}");
    }

    @Test
    void theFirstRouteDecidesThatWouldDecideByItself() throws RecipientsException {
        for (int tree = 0; tree < TREES; tree++) {
            List<String> matches =
                    IntStream.range(0, ROUTES).mapToObj(i -> match()).toList();
            List<Recipients> alone = new ArrayList<>();
            for (String match : matches) {
                alone.add(parse(List.of(match)));
            }
            Recipients all = parse(matches);
            for (int i = 0; i < EVENTS; i++) {
                Sample sample = sample();
                String expected = IntStream.range(0, ROUTES)
                        .filter(route -> sample.decidingIn(alone.get(route)).equals("routes[0]"))
                        .mapToObj(route -> "routes[" + route + "]")
                        .findFirst()
                        .orElse(Recipients.DEFAULT);
                assertThat(sample.decidingIn(all)).as(sample + " in " + matches).isEqualTo(expected);
            }
        }
    }

    @Test
    void aRouteIsSaidToBeNeverReachedIfAnEarlierOneCoversItAndOnlyThen() throws RecipientsException {
        for (int tree = 0; tree < TREES; tree++) {
            List<String> matches =
                    IntStream.range(0, ROUTES).mapToObj(i -> match()).toList();
            Set<String> dead = dead(parse(matches));
            for (int i = 0; i < ROUTES; i++) {
                boolean covered = false;
                for (int earlier = 0; earlier < i && !covered; earlier++) {
                    covered = !dead(parse(List.of(matches.get(earlier), matches.get(i))))
                            .isEmpty();
                }
                assertThat(dead.contains("routes[" + i + "]"))
                        .as(i + " in " + matches)
                        .isEqualTo(covered);
            }
            for (int i = 0; i < EVENTS; i++) {
                assertThat(dead).doesNotContain(sample().decidingIn(parse(matches)));
            }
        }
    }

    private static Set<String> dead(Recipients recipients) {
        Set<Place> places = recipients.remarks().stream()
                .filter(remark -> remark.toString().contains("never reached"))
                .map(Remark::place)
                .collect(Collectors.toSet());
        return recipients.rules().stream()
                .filter(rule -> places.contains(rule.place()))
                .map(Recipients.Rule::name)
                .collect(Collectors.toSet());
    }
}
