package dev.muster.jinja;

import dev.muster.source.UserError;
import java.util.List;

/** Puts before an error the words that ansible-core 2.19 puts there, so that people find what they search for. */
final class ErrorTexts {

    /** Errors that say already what failed, and those whose text is whole. */
    private static final List<String> WHOLE = List.of(
            "Error rendering ",
            "Error while ",
            "Syntax error in ",
            "The filter plugin '",
            "The test plugin '",
            "The lookup plugin '",
            "Recursive loop detected",
            "recursive loop detected",
            "object of type '");

    private ErrorTexts() {}

    /** A filter or test failed; the innermost one is told. */
    static UserError ofPlugin(String kind, String name, UserError e) {
        return isWhole(e)
                ? e
                : e.prefixed("The " + kind + " plugin '" + (name.contains(".") ? name : "ansible.builtin." + name)
                        + "' failed: ");
    }

    /** @param what a template or an expression */
    static UserError ofSyntax(String what, UserError e) {
        return isWhole(e) ? e : e.prefixed("Syntax error in " + what + ": ");
    }

    /** @param what a template or an expression */
    static UserError ofRendering(String what, UserError e) {
        return isWhole(e) ? e : e.prefixed("Error rendering " + what + ": ");
    }

    private static boolean isWhole(UserError e) {
        var text = e.what();
        return text.endsWith("' is undefined") || WHOLE.stream().anyMatch(text::startsWith);
    }
}
