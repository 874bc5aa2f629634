package dev.muster.value;

import dev.muster.source.UserError;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What may name a variable: a Python identifier in ASCII that means nothing to Jinja (ansible-core's {@code validate_variable_name}). */
public final class VariableName {

    private static final Pattern FORM = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Set<String> TAKEN = Set.of("true", "false", "none", "True", "False", "None", "not");

    private static final String REFUSED = "Invalid variable name '";

    private VariableName() {}

    /** Whether an error is that of {@link #checked}. */
    public static boolean isRefused(UserError error) {
        return error.what().startsWith(REFUSED);
    }

    /** Whether something may name a variable; what is no text never does. */
    public static boolean isValid(@Nullable Object name) {
        return name instanceof String text && FORM.matcher(text).matches() && !isTaken(text);
    }

    /** Whether a name means something in a template and so cannot be that of a variable. */
    public static boolean isTaken(String name) {
        return TAKEN.contains(name);
    }

    /**
     * The same name.
     *
     * @throws UserError in ansible-core's words where it may not name a variable
     */
    public static String checked(@Nullable Object name) {
        if (name instanceof String text && isValid(text)) {
            return text;
        }
        throw new UserError(REFUSED + Printing.str(name) + "'"
                        + (name instanceof String ? "" : " of type '" + Types.name(name) + "'") + ".")
                .hint(
                        "variable names start with a letter or underscore and contain only letters, digits and underscores");
    }
}
