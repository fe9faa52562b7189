package livecallbacks.notify.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.eclipse.angus.mail.util.QPEncoderStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuotedPrintableTest {

    private static String encoded(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        QuotedPrintable.encode(text.getBytes(StandardCharsets.UTF_8), out);
        return out.toString(StandardCharsets.US_ASCII);
    }

    private static String encodedByAngus(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream encoder = new QPEncoderStream(out)) {
            encoder.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return out.toString(StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "a ", "a \r\n", "a \rb", "\n\n", "\r\n\r\r\n", "a=b", "\t", "直播", "~\u007f\u0080", "=_"
            })
    void aTextIsEncodedAsAngusMailEncodesIt(String text) throws IOException {
        assertThat(encoded(text)).isEqualTo(encodedByAngus(text));
    }

    @Test
    void soIsAnyTextOfAnyLength() throws IOException {
        String[] pieces = {"a", "b", "word", " ", " ", "=", "é", "\r\n", "\n", "\r", "\t", "x".repeat(70), "直播"};
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            StringBuilder text = new StringBuilder();
            for (int piece = random.nextInt(60); piece > 0; piece--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            assertThat(encoded(text.toString())).isEqualTo(encodedByAngus(text.toString()));
        }
    }
}
