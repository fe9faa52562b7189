package livecallbacks.notify.recipients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuietHoursTest {

    @ParameterizedTest
    @CsvSource({
        // hours, zone, instant, end
        "22:00,07:00,UTC,2026-11-22T21:59:59Z,",
        "22:00,07:00,UTC,2026-11-22T22:00:00Z,2026-11-23T07:00:00Z",
        "22:00,07:00,UTC,2026-11-22T00:00:00Z,2026-11-22T07:00:00Z",
        "22:00,07:00,UTC,2026-11-22T07:00:00Z,",
        "12:00,13:30,UTC,2026-11-22T12:15:00Z,2026-11-22T13:30:00Z",
        "12:00,13:30,UTC,2026-11-22T13:30:00Z,",
        "22:00,07:00,Asia/Shanghai,2026-11-22T14:00:00Z,2026-11-22T23:00:00Z",
        "22:00,07:00,Asia/Shanghai,2026-11-22T22:59:59Z,2026-11-22T23:00:00Z",
        // The clocks go forward over the end, which then is an hour later.
        "22:00,02:30,Europe/Berlin,2026-03-29T00:59:00Z,2026-03-29T01:30:00Z",
        // They go back: 02:45 is there twice.
        "02:00,02:45,Europe/Berlin,2026-10-25T00:30:00Z,2026-10-25T00:45:00Z",
        "02:00,02:45,Europe/Berlin,2026-10-25T01:30:00Z,2026-10-25T01:45:00Z",
    })
    void theyEndAtTheNextEndOrAreNot(LocalTime from, LocalTime to, String zone, Instant instant, Instant end) {
        assertThat(new QuietHours(from, to).endAfter(instant, ZoneId.of(zone)).orElse(null))
                .isEqualTo(end);
    }

    @Test
    void hoursThatEndWhenTheyBeginAreNone() {
        assertThatThrownBy(() -> new QuietHours(LocalTime.NOON, LocalTime.NOON))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
