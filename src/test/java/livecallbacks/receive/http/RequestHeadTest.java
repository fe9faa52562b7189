package livecallbacks.receive.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import livecallbacks.receive.Refusal.Cause;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9112 to the letter; {@code \r}, {@code \n} and so on stand for the characters. */
class RequestHeadTest {

    private static final int MAX_HEADERS = 5;

    private static @Nullable Cause faultOf(String head) {
        byte[] bytes = head.translateEscapes().getBytes(ISO_8859_1);
        return RequestHead.faultOf(bytes, bytes.length, MAX_HEADERS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /callbacks/live HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 2\\r\\n\\r\\n",
                "POST /callbacks/live HTTP/1.1\\r\\nHost: a:8080\\r\\nTransfer-Encoding: Chunked\\r\\n\\r\\n",
                "POST /a%20b?x=/?&y HTTP/1.1\\r\\nhOsT:[::1]:80\\r\\nX: \\u00fc\\t~ \\r\\n\\r\\n",
                "POST / HTTP/1.0\\r\\n\\r\\n",
                "\\r\\nGET / HTTP/1.1\\r\\nHost: a\\r\\nA:\\r\\nA:\\r\\n\\r\\n"
            })
    void whatTheRfcAllowsIsTaken(String head) {
        assertThat(faultOf(head.replace("\\u00fc", "\u00fc"))).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /  HTTP/1.1",
                " POST / HTTP/1.1",
                "POST  / HTTP/1.1",
                "POST\\t/ HTTP/1.1",
                "POST / HTTP/1.1 ",
                "POST / HTTP/1.2",
                "POST / HTTP/2.0",
                "POST / http/1.1",
                "POST / HTTP/1.10",
                "POST / HTTP/01.1",
                "POST /",
                "POST / ",
                "POST",
                "",
                "P(ST / HTTP/1.1",
                "POST * HTTP/1.1",
                "POST a HTTP/1.1",
                "POST http://a/ HTTP/1.1",
                "CONNECT a:443 HTTP/1.1",
                "POST /% HTTP/1.1",
                "POST /%4 HTTP/1.1",
                "POST /%zz HTTP/1.1",
                "POST /%00 HTTP/1.1",
                "POST /a%2Fb HTTP/1.1",
                "POST /a%5cb HTTP/1.1",
                "POST /a\\\\b HTTP/1.1",
                "POST /a#b HTTP/1.1",
                "POST /a b HTTP/1.1",
                "POST /\u00fc HTTP/1.1",
                "POST /\\0 HTTP/1.1"
            })
    void aRequestLineThatIsNoneIsRefused(String line) {
        assertThat(faultOf(line + "\\r\\nHost: a\\r\\n\\r\\n")).isEqualTo(Cause.MALFORMED_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X : 1\\r\\n",
                " X: 1\\r\\n",
                "\\tX: 1\\r\\n",
                ": 1\\r\\n",
                "X\\r\\n",
                "X\\0: 1\\r\\n",
                "X(: 1\\r\\n",
                "X\u00fc: 1\\r\\n",
                "X: a\\0b\\r\\n",
                "X: a\\bb\\r\\n",
                "X: a\u007fb\\r\\n",
                "X: a\\rb\\r\\n",
                "X: a\\n",
                "X: a\\r\\r\\n",
                "X: a\\r\\n b\\r\\n",
                "X: a\\r\\n\\tb\\r\\n"
            })
    void aHeaderLineThatIsNoneIsRefused(String line) {
        assertThat(faultOf("POST / HTTP/1.1\\r\\nHost: a\\r\\n" + line + "\\r\\n"))
                .isEqualTo(Cause.MALFORMED_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 1\\r\\nContent-Length: 2\\r\\n",
                "Content-Length: 1\\r\\ncontent-length: 1\\r\\n",
                "Content-Length: 1,1\\r\\n",
                "Content-Length: 1, 1\\r\\n",
                "Content-Length: +1\\r\\n",
                "Content-Length: -1\\r\\n",
                "Content-Length: 0x1\\r\\n",
                "Content-Length: 1 1\\r\\n",
                "Content-Length:\\r\\n",
                "Content-Length: 99999999999999999999\\r\\n",
                "Content-Length: 1\\r\\nTransfer-Encoding: chunked\\r\\n",
                "Transfer-Encoding: chunked\\r\\nContent-Length: 1\\r\\n",
                "Transfer-Encoding: chunked\\r\\nTransfer-Encoding: chunked\\r\\n",
                "Transfer-Encoding: chunked, chunked\\r\\n",
                "Transfer-Encoding: gzip, chunked\\r\\n",
                "Transfer-Encoding: chunked, identity\\r\\n",
                "Transfer-Encoding: identity\\r\\n",
                "Transfer-Encoding: xchunked\\r\\n",
                "Transfer-Encoding: \\fchunked\\r\\n",
                "Transfer-Encoding: \\\"chunked\\\"\\r\\n",
                "Transfer-Encoding:\\r\\n",
                "Sec-WebSocket-Key1: a\\r\\nSec-WebSocket-Key2: b\\r\\n"
            })
    void aBodyWhoseLengthIsNotClearIsRefused(String lines) {
        assertThat(faultOf("POST / HTTP/1.1\\r\\nHost: a\\r\\n" + lines + "\\r\\n"))
                .isIn(Cause.LENGTH_UNCLEAR, Cause.MALFORMED_REQUEST);
    }

    @Test
    void http10HasNoTransferEncoding() {
        assertThat(faultOf("POST / HTTP/1.0\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n"))
                .isEqualTo(Cause.LENGTH_UNCLEAR);
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1, ''",
        "HTTP/1.1, 'Host: a\\r\\nHost: a\\r\\n'",
        "HTTP/1.0, 'Host: a\\r\\nhost: b\\r\\n'",
        "HTTP/1.1, 'Host:\\r\\n'",
        "HTTP/1.1, 'Host: a b\\r\\n'",
        "HTTP/1.1, 'Host: a/b\\r\\n'",
        "HTTP/1.1, 'Host: u@a\\r\\n'",
        "HTTP/1.1, 'Host: a:x\\r\\n'"
    })
    void aHostThatIsMissingRepeatedOrNoneIsRefused(String version, String lines) {
        assertThat(faultOf("POST / " + version + "\\r\\n" + lines + "\\r\\n")).isEqualTo(Cause.HOST_WRONG);
    }

    @Test
    void moreHeaderLinesThanAllowedAreRefused() {
        String head = "POST / HTTP/1.1\\r\\nHost: a\\r\\n";
        assertThat(faultOf(head + "X: 1\\r\\n".repeat(MAX_HEADERS - 1) + "\\r\\n"))
                .isNull();
        assertThat(faultOf(head + "X: 1\\r\\n".repeat(MAX_HEADERS) + "\\r\\n")).isEqualTo(Cause.HEADER_TOO_LARGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.1\\r\\nHost: a\\r\\n",
                "\\r\\n\\r\\nGET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
                "\\nGET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n"
            })
    void aHeadThatDoesNotEndOrBeginAsItShouldIsRefused(String head) {
        assertThat(faultOf(head)).isEqualTo(Cause.MALFORMED_REQUEST);
    }
}
