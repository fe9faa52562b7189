package livecallbacks.receive;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * What a forger does who has seen one valid {@code t} and {@code sign} and knows no key: MD5 goes on from the sign, so
 * the sign of {@code t + padding + suffix} can be had without the key (RFC 1321).
 */
final class Md5Extension {

    private static final int[] SHIFTS = {7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21};

    private Md5Extension() {}

    /** What stands between the known text and the suffix, for a text of so many bytes. */
    static byte[] padding(int length) {
        int zeros = (119 - length % 64) % 64;
        ByteBuffer padding = ByteBuffer.allocate(1 + zeros + 8).order(ByteOrder.LITTLE_ENDIAN);
        padding.put((byte) 0x80).position(1 + zeros);
        return padding.putLong(length * 8L).array();
    }

    /** The MD5 of text + padding(text) + suffix, from the MD5 and the length of the text alone. */
    static String extend(String md5, int length, byte[] suffix) {
        int extended = length + padding(length).length;
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        rest.writeBytes(suffix);
        rest.writeBytes(padding(extended + suffix.length));
        int[] state = new int[4];
        ByteBuffer.wrap(HexFormat.of().parseHex(md5))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer()
                .get(state);
        ByteBuffer blocks = ByteBuffer.wrap(rest.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        while (blocks.hasRemaining()) {
            int[] block = new int[16];
            blocks.asIntBuffer().get(block);
            blocks.position(blocks.position() + 64);
            compress(state, block);
        }
        ByteBuffer digest = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        digest.asIntBuffer().put(state);
        return HexFormat.of().formatHex(digest.array());
    }

    private static void compress(int[] state, int[] block) {
        int a = state[0];
        int b = state[1];
        int c = state[2];
        int d = state[3];
        for (int i = 0; i < 64; i++) {
            int round = i / 16;
            int f;
            int g;
            switch (round) {
                case 0 -> {
                    f = (b & c) | (~b & d);
                    g = i;
                }
                case 1 -> {
                    f = (d & b) | (~d & c);
                    g = (5 * i + 1) % 16;
                }
                case 2 -> {
                    f = b ^ c ^ d;
                    g = (3 * i + 5) % 16;
                }
                default -> {
                    f = c ^ (b | ~d);
                    g = (7 * i) % 16;
                }
            }
            int constant = (int) (long) (Math.abs(Math.sin(i + 1)) * 4294967296L);
            int sum = a + f + constant + block[g];
            a = d;
            d = c;
            c = b;
            b += Integer.rotateLeft(sum, SHIFTS[round * 4 + i % 4]);
        }
        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
    }
}
