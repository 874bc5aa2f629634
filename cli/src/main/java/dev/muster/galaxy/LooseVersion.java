package dev.muster.galaxy;

import dev.muster.source.UserError;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A version of a role, which may be any text: numbers and words one after the other (Python's {@code LooseVersion}).
 *
 * @param text as it is written
 * @param parts its {@code BigInteger}s and {@code String}s
 */
record LooseVersion(String text, List<Object> parts) {

    private static final Pattern PART = Pattern.compile("[0-9]+|[a-z]+|[^0-9a-z.]+");

    static LooseVersion of(String text) {
        var parts = new ArrayList<Object>();
        PART.matcher(text).results().forEach(match -> {
            var part = match.group();
            parts.add(Character.isDigit(part.charAt(0)) ? new BigInteger(part) : part);
        });
        return new LooseVersion(text, List.copyOf(parts));
    }

    /**
     * The newest of some.
     *
     * @throws UserError where a number stands against a word, which have no order
     */
    static LooseVersion newest(List<LooseVersion> versions) {
        var newest = versions.getFirst();
        for (var version : versions) {
            if (compare(version, newest, versions) >= 0) {
                newest = version;
            }
        }
        return newest;
    }

    private static int compare(LooseVersion one, LooseVersion other, List<LooseVersion> all) {
        for (int i = 0; i < Math.min(one.parts.size(), other.parts.size()); i++) {
            int order = comparePart(one.parts.get(i), other.parts.get(i), all);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(one.parts.size(), other.parts.size());
    }

    private static int comparePart(Object one, Object other, List<LooseVersion> all) {
        if (one instanceof BigInteger number && other instanceof BigInteger with) {
            return number.compareTo(with);
        }
        if (one instanceof String word && other instanceof String with) {
            return word.compareTo(with);
        }
        var versions = String.join(", ", all.stream().map(LooseVersion::text).toList());
        throw new UserError(
                "Unable to compare role versions (" + versions + ") to determine the most recent version due"
                        + " to incompatible version formats. Please contact the role author to resolve versioning conflicts, or"
                        + " specify an explicit role version to install.");
    }
}
