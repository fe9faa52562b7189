package livecallbacks.conservation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import livecallbacks.conservation.Ledger.Finding;
import livecallbacks.conservation.Ledger.Mailed;
import livecallbacks.conservation.Ledger.Post;
import livecallbacks.conservation.Ledger.Stored;
import livecallbacks.conservation.Ledger.Verdict;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A test that cannot fail proves nothing: the ledger sees each thing that can be wrong. */
class LedgerTest {

    private static final String ID = "0f".repeat(32);
    private static final String TO = "team@example.com";

    private final Ledger ledger = new Ledger();

    @BeforeEach
    void oneEventIsOwed() {
        ledger.acknowledged(post("body"));
    }

    private Post post(String body) {
        return ledger.posting(ID, Set.of(TO), body.getBytes(StandardCharsets.UTF_8));
    }

    private static Stored object(String id, String body) {
        return object("2026-11-22", id, body);
    }

    private static Stored object(String date, String id, String body) {
        return new Stored(
                "callbacks/source=live/event_type=100/date=" + date + "/stream_id=s/20261122T143421Z-"
                        + id.substring(0, 16) + ".json",
                body.getBytes(StandardCharsets.UTF_8));
    }

    private static Mailed mail(String to, int times, int excused, String... messageIds) {
        return new Mailed(ID, to, Set.of(messageIds), times, excused);
    }

    private void assertFound(List<Stored> objects, List<Mailed> mails, Finding... expected) {
        Verdict verdict = ledger.check(objects, mails);
        assertThat(verdict.findings()).containsOnlyKeys(expected);
        assertThat(verdict.findings().values())
                .allSatisfy(found -> assertThat(found).hasSize(1));
    }

    @Test
    void oneObjectAndOneMailAreRight() {
        Verdict verdict = ledger.check(List.of(object(ID, "body")), List.of(mail(TO, 1, 0, "<1>")));
        assertThat(verdict).isEqualTo(new Verdict(1, 1, 0, Map.of()));
        assertThat(ledger.obligations()).isEqualTo(1);
    }

    @Test
    void aLostObjectIsFound() {
        assertFound(List.of(), List.of(mail(TO, 1, 0, "<1>")), Finding.OBJECT_LOST);
    }

    @Test
    void aLostMailIsFound() {
        assertFound(List.of(object(ID, "body")), List.of(), Finding.MAIL_LOST);
    }

    @Test
    void anObjectTwiceIsFound() {
        assertFound(
                List.of(object(ID, "body"), object("2026-11-23", ID, "body")),
                List.of(mail(TO, 1, 0, "<1>")),
                Finding.OBJECT_TWICE);
    }

    @Test
    void aMailTwiceIsFoundUnlessItIsExcused() {
        assertFound(List.of(object(ID, "body")), List.of(mail(TO, 2, 0, "<1>")), Finding.MAIL_TWICE);
        Verdict excused = ledger.check(List.of(object(ID, "body")), List.of(mail(TO, 2, 1, "<1>")));
        assertThat(excused).isEqualTo(new Verdict(1, 2, 1, Map.of()));
    }

    @Test
    void anotherMessageIdIsFound() {
        assertFound(List.of(object(ID, "body")), List.of(mail(TO, 2, 1, "<1>", "<2>")), Finding.MESSAGE_ID_CHANGED);
    }

    @Test
    void aChangedObjectIsFound() {
        assertFound(List.of(object(ID, "bod")), List.of(mail(TO, 1, 0, "<1>")), Finding.OBJECT_CHANGED);
    }

    @Test
    void aCopyPostedAfterThe200MustNotTakeThePlaceOfTheFirst() {
        ledger.acknowledged(post("again"));
        assertFound(List.of(object(ID, "again")), List.of(mail(TO, 1, 0, "<1>")), Finding.OBJECT_CHANGED);
        assertFound(List.of(object(ID, "body")), List.of(mail(TO, 1, 0, "<1>")));
    }

    @Test
    void ofCopiesThatCameAtTheSameMomentAnyOneIsRight() {
        String other = "1e".repeat(32);
        Post first = ledger.posting(other, Set.of(), "first".getBytes(StandardCharsets.UTF_8));
        Post second = ledger.posting(other, Set.of(), "second".getBytes(StandardCharsets.UTF_8));
        ledger.acknowledged(second);
        ledger.acknowledged(first);
        for (String body : List.of("first", "second")) {
            assertFound(List.of(object(ID, "body"), object(other, body)), List.of(mail(TO, 1, 0, "<1>")));
        }
    }

    @Test
    void withoutA200NothingIsOwedButWhatWasArchivedHasToBeMailed() {
        String other = "1e".repeat(32);
        ledger.posting(other, Set.of(TO), "body".getBytes(StandardCharsets.UTF_8));
        assertFound(List.of(object(ID, "body")), List.of(mail(TO, 1, 0, "<1>")));
        assertFound(
                List.of(object(ID, "body"), object(other, "body")), List.of(mail(TO, 1, 0, "<1>")), Finding.MAIL_LOST);
    }

    @Test
    void anUnknownObjectIsFound() {
        for (Stored unknown : List.of(object("1e".repeat(32), "x"), new Stored("elsewhere", new byte[0]))) {
            assertFound(List.of(object(ID, "body"), unknown), List.of(mail(TO, 1, 0, "<1>")), Finding.OBJECT_UNKNOWN);
        }
    }

    @Test
    void anUnknownMailIsFound() {
        Mailed toOthers = mail("other@example.com", 1, 0, "<2>");
        Mailed aboutNothing = new Mailed("", TO, Set.of("<3>"), 1, 0);
        for (Mailed unknown : List.of(toOthers, aboutNothing)) {
            assertFound(List.of(object(ID, "body")), List.of(mail(TO, 1, 0, "<1>"), unknown), Finding.MAIL_UNKNOWN);
        }
    }
}
