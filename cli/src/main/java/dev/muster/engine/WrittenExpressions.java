package dev.muster.engine;

import dev.muster.source.UserError;
import dev.muster.value.Template;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Arguments that modules evaluate as expressions: {@code assert: that} and {@code debug: var}. Only what stands in a file of the
 * project may be one, as ansible-core's trust of templates has it.
 */
final class WrittenExpressions {

    /** A template that is nothing but the name of a variable. */
    private static final Pattern ALONE = Pattern.compile("\\s*\\{\\{-?\\s*([A-Za-z_]\\w*)\\s*-?}}\\s*");

    /** A variable, or something in one. */
    private static final Pattern VARIABLE =
            Pattern.compile("[A-Za-z_]\\w*(\\.\\w+|\\[\\d+]|\\['[\\w-]+']|\\[\"[\\w-]+\"])*");

    private WrittenExpressions() {}

    /**
     * A list of conditions may itself come from a template. Those that are texts are expressions only when they stand in a file
     * of the project: what a node or a lookup gave is never evaluated.
     */
    static @Nullable Object conditions(@Nullable Object raw, Scope scope) {
        if (!(raw instanceof Template template) || !template.text().strip().startsWith("{{")) {
            return raw;
        }
        if (written(template, scope) instanceof List<?> list) {
            return list;
        }
        if (!(scope.value(template) instanceof List<?> list)) {
            return raw;
        }
        if (list.stream().anyMatch(String.class::isInstance)) {
            throw untrusted(template);
        }
        return list;
    }

    /** The expression of {@code debug: var=}, under the same rule. */
    static @Nullable Object variable(@Nullable Object raw, Scope scope) {
        if (!(raw instanceof Template template)) {
            return raw;
        }
        if (written(template, scope) instanceof String expression) {
            return expression;
        }
        var value = scope.value(template);
        // The name of a variable calls nothing, and loops over names are common; anything more has to be written in the
        // project.
        if (value instanceof String text && !VARIABLE.matcher(text).matches()) {
            throw untrusted(template).prefixed("Error while resolving `var` expression: ");
        }
        return value;
    }

    static UserError untrusted(Template template) {
        return new UserError("Encountered untrusted template or expression.")
                .at(template.at())
                .hint("what a node, a command or a lookup gave is data; write the expression itself here");
    }

    /** What a variable holds as it is written in a file of the project, for a template that is its name alone; or else null. */
    static @Nullable Object written(Template template, Scope scope) {
        var name = ALONE.matcher(template.text());
        return name.matches()
                ? scope.explain(name.group(1)).stream()
                        .findFirst()
                        .filter(candidate -> candidate.at() != null)
                        .map(Candidate::value)
                        .orElse(null)
                : null;
    }
}
