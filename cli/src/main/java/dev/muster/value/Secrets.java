package dev.muster.value;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of this run: whoever learns one (a password prompt, a private key, a vault) adds it, and the one sink that
 * prints asks for the masked text. Safe for use by several threads.
 *
 * <p>A secret is known in the forms that outputs give it: as it is, line by line, escaped as in JSON, Python, YAML and XML, or as
 * in one of these inside another, and with other white space between its words, since long texts are folded.
 *
 * <p>Texts shorter than {@value #SHORTEST} characters are not masked: they would blot out half of any output and hide little.
 */
public final class Secrets {

    /** What stands in place of a secret. */
    public static final String MASK = "********";

    private static final int SHORTEST = 4;

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    /** All that is known, by the first two characters; made anew when it is asked for. */
    private volatile @Nullable Map<Integer, List<String>> index;

    public void add(String secret) {
        secret.lines().map(String::strip).forEach(this::addForms);
        addForms(secret);
    }

    private void addForms(String secret) {
        if (secret.length() < SHORTEST || known.contains(secret)) {
            return;
        }
        lock.lock();
        try {
            known.addAll(Escaping.forms(secret));
            index = null;
        } finally {
            lock.unlock();
        }
    }

    /** The text with every known secret replaced, and where secrets overlap, all of them together. */
    public String mask(String text) {
        if (known.isEmpty()) {
            return text;
        }
        var starts = index();
        @Nullable StringBuilder masked = null;
        int copied = 0;
        int from = -1;
        int to = 0;
        for (int at = 0; at + 1 < text.length(); at++) {
            int end = end(text, at, starts);
            if (end <= to) {
                continue;
            }
            if (from >= 0 && at >= to) {
                masked = masked == null ? new StringBuilder(text.length()) : masked;
                masked.append(text, copied, from).append(MASK);
                copied = to;
                from = at;
            } else if (from < 0) {
                from = at;
            }
            to = end;
        }
        if (from < 0) {
            return text;
        }
        masked = masked == null ? new StringBuilder(text.length()) : masked;
        return masked.append(text, copied, from)
                .append(MASK)
                .append(text, to, text.length())
                .toString();
    }

    /** Where the longest secret that begins at a place ends, or 0. */
    private static int end(String text, int at, Map<Integer, List<String>> starts) {
        var candidates = starts.get(start(text.charAt(at), text.charAt(at + 1)));
        if (candidates == null) {
            return 0;
        }
        int longest = 0;
        for (var secret : candidates) {
            longest = Math.max(longest, end(text, at, secret));
        }
        return longest;
    }

    /** White space matches white space of any length, which is what folding and indenting make of it. */
    private static int end(String text, int from, String secret) {
        int at = from;
        int i = 0;
        while (i < secret.length()) {
            if (at == text.length()) {
                return 0;
            }
            char wanted = secret.charAt(i);
            char there = text.charAt(at);
            if (isSpace(wanted) && isFold(text, at)) {
                while (i < secret.length() && isSpace(secret.charAt(i))) {
                    i++;
                }
                at++;
                // White space at the end of a secret takes no more than its own from the text.
                while (i < secret.length() && isFold(text, at)) {
                    at++;
                }
            } else if (wanted == there) {
                i++;
                at++;
            } else {
                return 0;
            }
        }
        return at;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\n' || c == '\t' || c == '\r';
    }

    /** Whether a line may end here; in double quotes YAML has a backslash before and behind that. */
    private static boolean isFold(String text, int at) {
        return at < text.length()
                && (isSpace(text.charAt(at))
                        || text.charAt(at) == '\\' && at + 1 < text.length() && isSpace(text.charAt(at + 1)));
    }

    private static int start(char first, char second) {
        return spaced(first) << 16 | spaced(second);
    }

    private static char spaced(char c) {
        return isSpace(c) || c == '\\' ? ' ' : c;
    }

    private Map<Integer, List<String>> index() {
        var made = index;
        return made == null ? indexed() : made;
    }

    /** Under the lock, lest what is added meanwhile be left out for good. */
    private Map<Integer, List<String>> indexed() {
        lock.lock();
        try {
            var starts = new HashMap<Integer, List<String>>();
            for (var secret : known) {
                starts.computeIfAbsent(start(secret.charAt(0), secret.charAt(1)), _ -> new ArrayList<>())
                        .add(secret);
            }
            index = starts;
            return starts;
        } finally {
            lock.unlock();
        }
    }
}
