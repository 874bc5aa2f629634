package dev.muster.jinja;

import java.util.Arrays;

/** The hash BLAKE2 (RFC 7693), which the Java platform has not: {@code b} on words of 64 bits, {@code s} on words of 32. */
final class Blake2 {

    /** What SHA-512 begins with; its upper halves are what SHA-256 begins with. */
    private static final long[] START = {
        0x6a09e667f3bcc908L,
        0xbb67ae8584caa73bL,
        0x3c6ef372fe94f82bL,
        0xa54ff53a5f1d36f1L,
        0x510e527fade682d1L,
        0x9b05688c2b3e6c1fL,
        0x1f83d9abfb41bd6bL,
        0x5be0cd19137e2179L
    };

    /** In which order each round takes the words of a block, a digit a word. */
    private static final String[] ORDERS = {
        "0123456789abcdef",
        "ea489fd61c02b753",
        "b8c052fdae367194",
        "7931dcbe265a40f8",
        "905724afe1bc683d",
        "2c6a0b834d75fe19",
        "c51fed4a0763928b",
        "db7ec13950f4862a",
        "6fe9b308c2d714a5",
        "a2847615fb9e3cd0"
    };

    private static final int[] TURNS_B = {32, 24, 16, 63};

    private static final int[] TURNS_S = {16, 12, 8, 7};

    private final boolean wide;
    private final int wordBytes;
    private final long mask;
    private final long[] state = new long[8];

    private Blake2(boolean wide) {
        this.wide = wide;
        this.wordBytes = wide ? 8 : 4;
        this.mask = wide ? -1L : 0xffffffffL;
        for (int i = 0; i < 8; i++) {
            state[i] = start(i);
        }
        // One lane, no key, and as many bytes of result as there are.
        state[0] ^= 0x01010000L ^ (8L * wordBytes);
    }

    private long start(int i) {
        return wide ? START[i] : START[i] >>> 32;
    }

    /** BLAKE2b with 64 bytes of result. */
    static byte[] b(byte[] text) {
        return new Blake2(true).hash(text);
    }

    /** BLAKE2s with 32 bytes of result. */
    static byte[] s(byte[] text) {
        return new Blake2(false).hash(text);
    }

    private byte[] hash(byte[] text) {
        int size = 16 * wordBytes;
        int at = 0;
        while (text.length - at > size) {
            mix(Arrays.copyOfRange(text, at, at + size), at + size, false);
            at += size;
        }
        mix(Arrays.copyOf(Arrays.copyOfRange(text, at, text.length), size), text.length, true);
        var result = new byte[8 * wordBytes];
        for (int i = 0; i < result.length; i++) {
            result[i] = (byte) (state[i / wordBytes] >>> 8 * (i % wordBytes));
        }
        return result;
    }

    private void mix(byte[] block, long taken, boolean last) {
        var words = new long[16];
        for (int i = 0; i < block.length; i++) {
            words[i / wordBytes] |= (block[i] & 255L) << 8 * (i % wordBytes);
        }
        var v = new long[16];
        for (int i = 0; i < 8; i++) {
            v[i] = state[i];
            v[i + 8] = start(i);
        }
        v[12] ^= taken & mask;
        v[14] ^= last ? mask : 0;
        for (int round = 0; round < (wide ? 12 : 10); round++) {
            var order = ORDERS[round % ORDERS.length];
            for (int i = 0; i < 8; i++) {
                int shift = i < 4 ? 0 : 1;
                long x = words[Character.digit(order.charAt(2 * i), 16)];
                long y = words[Character.digit(order.charAt(2 * i + 1), 16)];
                int column = i % 4;
                stir(
                        v,
                        column,
                        4 + (column + shift) % 4,
                        8 + (column + 2 * shift) % 4,
                        12 + (column + 3 * shift) % 4,
                        x,
                        y);
            }
        }
        for (int i = 0; i < 8; i++) {
            state[i] ^= v[i] ^ v[i + 8];
        }
    }

    private void stir(long[] v, int a, int b, int c, int d, long x, long y) {
        var turns = wide ? TURNS_B : TURNS_S;
        v[a] = v[a] + v[b] + x & mask;
        v[d] = turned(v[d] ^ v[a], turns[0]);
        v[c] = v[c] + v[d] & mask;
        v[b] = turned(v[b] ^ v[c], turns[1]);
        v[a] = v[a] + v[b] + y & mask;
        v[d] = turned(v[d] ^ v[a], turns[2]);
        v[c] = v[c] + v[d] & mask;
        v[b] = turned(v[b] ^ v[c], turns[3]);
    }

    private long turned(long word, int bits) {
        return wide ? Long.rotateRight(word, bits) : (word >>> bits | word << 32 - bits) & mask;
    }
}
