package dev.muster.jinja;

import dev.muster.jinja.Jinja.FileOptions;
import dev.muster.source.Nearest;
import dev.muster.source.UserError;
import dev.muster.value.Printing;
import dev.muster.value.Template;
import dev.muster.value.Truth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The line <code>#jinja2: key: value, ...</code> at the head of a template, which changes how the rest is read.
 *
 * @param settings what holds for the rest
 * @param rest the text after the line
 * @param lines how many lines were taken
 */
record Header(Settings settings, String rest, int lines) {

    private static final String MARK = "#jinja2:";

    private static final List<String> KEYS = List.of(
            "block_start_string",
            "block_end_string",
            "variable_start_string",
            "variable_end_string",
            "comment_start_string",
            "comment_end_string",
            "line_statement_prefix",
            "line_comment_prefix",
            "trim_blocks",
            "lstrip_blocks",
            "newline_sequence",
            "keep_trailing_newline");

    static Header read(Template template, Settings settings) {
        var text = template.text();
        if (!text.startsWith(MARK)) {
            return new Header(settings, text, 0);
        }
        int end = text.indexOf('\n');
        if (end < 0) {
            throw new UserError("Syntax error in template: Missing newline after '" + MARK + "' override.")
                    .at(template.at());
        }
        var line = new Spot(template, text.substring(0, end), 0);
        Map<String, @Nullable Object> overrides = new LinkedHashMap<>();
        for (var pair : pairs(line)) {
            int colon = pair.indexOf(':');
            if (colon < 0) {
                throw line.error(
                        0,
                        "Syntax error in template: Missing key-value separator `:` in '" + MARK + "' override pair "
                                + Printing.repr(pair) + ".");
            }
            var key = pair.substring(0, colon).strip();
            if (!KEYS.contains(key)) {
                throw line.error(0, "Syntax error in template: Invalid '" + MARK + "' override key '" + key + "'.")
                        .hint(Nearest.hint(key, KEYS));
            }
            overrides.put(key, literal(pair.substring(colon + 1), key, template));
        }
        return new Header(with(settings, overrides), text.substring(end + 1), 1);
    }

    /** The parts between commas; ansible-core splits at every comma, even inside quotes. */
    private static List<String> pairs(Spot line) {
        var pairs = new ArrayList<String>();
        for (var pair : line.text().substring(MARK.length()).split(",", -1)) {
            if (pair.isBlank()) {
                throw line.error(0, "Syntax error in template: Empty '" + MARK + "' override pair not allowed.");
            }
            pairs.add(pair);
        }
        return pairs;
    }

    /** A Python literal. */
    private static @Nullable Object literal(String text, String key, Template template) {
        var spot = new Spot(new Template(text.strip(), template.at()), text.strip(), 0);
        if (Parser.expression(spot, Settings.INCLUDED) instanceof Expr.Constant constant) {
            return constant.value();
        }
        throw new UserError("Syntax error in template: the value of '" + key + "' is not a literal")
                .at(template.at())
                .hint("write a quoted text, True or False");
    }

    private static Settings with(Settings settings, Map<String, @Nullable Object> overrides) {
        var old = settings.options();
        var options = new FileOptions(
                text(overrides, "block_start_string", old.blockStart()),
                text(overrides, "block_end_string", old.blockEnd()),
                text(overrides, "variable_start_string", old.variableStart()),
                text(overrides, "variable_end_string", old.variableEnd()),
                text(overrides, "comment_start_string", old.commentStart()),
                text(overrides, "comment_end_string", old.commentEnd()),
                truth(overrides, "trim_blocks", old.trimBlocks()),
                truth(overrides, "lstrip_blocks", old.lstripBlocks()),
                text(overrides, "newline_sequence", old.newline()),
                truth(overrides, "keep_trailing_newline", old.keepTrailingNewline()));
        return new Settings(
                options,
                settings.verbatim(),
                text(overrides, "line_statement_prefix", settings.lineStatement()),
                text(overrides, "line_comment_prefix", settings.lineComment()));
    }

    private static String text(Map<String, @Nullable Object> overrides, String key, String standard) {
        var value = overrides.get(key);
        return value == null ? standard : Printing.str(value);
    }

    private static boolean truth(Map<String, @Nullable Object> overrides, String key, boolean standard) {
        return overrides.containsKey(key) ? Truth.of(overrides.get(key)) : standard;
    }
}
