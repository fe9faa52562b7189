package livecallbacks.notify.recipients;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/** Reads a {@code recipients.yaml} from disk. */
public final class RecipientsReader {

    private RecipientsReader() {}

    /**
     * Reads a file once.
     *
     * @param languages whether there are templates in a language
     * @throws RecipientsException if it is missing, cannot be read or is broken
     */
    public static Recipients read(Path file, Predicate<String> languages) throws RecipientsException {
        return parse(file, bytes(file), languages);
    }

    static byte[] bytes(Path file) throws RecipientsException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(Recipients.LONGEST_FILE + 1);
            if (bytes.length > Recipients.LONGEST_FILE) {
                throw new RecipientsException(List.of(file + ":1:1: the file is larger than 1 MiB; make it smaller"));
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw unreadable(file, "there is no such file; create it or set recipients.file to where it is", e);
        } catch (IOException e) {
            throw unreadable(
                    file,
                    "the file cannot be read (" + e.getClass().getSimpleName()
                            + "); check what it is and its permissions",
                    e);
        }
    }

    private static RecipientsException unreadable(Path file, String why, IOException cause) {
        RecipientsException exception = new RecipientsException(List.of(file + ": " + why));
        exception.initCause(cause);
        return exception;
    }

    static Recipients parse(Path file, byte[] bytes, Predicate<String> languages) throws RecipientsException {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw unreadable(file, "the file is not UTF-8; save it in that encoding", e);
        }
        return Recipients.parse(file.toString(), text, languages);
    }
}
