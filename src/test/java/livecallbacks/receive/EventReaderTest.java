package livecallbacks.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import livecallbacks.event.CallbackEvent;
import livecallbacks.receive.Refusal.Cause;
import livecallbacks.receive.SignatureVerifier.Verified;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class EventReaderTest {

    private static final Path PAYLOADS = Path.of("src/test/resources/payloads");
    private static final Source LIVE = new Source("live", List.of(), null, new UnsignedPolicy.Allow());
    private static final Instant RECEIVED = Instant.parse("2026-01-02T03:04:05.678Z");

    private static CallbackEvent read(String json, @Nullable Long t) throws Refusal {
        CallbackJson body = CallbackJson.parse(json.getBytes(StandardCharsets.UTF_8));
        return EventReader.read(LIVE, EventReader.eventType(body), body, new Verified(t, false, null), RECEIVED);
    }

    private static String id(String json) throws Refusal {
        return read(json, null).eventId();
    }

    /**
     * Type, stream, domain, path and time of every sample, read off the files by hand; {@code t} is 1700000600 for all.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            nullValues = "-",
            value = {
                "000_stream_end.doc2023, 0, test_stream, test.domain.com, live, 1703731606",
                "000_stream_end.legacy2016, 0, 3954_ea88f7495ba711e6a2cba4dcbef5e35a, 3954.livepush.myqcloud.com, live, 1471256200",
                "001_stream_start.doc2018, 1, test_stream, test.domain.com, live, 1545115790",
                "001_stream_start.doc2023, 1, test_stream, test.domain.com, live, 1703731478",
                "001_stream_start.real2020, 1, 1400410245_10002, 59302.livepush.myqcloud.com, live, 1598429581",
                "100_recording_file.doc2022, 100, stream_test, yourapp, yourappname, 1642089598",
                "100_recording_file.legacy2016_start_after_end, 100, 2121_15919131751, -, -, 1473125627",
                "100_recording_file.legacy2017, 100, 2519_2500647, -, -, 1496220894",
                "100_recording_file.real2019_nokey, 100, aa, -, -, 1562658284",
                "100_recording_file.real2025_cos_nokey, 100, 119, 201782.push.tlivecloud.com, live, 1743484153",
                "100_recording_file.seed, 100, stream_test, -, -, 1545049971",
                "200_screenshot.doc2018, 200, stream_name, -, -, 1545030273",
                "200_screenshot.doc2025, 200, your_streamid, test.app, live, 1622599925",
                "200_screenshot.legacy2016, 200, 2016090090936, -, -, 1473645788",
                "314_relay_TaskExit.doc, 314, -, -, -, 1700000000",
                "314_relay_TaskStart.doc, 314, testvod, -, -, 1700000000",
                "314_relay_VodSourceFileFinish.doc, 314, testvod, -, -, 1700000000",
                "314_relay_VodSourceFileStart.doc, 314, testvod, -, -, 1700000000",
                "317_image_moderation.doc, 317, teststream, 5000.myqcloud.com, live, 1615859827",
                "321_push_error.doc2023_unsigned, 321, xxxxxx, xxxx.xxxxx.xxxx.xxxx, xxxx, 1670588074.971",
                "321_push_error.doc2025, 321, teststream, example.push.com, live, 1670588074.971",
                "328_monitor.SYNTHETIC, 328, teststream, -, -, 1767225600",
                "332_recording_status.doc, 332, 2991615887188599295, ****.livepush.myqcloud.com, live, 1700207929",
                "338_live_subtitles.doc, 338, teststream, -, -, 1700000000",
                "343_quality_control.doc, 343, test, abc.record.test.org, live, 1747818881",
                "344_evaluation_threshold.doc, 344, livestream1, abc.record.test.org, live, 1752130787",
                "345_average_score.doc, 345, livestream1, abc.record.test.org, live, 1752130787",
                "347_smart_erase.doc, 347, teststream, -, -, 1700000000",
                "348_live_summary.doc, 348, test1820, your.livepush.myqcloud.com, live, 1761212541"
            })
    void readsEachEventUnderTheNamesItUses(
            String file, int type, @Nullable String stream, @Nullable String domain, @Nullable String path, String time)
            throws IOException, Refusal {
        CallbackEvent event = read(Files.readString(PAYLOADS.resolve(file + ".json")), 1_700_000_600L);
        assertThat(event.eventType()).isEqualTo(type);
        assertThat(event.streamId()).isEqualTo(stream);
        assertThat(event.domain()).isEqualTo(domain);
        assertThat(event.path()).isEqualTo(path);
        assertThat(event.eventTime().toEpochMilli())
                .isEqualTo(new java.math.BigDecimal(time).movePointRight(3).longValueExact());
    }

    @Test
    void theTableAboveKnowsEverySampleOfThisProduct() throws IOException {
        try (Stream<Path> files = Files.list(PAYLOADS)) {
            long ours = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".json"))
                    .filter(name -> !name.startsWith("xx_foreign") && !name.contains("no_event_type"))
                    .count();
            assertThat(ours).isEqualTo(29);
        }
    }

    static Stream<Arguments> foreign() throws IOException {
        return Stream.of(
                arguments(Files.readString(PAYLOADS.resolve("xx_foreign_trtc_recording.json")), Cause.CALLBACK_OF_TRTC),
                arguments("{\"EventType\":\"NewFileUpload\",\"FileUploadEvent\":{}}", Cause.CALLBACK_OF_VOD),
                arguments("{\"version\":\"4.0\",\"eventType\":\"NewFileUpload\",\"data\":{}}", Cause.CALLBACK_OF_VOD),
                arguments(
                        Files.readString(PAYLOADS.resolve("317_porn_detection.legacy2018_no_event_type.json")),
                        Cause.MODERATION_WITHOUT_EVENT_TYPE),
                arguments("{}", Cause.EVENT_TYPE_MISSING),
                arguments("{\"event_type\":\"100\"}", Cause.EVENT_TYPE_NOT_INTEGER),
                arguments("{\"event_type\":100.0}", Cause.EVENT_TYPE_NOT_INTEGER),
                arguments("{\"event_type\":1e2}", Cause.EVENT_TYPE_NOT_INTEGER),
                arguments("{\"event_type\":null}", Cause.EVENT_TYPE_NOT_INTEGER),
                arguments("{\"event_type\":true}", Cause.EVENT_TYPE_NOT_INTEGER),
                arguments("{\"event_type\":[100]}", Cause.EVENT_TYPE_NOT_INTEGER),
                arguments("{\"event_type\":2147483648}", Cause.EVENT_TYPE_NOT_INTEGER),
                arguments("{\"event_type\":18446744073709551716}", Cause.EVENT_TYPE_NOT_INTEGER),
                arguments("{\"event_type\":100,\"event_type\":100}", Cause.REPEATED_MEMBER));
    }

    @ParameterizedTest
    @MethodSource("foreign")
    void refusesWhatIsNoCallbackOfThisProductAndNamesTheLikelyOrigin(String json, Cause cause) {
        assertThatThrownBy(() -> read(json, null))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.reason()).isEqualTo(cause));
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "999", "-7", "2147483647", "-2147483648"})
    void takesAnyIntegerOf32BitsAsAType(int type) throws Refusal {
        assertThat(read("{\"event_type\":" + type + "}", null).eventType()).isEqualTo(type);
    }

    @Test
    void sameContentIsTheSameEvent() throws Refusal {
        String id = id("{\"event_type\":100,\"stream_id\":\"a\",\"n\":1,\"t\":5,\"sign\":\"x\"}");
        assertThat(id).matches("[0-9a-f]{64}");
        assertThat(id("{ \"n\": 1,\n\"stream_id\" : \"\\u0061\", \"sign\":\"y\", \"t\": 6, \"event_type\":100}"))
                .isEqualTo(id);
        assertThat(id("{\"event_type\":100,\"stream_id\":\"a\",\"n\":1}")).isEqualTo(id);
    }

    @Test
    void otherContentIsAnotherEvent() throws Refusal {
        String id = id("{\"event_type\":100,\"file_id\":\"f\",\"n\":1}");
        assertThat(Stream.of(
                        "{\"event_type\":100,\"file_id\":\"f\",\"n\":2}",
                        "{\"event_type\":100,\"file_id\":\"f\",\"n\":\"1\"}",
                        "{\"event_type\":100,\"file_id\":\"f\",\"n\":1.0}",
                        "{\"event_type\":100,\"file_id\":\"f\",\"n\":1,\"n\":1}",
                        "{\"event_type\":100,\"file_id\":\"f\",\"n\":1,\"x\":{\"t\":1}}",
                        "{\"event_type\":100,\"file_id\":\"f\",\"n\":1,\"T\":1}"))
                .allSatisfy(other -> assertThat(id(other)).isNotEqualTo(id));
    }

    @Test
    void theIdIsTheDocumentedHash() throws Refusal {
        // printf 'live\n{"a":[1,{"x":null}],"event_type":100}' | sha256sum
        assertThat(id("{\"event_type\":100,\"t\":1,\"a\":[1,{\"x\":null}]}"))
                .isEqualTo("505a8fc8ac0e1fa35b55018c8b9e662525dee87d3e99c68c7245542ec5219602");
    }

    @Test
    void anotherSourceMakesAnotherEvent() throws Refusal {
        CallbackJson body = CallbackJson.parse("{\"event_type\":1}".getBytes(StandardCharsets.UTF_8));
        Source other = new Source("events", List.of(), null, new UnsignedPolicy.Allow());
        Verified verified = new Verified(null, false, null);
        assertThat(EventReader.read(other, 1, body, verified, RECEIVED).eventId())
                .isNotEqualTo(
                        EventReader.read(LIVE, 1, body, verified, RECEIVED).eventId());
    }

    static Stream<Arguments> times() {
        Instant fromT = Instant.ofEpochSecond(1_700_000_000);
        return Stream.of(
                arguments("\"event_time\":1703731606", 1_700_000_600L, Instant.ofEpochSecond(1703731606)),
                arguments("\"event_time\":\"1703731606\"", 1_700_000_600L, Instant.ofEpochSecond(1703731606)),
                arguments("\"event_time\":1703731606123", 1_700_000_600L, Instant.ofEpochMilli(1703731606123L)),
                arguments(
                        "\"end_time\":2000000000,\"event_time\":1703731606",
                        1_700_000_600L,
                        Instant.ofEpochSecond(2000000000)),
                arguments(
                        "\"end_time\":0,\"event_time\":1703731606", 1_700_000_600L, Instant.ofEpochSecond(1703731606)),
                // The size of the number says whether it is seconds or milliseconds.
                arguments("\"event_time\":1", 1_700_000_600L, Instant.ofEpochSecond(1)),
                arguments("\"event_time\":99999999999", 1_700_000_600L, Instant.ofEpochSecond(99_999_999_999L)),
                arguments("\"event_time\":100000000000", 1_700_000_600L, Instant.ofEpochMilli(100_000_000_000L)),
                arguments("\"event_time\":253402300799999", 1_700_000_600L, Instant.ofEpochMilli(253_402_300_799_999L)),
                arguments("\"event_time\":253402300800000", 1_700_000_600L, fromT),
                arguments("\"event_time\":0", 1_700_000_600L, fromT),
                arguments("\"event_time\":-1", 1_700_000_600L, fromT),
                arguments("\"event_time\":1.5e9", 1_700_000_600L, fromT),
                arguments("\"event_time\":null", 1_700_000_600L, fromT),
                arguments("\"event_time\":\"yesterday\"", 1_700_000_600L, fromT),
                arguments("\"event_time\":999999999999999999", 1_700_000_600L, fromT),
                arguments("\"event_time\":99999999999999999999999", 1_700_000_600L, fromT),
                arguments("\"x\":1", 1_700_000_600L, fromT),
                arguments("\"x\":1", 600L, RECEIVED),
                arguments("\"x\":1", Long.MAX_VALUE, RECEIVED),
                arguments("\"x\":1", null, RECEIVED));
    }

    @ParameterizedTest
    @MethodSource("times")
    void takesTheTimeFromTheEventElseFromItsExpiryElseFromItsReceipt(String member, @Nullable Long t, Instant time)
            throws Refusal {
        assertThat(read("{\"event_type\":100," + member + "}", t).eventTime()).isEqualTo(time);
    }

    @Test
    void theFirstOfSeveralTimesInTheDocumentedOrderCounts() throws Refusal {
        List<String> names =
                List.of("end_time", "event_time", "create_time", "timestamp", "data_time", "sendTime", "begin_time");
        String members = "";
        for (int i = names.size(); i > 0; i--) {
            members += ",\"" + names.get(i - 1) + "\":" + i;
            assertThat(read("{\"event_type\":100" + members + "}", null).eventTime())
                    .isEqualTo(Instant.ofEpochSecond(i));
        }
    }

    @Test
    void ofTwoNamesForTheDomainOrThePathTheUsualOneCounts() throws Refusal {
        CallbackEvent event =
                read("{\"event_type\":100,\"path\":\"p2\",\"appname\":\"p1\",\"domain\":\"d2\",\"app\":\"d1\"}", null);
        assertThat(event.domain()).isEqualTo("d1");
        assertThat(event.path()).isEqualTo("p1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "\"stream_id\":\"a\",\"channel_id\":\"b\" | a",
                "\"stream_id\":\"\",\"channel_id\":\"b\"  | b",
                "\"streamId\":\"b\",\"stream_id\":\"a\"   | a",
                "\"streamId\":\"a\",\"channelId\":\"b\"   | a",
                "\"channelId\":\"b\"                      | b",
                "\"stream_id\":119                        | 119",
                "\"stream_id\":\"0202\"                   | 0202",
                "\"stream_id\":null                       | -",
                "\"stream_id\":{\"a\":1}                  | -",
                "\"stream_id\":\"a\",\"stream_id\":\"z\"  | z"
            })
    void namesTheStream(String members, @Nullable String stream) throws Refusal {
        assertThat(read("{\"event_type\":100," + members + "}", null).streamId())
                .isEqualTo(stream);
    }

    @Test
    void aNameOfMoreThanTenThousandCharactersIsCutButNotWithinOne() throws Refusal {
        String fits = "s".repeat(10_000);
        assertThat(read("{\"event_type\":100,\"stream_id\":\"" + fits + "\"}", null)
                        .streamId())
                .isEqualTo(fits);
        CallbackEvent event = read(
                "{\"event_type\":100,\"stream_id\":\"" + fits + "t\",\"app\":\"" + fits.substring(1)
                        + "\\ud83d\\ude00\",\"appname\":" + "9".repeat(10_001) + "}",
                null);
        assertThat(event.streamId()).isEqualTo(fits);
        assertThat(event.domain()).isEqualTo(fits.substring(1));
        assertThat(event.path()).isEqualTo("9".repeat(10_000));
    }
}
