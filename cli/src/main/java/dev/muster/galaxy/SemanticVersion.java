package dev.muster.galaxy;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A version of a collection, as semver.org 2.0.0 has it; what comes behind a {@code +} does not count.
 *
 * @param core major, minor and patch
 * @param pre the parts behind the {@code -}; none for a release
 */
record SemanticVersion(List<BigInteger> core, List<String> pre) implements Comparable<SemanticVersion> {

    private static final Pattern FORM = Pattern.compile("(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)"
            + "(?:-((?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)(?:\\.(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*))*))?"
            + "(?:\\+[0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*)?");

    private static final Pattern SHORT = Pattern.compile("([0-9]+(?:\\.[0-9]+){0,2})(?:\\.[0-9.]+)?([+-].+)?");

    private static final Pattern DIGITS = Pattern.compile("[0-9]+");

    /** The version that a text is; empty for one that is none. */
    static Optional<SemanticVersion> of(String text) {
        var match = FORM.matcher(text);
        if (!match.matches()) {
            return Optional.empty();
        }
        var core =
                List.of(new BigInteger(match.group(1)), new BigInteger(match.group(2)), new BigInteger(match.group(3)));
        return Optional.of(new SemanticVersion(
                core,
                match.group(4) == null
                        ? List.of()
                        : Arrays.asList(match.group(4).split("\\."))));
    }

    /** As {@link #of}, but minor and patch may be missing, as they may in a requirement. */
    static Optional<SemanticVersion> loose(String text) {
        var match = SHORT.matcher(text.strip());
        if (!match.matches()) {
            return Optional.empty();
        }
        var numbers = Arrays.stream(match.group(1).split("\\."))
                .map(number -> new BigInteger(number).toString())
                .toList();
        var whole = String.join(".", numbers) + ".0".repeat(3 - numbers.size());
        return of(whole + (match.group(2) == null ? "" : match.group(2)));
    }

    boolean isPreRelease() {
        return !pre.isEmpty();
    }

    @Override
    public int compareTo(SemanticVersion other) {
        for (int i = 0; i < core.size(); i++) {
            int order = core.get(i).compareTo(other.core.get(i));
            if (order != 0) {
                return order;
            }
        }
        if (pre.isEmpty() || other.pre.isEmpty()) {
            return Boolean.compare(pre.isEmpty(), other.pre.isEmpty());
        }
        for (int i = 0; i < Math.min(pre.size(), other.pre.size()); i++) {
            int order = comparePart(pre.get(i), other.pre.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(pre.size(), other.pre.size());
    }

    /** Numbers by their value, texts by their characters, a number before every text. */
    private static int comparePart(String one, String other) {
        boolean number = DIGITS.matcher(one).matches();
        if (number != DIGITS.matcher(other).matches()) {
            return number ? -1 : 1;
        }
        return number ? new BigInteger(one).compareTo(new BigInteger(other)) : one.compareTo(other);
    }
}
