package dev.muster.engine;

import dev.muster.playbook.Keyword;
import dev.muster.source.Position;
import dev.muster.source.UserError;
import dev.muster.value.Template;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Arguments that modules evaluate as expressions: {@code assert: that} and {@code debug: var}. Only what stands in a file of the
 * project may be one, as ansible-core's trust of templates has it.
 */
final class WrittenExpressions {

    private static final String STEP = "\\.[A-Za-z_]\\w*|\\[\\d+]|\\['[^'\\\\]*']|\\[\"[^\"\\\\]*\"]";

    /** A template that is nothing but a variable or something in one, and what counts where there is none. */
    private static final Pattern ALONE = Pattern.compile(
            "\\s*\\{\\{-?\\s*([A-Za-z_]\\w*)((?:" + STEP + ")*)\\s*(?:\\|\\s*default\\([^()]*\\)\\s*)?-?}}\\s*");

    private static final Pattern STEPS = Pattern.compile(STEP);

    /** Variables that name each other go on no further than this. */
    private static final int DEEPEST = 32;

    private WrittenExpressions() {}

    /** Arguments that their modules evaluate. */
    static final Map<String, String> ARGUMENTS = Map.of("assert", "that", "debug", "var");

    /**
     * Takes the trust from an argument that a module evaluates where it does not stand with the task itself but comes out of a
     * dictionary, but for the texts in it that were written.
     *
     * @param texts those that were read when the dictionaries were rendered
     */
    static void mark(String module, Map<String, @Nullable Object> given, WrittenTexts texts, TaskRun run) {
        var argument = ARGUMENTS.get(module);
        if (argument != null && given.containsKey(argument)) {
            run.around().gathered(Keyword.MODULE_DEFAULTS).forEach(defaults -> texts.read(defaults.value()));
            given.put(argument, texts.marked(given.get(argument), run.task().at()));
        }
    }

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
        var texts = new WrittenTexts();
        try {
            return scope.recording(texts).value(template) instanceof List<?> list
                    ? texts.marked(list, template.at())
                    : raw;
        } catch (UserError _) {
            // What is wrong with one condition is told when that is evaluated.
            return raw;
        }
    }

    /** The expression of {@code debug: var=}, under the same rule. */
    static @Nullable Object variable(@Nullable Object raw, Scope scope) {
        if (!(raw instanceof Template template)) {
            return raw;
        }
        var texts = new WrittenTexts();
        var value = scope.recording(texts).value(template);
        return value instanceof String ? texts.marked(value, template.at()) : value;
    }

    static UserError untrusted(Position at) {
        return new UserError("Encountered untrusted template or expression.")
                .at(at)
                .hint("what a node, a command or a lookup gave is data; write the expression itself here");
    }

    /**
     * What a variable, or something in one, holds as it is written in a file of the project, for a template that names it and
     * nothing else; or else null.
     */
    static @Nullable Object written(Template template, Scope scope) {
        return written(template, scope, 0);
    }

    private static @Nullable Object written(Template template, Scope scope, int depth) {
        var name = ALONE.matcher(template.text());
        if (!name.matches() || depth > DEEPEST) {
            return null;
        }
        var steps =
                STEPS.matcher(name.group(2)).results().map(MatchResult::group).toList();
        boolean all = name.group(1).equals("vars") && !steps.isEmpty() && !scope.has("vars");
        var value = scope.written(all ? key(steps.getFirst()) : name.group(1));
        for (var step : all ? steps.subList(1, steps.size()) : steps) {
            if (value instanceof Template inner) {
                value = written(inner, scope, depth + 1);
            }
            value = within(value, step);
        }
        return value;
    }

    private static @Nullable Object within(@Nullable Object value, String step) {
        var key = key(step);
        if (value instanceof List<?> list && step.startsWith("[") && key.chars().allMatch(Character::isDigit)) {
            int index = key.isEmpty() || key.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(key);
            return index < list.size() ? list.get(index) : null;
        }
        return value instanceof Map<?, ?> map ? map.get(key) : null;
    }

    private static String key(String step) {
        if (step.startsWith(".")) {
            return step.substring(1);
        }
        var key = step.substring(1, step.length() - 1);
        return key.startsWith("'") || key.startsWith("\"") ? key.substring(1, key.length() - 1) : key;
    }
}
