package dev.muster.jinja;

import dev.muster.value.Template;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The way in to the template engine. One instance serves a whole run and all its threads; compiled templates are kept.
 *
 * <p>Errors are {@link dev.muster.source.UserError}s with the place inside the template's own source.
 */
public interface Jinja {

    /**
     * The value of a text from a playbook or inventory, as ansible-core 2.19 gives it: a template that is one expression gives
     * that expression's own value, anything else gives text. Undefined results are errors.
     */
    @Nullable
    Object value(Template template, Variables variables);

    /** As {@link #value}, but an undefined result is returned as {@link dev.muster.value.Undefined} rather than thrown. */
    @Nullable
    Object valueOrUndefined(Template template, Variables variables);

    /** The value of a bare expression, as in {@code when}, {@code debug: var=} or {@code until}. */
    @Nullable
    Object expression(Template expression, Variables variables);

    /** The text of a template file, as module {@code template} writes it. */
    String file(Template template, Variables variables, FileOptions options);

    /** As {@link #file}, but a file that is one expression gives that expression's own value, as lookup {@code template} does. */
    @Nullable
    Object fileValue(Template template, Variables variables, FileOptions options);

    /** Python's naive {@code datetime}, as a value of templates. */
    static Object moment(LocalDateTime local) {
        return new Moment(local, null);
    }

    /** A text with Python's {@code str.format} and names alone. */
    static String formatted(String format, Map<String, ?> values) {
        return StringFormat.format(format, List.of(), values);
    }

    /** A moment as {@code strftime} writes it. */
    static String formatted(LocalDateTime local, String format) {
        return Strftime.format(new Moment(local, null), format);
    }

    /**
     * Delimiters and whitespace rules of template files; a {@code #jinja2:} header in the file overrides them.
     *
     * @param keepTrailingNewline whether the last newline of the file stays, as module {@code template} has it
     */
    record FileOptions(
            String blockStart,
            String blockEnd,
            String variableStart,
            String variableEnd,
            String commentStart,
            String commentEnd,
            boolean trimBlocks,
            boolean lstripBlocks,
            String newline,
            boolean keepTrailingNewline) {

        /** What module {@code template} does when nothing is said. */
        public static final FileOptions DEFAULT =
                new FileOptions("{%", "%}", "{{", "}}", "{#", "#}", true, false, "\n", true);
    }
}
