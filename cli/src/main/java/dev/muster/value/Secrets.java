package dev.muster.value;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The secrets of this run: whoever learns one (a password prompt, a private key, a vault) adds it, and the one sink that
 * prints asks for the masked text. Safe for use by several threads.
 *
 * <p>Texts shorter than {@value #SHORTEST} characters are not masked: they would blot out half of any output and hide little.
 */
public final class Secrets {

    /** What stands in place of a secret. */
    public static final String MASK = "********";

    private static final int SHORTEST = 4;

    private final List<String> known = new CopyOnWriteArrayList<>();

    public void add(String secret) {
        secret.lines().map(String::strip).forEach(this::addLine);
        addLine(secret);
    }

    private void addLine(String secret) {
        if (secret.length() >= SHORTEST && !known.contains(secret)) {
            known.add(secret);
            known.sort(Comparator.comparingInt(String::length).reversed());
        }
    }

    /** The text with every known secret replaced; the longest first, so that none shows through in part. */
    public String mask(String text) {
        var masked = text;
        for (var secret : known) {
            masked = masked.replace(secret, MASK);
        }
        return masked;
    }
}
