package dev.muster.galaxy;

import dev.muster.source.UserError;
import java.util.List;

/**
 * What a requirement says of a version: {@code *}, a version, or comparisons with commas between, all of which must hold.
 *
 * @param text as it is written
 */
record VersionRange(String text) {

    static final String ANY = "*";

    private static final List<String> OPERATORS = List.of("!=", "==", ">=", "<=", "=", ">", "<");

    /** Whether it names one version, so that a version before its release may be meant. */
    boolean isPinned() {
        return !text.isEmpty() && "<>!*".indexOf(text.charAt(0)) < 0;
    }

    /** The version that it names, if it is pinned. */
    String pinned() {
        return text.replaceFirst("^=+", "").strip();
    }

    /**
     * Whether a version fits; {@code *}, a version that is not known, always does.
     *
     * @throws UserError for what is no version
     */
    boolean includes(String version) {
        for (var part : text.split(",", -1)) {
            var operator =
                    OPERATORS.stream().filter(part::startsWith).findFirst().orElse("");
            var wanted = part.substring(operator.length());
            if (wanted.equals(ANY) || version.equals(ANY)) {
                continue;
            }
            int order = version(version).compareTo(wanted(wanted));
            boolean holds = switch (operator) {
                case "!=" -> order != 0;
                case ">=" -> order >= 0;
                case "<=" -> order <= 0;
                case ">" -> order > 0;
                case "<" -> order < 0;
                default -> order == 0;
            };
            if (!holds) {
                return false;
            }
        }
        return true;
    }

    private static SemanticVersion version(String text) {
        return SemanticVersion.of(text).orElseThrow(() -> new UserError("invalid semantic version '" + text + "'"));
    }

    private SemanticVersion wanted(String wanted) {
        return SemanticVersion.loose(wanted)
                .orElseThrow(() -> new UserError("'" + wanted + "' in the requirement '" + text + "' is no version")
                        .hint("write '*', a version such as 1.2.0, or comparisons such as >=1.0.0,<2.0.0"));
    }
}
