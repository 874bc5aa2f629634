package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.Types;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * CPython's {@code random.Random} with a seed, number for number: a template that picks by host name picks the same as under
 * Ansible. The generator is MT19937 by Matsumoto and Nishimura.
 */
public final class MersenneTwister {

    private static final int N = 624;
    private static final int M = 397;
    private static final int UPPER = 0x80000000;
    private static final int LOWER = 0x7fffffff;
    private static final int MATRIX = 0x9908b0df;

    private final int[] state = new int[N];
    private int index = N;

    /** A generator with a seed that is a text or an integer. */
    public MersenneTwister(@Nullable Object seed) {
        initialize(words(number(seed)));
    }

    private static BigInteger number(@Nullable Object seed) {
        if (seed instanceof String text) {
            var bytes = text.getBytes(StandardCharsets.UTF_8);
            var digest = sha512(bytes);
            var all = java.util.Arrays.copyOf(bytes, bytes.length + digest.length);
            System.arraycopy(digest, 0, all, bytes.length, digest.length);
            return new BigInteger(1, all);
        }
        if (Types.isInteger(seed)) {
            return Arithmetic.big(java.util.Objects.requireNonNull(seed)).abs();
        }
        throw new UserError("a seed must be a string or an integer, not " + Types.name(seed));
    }

    private static byte[] sha512(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-512").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-512", e);
        }
    }

    /** The number's 32-bit words, the lowest first. */
    private static int[] words(BigInteger number) {
        int size = Math.max(1, (number.bitLength() + 31) / 32);
        var words = new int[size];
        for (int i = 0; i < size; i++) {
            words[i] = number.shiftRight(32 * i).intValue();
        }
        return words;
    }

    private void initialize(int[] key) {
        state[0] = 19650218;
        for (int i = 1; i < N; i++) {
            state[i] = 1812433253 * (state[i - 1] ^ state[i - 1] >>> 30) + i;
        }
        int i = 1;
        int j = 0;
        for (int k = Math.max(N, key.length); k > 0; k--) {
            state[i] = (state[i] ^ (state[i - 1] ^ state[i - 1] >>> 30) * 1664525) + key[j] + j;
            i++;
            j = (j + 1) % key.length;
            if (i >= N) {
                state[0] = state[N - 1];
                i = 1;
            }
        }
        for (int k = N - 1; k > 0; k--) {
            state[i] = (state[i] ^ (state[i - 1] ^ state[i - 1] >>> 30) * 1566083941) - i;
            i++;
            if (i >= N) {
                state[0] = state[N - 1];
                i = 1;
            }
        }
        state[0] = UPPER;
    }

    private int next() {
        if (index >= N) {
            for (int k = 0; k < N; k++) {
                int y = state[k] & UPPER | state[(k + 1) % N] & LOWER;
                state[k] = state[(k + M) % N] ^ y >>> 1 ^ ((y & 1) == 0 ? 0 : MATRIX);
            }
            index = 0;
        }
        int y = state[index++];
        y ^= y >>> 11;
        y ^= y << 7 & 0x9d2c5680;
        y ^= y << 15 & 0xefc60000;
        return y ^ y >>> 18;
    }

    /** So many random bits as a number, at most 64. */
    public long bits(int count) {
        if (count <= 32) {
            return Integer.toUnsignedLong(next()) >>> 32 - count;
        }
        long low = Integer.toUnsignedLong(next());
        return (Integer.toUnsignedLong(next()) >>> 64 - count) << 32 | low;
    }

    /** A number from 0 up to but not with the bound. */
    public long below(long bound) {
        int count = Long.SIZE - Long.numberOfLeadingZeros(bound);
        long number = bits(count);
        while (number >= bound) {
            number = bits(count);
        }
        return number;
    }
}
