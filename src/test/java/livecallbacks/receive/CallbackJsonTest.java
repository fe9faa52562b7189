package livecallbacks.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import livecallbacks.receive.Refusal.Cause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CallbackJsonTest {

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String canonical(String json) throws Refusal {
        return CallbackJson.parse(bytes(json)).canonical();
    }

    static Stream<Arguments> canonicalForms() {
        return Stream.of(
                arguments("{}", "{}"),
                arguments(" { \"b\" : 1 ,\n\t\"a\" : [ 1 , 2 ] } ", "{\"a\":[1,2],\"b\":1}"),
                arguments("{\"t\":1,\"sign\":\"x\",\"a\":1}", "{\"a\":1}"),
                arguments("{\"a\":{\"t\":1,\"sign\":\"x\"}}", "{\"a\":{\"sign\":\"x\",\"t\":1}}"),
                arguments("{\"n\":18446744073709551615}", "{\"n\":18446744073709551615}"),
                arguments("{\"n\":1.10,\"m\":1e5,\"o\":1E+05,\"p\":-0}", "{\"m\":1e5,\"n\":1.10,\"o\":1E+05,\"p\":-0}"),
                arguments("{\"n\":1e999999999}", "{\"n\":1e999999999}"),
                arguments("{\"s\":\"\\u0041\\/\\u00e9\\n\\u0001\\\"\"}", "{\"s\":\"A/\u00e9\\n\\u0001\\\"\"}"),
                arguments("{\"s\":\"\\u001f\\u007f\"}", "{\"s\":\"\\u001f\u007f\"}"),
                arguments("{\"s\":\"\\ud83d\\ude00\"}", "{\"s\":\"\ud83d\ude00\"}"),
                arguments("{\"s\":\"\\ud800\"}", "{\"s\":\"\\ud800\"}"),
                arguments("{\"s\":\"\\udc00\\ud800\"}", "{\"s\":\"\\udc00\\ud800\"}"),
                arguments("{\"a\":1,\"a\":2}", "{\"a\":1,\"a\":2}"),
                arguments("{\"a\":2,\"a\":1}", "{\"a\":2,\"a\":1}"),
                arguments(
                        "{\"\u20ac\":1,\"\\r\":2,\"1\":3,\"\ud83d\ude00\":4,\"\ufb33\":5}",
                        "{\"\\r\":2,\"1\":3,\"\u20ac\":1,\"\ud83d\ude00\":4,\"\ufb33\":5}"),
                arguments("{\"x\":[true,false,null,[],{},\"\"]}", "{\"x\":[true,false,null,[],{},\"\"]}"));
    }

    @ParameterizedTest
    @MethodSource("canonicalForms")
    void writesOneFormForEqualContent(String json, String form) throws Refusal {
        assertThat(canonical(json)).isEqualTo(form);
    }

    @Test
    void tellsTextsApartThatOnlyALoneSurrogateDistinguishes() throws Refusal {
        assertThat(canonical("{\"s\":\"\\ud800\"}"))
                .isNotEqualTo(canonical("{\"s\":\"\\ud801\"}"))
                .isNotEqualTo(canonical("{\"s\":\"\\\\ud800\"}"))
                .isNotEqualTo(canonical("{\"s\":\"?\"}"));
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                arguments("", Cause.EMPTY_BODY),
                arguments(" ", Cause.NOT_JSON),
                arguments("null", Cause.NOT_AN_OBJECT),
                arguments("1", Cause.NOT_AN_OBJECT),
                arguments("\"a\"", Cause.NOT_AN_OBJECT),
                arguments("[]", Cause.NOT_AN_OBJECT),
                arguments("[{\"event_type\":1}]", Cause.NOT_AN_OBJECT),
                arguments("[1", Cause.NOT_JSON),
                arguments("nul", Cause.NOT_JSON),
                arguments("01", Cause.NOT_JSON),
                arguments("1.", Cause.NOT_JSON),
                arguments("-", Cause.NOT_JSON),
                arguments("\"a", Cause.NOT_JSON),
                arguments("\"\\x\"", Cause.NOT_JSON),
                arguments("[] []", Cause.NOT_JSON),
                arguments("1 2", Cause.NOT_JSON),
                arguments("{", Cause.NOT_JSON),
                arguments("{}{}", Cause.NOT_JSON),
                arguments("{} x", Cause.NOT_JSON),
                arguments("{},", Cause.NOT_JSON),
                arguments("{\"a\":1,}", Cause.NOT_JSON),
                arguments("{,}", Cause.NOT_JSON),
                arguments("{a:1}", Cause.NOT_JSON),
                arguments("{'a':1}", Cause.NOT_JSON),
                arguments("{\"a\":01}", Cause.NOT_JSON),
                arguments("{\"a\":1.}", Cause.NOT_JSON),
                arguments("{\"a\":.1}", Cause.NOT_JSON),
                arguments("{\"a\":+1}", Cause.NOT_JSON),
                arguments("{\"a\":0x1}", Cause.NOT_JSON),
                arguments("{\"a\":1e}", Cause.NOT_JSON),
                arguments("{\"a\":-}", Cause.NOT_JSON),
                arguments("{\"a\":NaN}", Cause.NOT_JSON),
                arguments("{\"a\":Infinity}", Cause.NOT_JSON),
                arguments("{\"a\":True}", Cause.NOT_JSON),
                arguments("{\"a\":\"\u0001\"}", Cause.NOT_JSON),
                arguments("{\"a\":\"\n\"}", Cause.NOT_JSON),
                arguments("{\"a\":\"\\x\"}", Cause.NOT_JSON),
                arguments("{\"a\":\"\\u12\"}", Cause.NOT_JSON),
                arguments("{\"a\":\"", Cause.NOT_JSON),
                arguments("{\"a\":1 \"b\":2}", Cause.NOT_JSON),
                arguments("{\"a\" 1}", Cause.NOT_JSON),
                arguments("{\"a\":[1,]}", Cause.NOT_JSON),
                arguments("{\"a\":1}/* */", Cause.NOT_JSON),
                arguments("//\n{}", Cause.NOT_JSON),
                arguments("# \n{}", Cause.NOT_JSON),
                arguments("\u00a0{}", Cause.NOT_JSON),
                arguments("\f{}", Cause.NOT_JSON),
                arguments("\ufeff{}", Cause.NOT_JSON),
                arguments("{}\u0000", Cause.NOT_JSON),
                arguments("a=1&b=2", Cause.NOT_JSON),
                arguments("<xml/>", Cause.NOT_JSON));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesWhatIsNotOneObject(String body, Cause cause) {
        assertThatThrownBy(() -> CallbackJson.parse(bytes(body)))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.reason()).isEqualTo(cause));
    }

    static Stream<Arguments> notUtf8() {
        return Stream.of(
                arguments("an overlong slash", new byte[] {'{', '"', (byte) 0xc0, (byte) 0xaf, '"', ':', '1', '}'}),
                arguments("a lone continuation", new byte[] {'{', '"', (byte) 0x80, '"', ':', '1', '}'}),
                arguments("a cut sequence", new byte[] {'{', '"', (byte) 0xe2, (byte) 0x82, '"', ':', '1', '}'}),
                arguments(
                        "an encoded surrogate",
                        new byte[] {'{', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', ':', '1', '}'}),
                arguments(
                        "beyond Unicode",
                        new byte[] {'{', '"', (byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80, '"', ':', '1', '}'}),
                arguments("Latin 1", "{\"a\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1)),
                arguments("GBK", new byte[] {'{', '"', (byte) 0xd6, (byte) 0xd0, '"', ':', '1', '}'}),
                arguments("UTF-16 with its mark", "{\"a\":1}".getBytes(StandardCharsets.UTF_16)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("notUtf8")
    void refusesWhatIsNotUtf8(String what, byte[] body) {
        assertThatThrownBy(() -> CallbackJson.parse(body))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.reason()).isEqualTo(Cause.NOT_UTF8));
    }

    @Test
    void refusesUtf16WithoutAMarkAsNoJson() {
        assertThatThrownBy(() -> CallbackJson.parse("{\"a\":1}".getBytes(StandardCharsets.UTF_16BE)))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.reason()).isEqualTo(Cause.NOT_JSON));
    }

    @Test
    void takesNestingUpToTheLimitAndRefusesWhatIsDeeper() throws Refusal {
        assertThat(CallbackJson.MAX_NESTING).isEqualTo(100);
        int inner = CallbackJson.MAX_NESTING - 1;
        String deepest = "{\"a\":" + "[".repeat(inner) + "]".repeat(inner) + "}";
        assertThat(canonical(deepest)).isEqualTo(deepest);
        assertThatThrownBy(() -> CallbackJson.parse(bytes("{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}")))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.reason()).isEqualTo(Cause.NESTED_TOO_DEEPLY));
        for (String opening : new String[] {"[", "{\"a\":"}) {
            assertThatThrownBy(() -> CallbackJson.parse(bytes("{\"a\":" + opening.repeat(100_000))))
                    .isInstanceOfSatisfying(
                            Refusal.class,
                            refusal -> assertThat(refusal.reason()).isEqualTo(Cause.NESTED_TOO_DEEPLY));
        }
    }

    @Test
    void takesANameOfAHundredThousandLettersAsItIs() throws Refusal {
        String name = "n".repeat(100_000);
        assertThat(canonical("{\"" + name + "\":1}")).isEqualTo("{\"" + name + "\":1}");
    }

    @Test
    void takesANumberOfAHundredThousandDigitsAsItIs() throws Refusal {
        String number = "9".repeat(100_000);
        assertThat(canonical("{\"n\":" + number + "}")).isEqualTo("{\"n\":" + number + "}");
    }
}
