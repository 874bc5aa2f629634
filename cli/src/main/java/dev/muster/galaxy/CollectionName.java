package dev.muster.galaxy;

import dev.muster.source.UserError;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The name of a collection: two identifiers of Python with a dot between them, neither of them a word of the language. */
public record CollectionName(String namespace, String name) implements Comparable<CollectionName> {

    private static final Pattern FORM = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)\\.([A-Za-z_][A-Za-z0-9_]*)");

    private static final Set<String> KEYWORDS = Set.of(
            "False",
            "None",
            "True",
            "and",
            "as",
            "assert",
            "async",
            "await",
            "break",
            "class",
            "continue",
            "def",
            "del",
            "elif",
            "else",
            "except",
            "finally",
            "for",
            "from",
            "global",
            "if",
            "import",
            "in",
            "is",
            "lambda",
            "nonlocal",
            "not",
            "or",
            "pass",
            "raise",
            "return",
            "try",
            "while",
            "with",
            "yield");

    /** The name that a text is; empty for one that is none. */
    public static Optional<CollectionName> of(String text) {
        var match = FORM.matcher(text);
        return match.matches() && !KEYWORDS.contains(match.group(1)) && !KEYWORDS.contains(match.group(2))
                ? Optional.of(new CollectionName(match.group(1), match.group(2)))
                : Optional.empty();
    }

    /**
     * A name as somebody gives it, perhaps with a version behind a colon, which is left out.
     *
     * @throws UserError for what is no name
     */
    public static CollectionName given(String text) {
        return of(text.split(":", 2)[0])
                .orElseThrow(() -> new UserError("Invalid collection name '" + text
                        + "', name must be in the format <namespace>.<collection>. \nPlease make sure namespace and"
                        + " collection name contains characters from [a-zA-Z0-9_] only."));
    }

    @Override
    public int compareTo(CollectionName other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return namespace + "." + name;
    }
}
