package dev.muster.source;

import java.util.Collection;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** The nearest spelling among known words, for hints. */
public final class Nearest {

    private Nearest() {}

    /**
     * The known word that differs from {@code word} by the fewest insertions, deletions, replacements or swaps of neighbours
     * (the optimal string alignment distance), or null when none is near enough to be a slip: at most a third of the length.
     */
    public static @Nullable String of(String word, Collection<String> known) {
        int limit = Math.max(1, word.length() / 3);
        return known.stream()
                .filter(candidate -> !candidate.equals(word) && Math.abs(candidate.length() - word.length()) <= limit)
                .filter(candidate -> distance(word, candidate) <= limit)
                .min(Comparator.comparingInt((String candidate) -> distance(word, candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .orElse(null);
    }

    /** A hint naming the nearest spelling, or null when there is none. */
    public static @Nullable String hint(String word, Collection<String> known) {
        var nearest = of(word, known);
        return nearest == null ? null : "did you mean '" + nearest + "'?";
    }

    private static int distance(String a, String b) {
        var rows = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            rows[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            rows[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int best = Math.min(Math.min(rows[i - 1][j], rows[i][j - 1]) + 1, rows[i - 1][j - 1] + cost);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    best = Math.min(best, rows[i - 2][j - 2] + 1);
                }
                rows[i][j] = best;
            }
        }
        return rows[a.length()][b.length()];
    }
}
