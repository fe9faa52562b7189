package livecallbacks.archive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeyOfFirstCopyTest {

    private static final String KEY =
            "callbacks/source=live/event_type=314/date=2026-03-01/stream_id=a-b/20260301T000010Z-0123456789abcdef.json";

    @Test
    void aCopyLiesInTheSameFolderOrInThatOfTheDayBeforeOrAfter() {
        assertThat(KeyOfFirstCopy.folders(KEY))
                .containsExactly(
                        "callbacks/source=live/event_type=314/date=2026-03-01/stream_id=a-b/",
                        "callbacks/source=live/event_type=314/date=2026-02-28/stream_id=a-b/",
                        "callbacks/source=live/event_type=314/date=2026-03-02/stream_id=a-b/");
    }

    @Test
    void inALayoutWithoutADayItLiesInTheSameFolder() {
        assertThat(KeyOfFirstCopy.folders("all/314/x-0123.json")).containsExactly("all/314/");
        assertThat(KeyOfFirstCopy.folders("x/date=9999-99-99/x-0123.json")).containsExactly("x/date=9999-99-99/");
        assertThat(KeyOfFirstCopy.folders("x-0123.json")).containsExactly("");
    }

    @Test
    void itsNameEndsWithTheStartOfTheEventsId() {
        assertThat(KeyOfFirstCopy.ending(KEY)).isEqualTo("-0123456789abcdef.json");
    }
}
