package livecallbacks.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackBodyTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "18446744073709551615",
                "99999999999999999999999999999999999999",
                "-0",
                "1.50",
                "1.545030873e+09",
                "-12.3E-400",
                "true",
                "null",
                "\"\"",
                "\"caf\\u00e9 \\/ \\\"x\\\"\"",
                "\"\ud83c\udfa5\"",
                "[ 1 , {\"t\":1} ]",
                "{ \"a\" : [ ] }",
                "{}"
            })
    void everyOtherValueStaysAsItIsWritten(String value) throws IOException {
        CallbackBody body = CallbackBody.of("{ \"first\" : " + value + " ,\n\"t\": 1, \"last\":" + value + "}");

        body.set("t", "2");

        assertThat(body).hasToString("{\"first\":" + value + ",\"t\":2,\"last\":" + value + "}");
    }

    @Test
    void aValueLongerThanAnyBufferStaysAsItIsWritten() throws IOException {
        String digits = "9".repeat(100_000);
        String text = '"' + "x\\n".repeat(100_000) + '"';
        CallbackBody body = CallbackBody.of("{\"n\":" + digits + ",\"s\":" + text + ",\"t\":1}");

        assertThat(body).hasToString("{\"n\":" + digits + ",\"s\":" + text + ",\"t\":1}");
    }

    @Test
    void aMemberThatStandsTwiceIsSetOnceAndRemovedAltogether() throws IOException {
        CallbackBody body = CallbackBody.of("{\"a\":1,\"t\":1,\"b\":2,\"t\":3,\"sign\":\"x\",\"sign\":\"y\"}");

        body.set("t", "9");
        body.remove("sign");

        assertThat(body).hasToString("{\"a\":1,\"t\":9,\"b\":2}");
    }

    @Test
    void onlyTheTopLevelIsTouched() throws IOException {
        CallbackBody body = CallbackBody.of("{\"nested\":{\"t\":1,\"sign\":\"x\"}}");

        body.remove("t");
        body.set("sign", "\"y\"");

        assertThat(body).hasToString("{\"nested\":{\"t\":1,\"sign\":\"x\"},\"sign\":\"y\"}");
    }

    @Test
    void aNameIsComparedAsItReadsAndWrittenSoThatItIsJson() throws IOException {
        CallbackBody body = CallbackBody.of("{\"\\u0074\":1,\"quote\\\"\":2}");

        body.set("t", "9");

        assertThat(body).hasToString("{\"t\":9,\"quote\\\"\":2}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "[]", "1", "\"x\"", "{", "{\"a\":}", "{\"a\":1}}", "{} {}", "{\"a\":01}", "{'a':1}"})
    void whatIsNotOneJsonObjectIsRefused(String text) {
        assertThatThrownBy(() -> CallbackBody.of(text)).isInstanceOf(IOException.class);
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        byte[] latin = "{\"a\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> CallbackBody.of(latin)).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", " 1.50 ", "\"x\"", "null", "{\"a\":[1]}", "18446744073709551616"})
    void aTextThatIsOneJsonValueIsSeenAsOne(String text) {
        assertThat(CallbackBody.isJson(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "0202", "1 2", "\"x", "{", "{\"a\":1", "NaN", "1.", "nul"})
    void aTextThatIsNotOneJsonValueIsNot(String text) {
        assertThat(CallbackBody.isJson(text)).isFalse();
    }
}
