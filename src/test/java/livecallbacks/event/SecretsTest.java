package livecallbacks.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "txSecret=c0ffee&txTime=5F | txSecret=***&txTime=5F",
                "a=1&TXSECRET=c0ffee | a=1&txSecret=***",
                "txSecret%3Dc0ffee%26txTime%3D5F | txSecret=***%26txTime%3D5F",
                "url=rtmp%253A%252F%252Fx%253FtxSecret%253Dc0ffee%2526y | url=rtmp%253A%252F%252Fx%253FtxSecret=***%2526y",
                "tx%53ecret=c0ffee | txSecret=***",
                "rtmp://h/live/s?txSecret=c0ffee rest | rtmp://h/live/s?txSecret=*** rest",
                "txSecret=c0ffee,txSecret=c0ffee | txSecret=***,txSecret=***",
                "txSecret= | txSecret=***",
                "{\"txSecret\":\"c0ffee\", broken | {\"txSecret=***\", broken",
                "\\\"txSecret\\\" : \\\"c0ffee\\\", broken | \\\"txSecret=***\\\", broken",
                "txSecret | txSecret",
                "about txSecret and more | about txSecret and more",
                "sign=abc | sign=abc",
            })
    void pushCredentialsInATextAreMasked(String text, String masked) {
        assertThat(Secrets.mask(text)).isEqualTo(masked);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"txSecret\":\"c0ffee\",\"a\":{\"TxSecret\":1,\"sign\":[\"c0ffee\"]}} | {\"txSecret\":\"***\",\"a\":{\"TxSecret\":\"***\",\"sign\":\"***\"}}",
                "{\"msg\":\"{\\\"sign\\\":\\\"c0ffee\\\",\\\"code\\\":-22}\"} | {\"msg\":\"{\\\"sign\\\":\\\"***\\\",\\\"code\\\":-22}\"}",
                "{\"urls\":\"[\\\"rtmp://x?txSecret=c0ffee\\\"]\\n\"} | {\"urls\":\"[\\\"rtmp://x?txSecret=***\\\"]\"}",
                "{\"msg\":\"{\\\"tx\\\\u0053ecret\\\":\\\"c0ffee\\\"}\"} | {\"msg\":\"{\\\"txSecret\\\":\\\"***\\\"}\"}",
                "{\"stream_param\":\"sign=c0ffee&x=1&designs=2\"} | {\"stream_param\":\"sign=***&x=1&designs=2\"}",
                "{\"stream_param\":\"a%3D1%26sign%3Dc0ffee\"} | {\"stream_param\":\"a%3D1%26sign=***\"}",
                "{\"video_url\":\"http://x?sign=kept\"} | {\"video_url\":\"http://x?sign=kept\"}",
                "{\"a\":[{\"user_ip\":\"192.0.2.1\",\"b\":1e999}]} | {\"a\":[{\"b\":1e999}]}",
            })
    void secretsInJsonAreMaskedAtAnyDepth(String json, String masked) {
        assertThat(JsonText.write(Secrets.withoutSecrets(JsonText.parse(json).orElseThrow())))
                .isEqualTo(masked);
    }

    @Test
    void aWholeBodyIsMaskedWhetherItIsJsonOrNot() {
        assertThat(Secrets.maskBody("{ \"sign\": \"s3\", \"user_ip\": \"1.2.3.4\", \"n\": 1.50 }"))
                .isEqualTo("{\"sign\":\"***\",\"n\":1.50}");
        assertThat(Secrets.maskBody("rtmp://x?txSecret=abc&y")).isEqualTo("rtmp://x?txSecret=***&y");
    }
}
