package dev.muster.report;

import dev.muster.value.Printing;
import dev.muster.value.Template;
import dev.muster.value.Undefined;
import dev.muster.value.Unsafe;
import dev.muster.yaml.YamlWriter;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Results as YAML: {@code result_format=yaml} of Ansible's callbacks, which shows texts of several lines as such. */
final class YamlResult {

    private static final String INDENT = "    ";
    private static final YamlWriter.Layout LAYOUT =
            new YamlWriter.Layout(INDENT.length(), 80, false, true, true, false, false, null);
    private static final YamlWriter.Layout EXACT = new YamlWriter.Layout(2, 80, false, true, true, false, false, null);
    private static final YamlWriter.Layout NARROW = new YamlWriter.Layout(2, 80, false, true, true, false, false, null);
    private static final YamlWriter.Layout WIDE = new YamlWriter.Layout(2, 1000, false, true, true, false, false, null);
    private static final int TAB = 8;
    private static final Pattern BLANKS_BEFORE_BREAK = Pattern.compile(" +([\\n\\x85\\u2028\\u2029])");

    private YamlResult() {}

    /**
     * The values on lines of their own.
     *
     * @param pretty whether lists of lines that repeat a text are left out, and texts bent so that they can stand as they are;
     *     null counts as true
     */
    static String of(Map<String, @Nullable Object> values, @Nullable Boolean pretty) {
        return "\n" + indented(Boolean.FALSE.equals(pretty) ? values : withoutLines(values), pretty);
    }

    /** The values one blank to the right, for statistics. */
    static String close(Map<String, @Nullable Object> values) {
        return "\n" + shifted(YamlWriter.write(plain(values, true), NARROW, YamlResult::hasBreaks), " ");
    }

    /** The values without a level around them, on lines as long as they are. */
    static String wide(Map<String, @Nullable Object> values) {
        var shown = withoutLines(values);
        return YamlWriter.write(plain(shown, true), WIDE, YamlResult::hasBreaks);
    }

    private static Map<String, @Nullable Object> withoutLines(Map<String, @Nullable Object> values) {
        var shown = new LinkedHashMap<>(values);
        for (var stream : List.of("stdout", "stderr")) {
            if (shown.containsKey(stream) && shown.containsKey(stream + "_lines")) {
                shown.put(stream + "_lines", "<omitted>");
            }
        }
        return shown;
    }

    /** The values, every line indented. */
    static String indented(Map<?, ?> values, @Nullable Boolean pretty) {
        boolean lossy = !Boolean.FALSE.equals(pretty);
        var layout = lossy ? LAYOUT : NARROW;
        return shifted(YamlWriter.write(plain(values, lossy), layout, YamlResult::hasBreaks), INDENT);
    }

    private static String shifted(String text, String by) {
        return text.lines().map(line -> line.isBlank() ? line : by + line).collect(Collectors.joining("\n", "", "\n"));
    }

    private static boolean hasBreaks(String text) {
        return text.chars().anyMatch(c -> c == '\n' || c == 0x85 || c == 0x2028 || c == 0x2029);
    }

    private static @Nullable Object plain(@Nullable Object value, boolean lossy) {
        return switch (value) {
            case null -> null;
            case Boolean truth -> truth;
            case Long number -> number;
            case Integer number -> number.longValue();
            case BigInteger number -> number;
            case Double number -> number;
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<@Nullable Object, @Nullable Object>();
                map.forEach((key, each) -> copy.put(plain(key, lossy), plain(each, lossy)));
                yield copy;
            }
            case List<?> list -> list.stream().map(each -> plain(each, lossy)).collect(Collectors.toList());
            case String text -> lossy && hasBreaks(text) ? bent(text) : text;
            case Template template -> plain(template.text(), lossy);
            case Unsafe unsafe -> plain(unsafe.text(), lossy);
            case Undefined undefined -> undefined.message();
            default -> plain(Printing.str(value), lossy);
        };
    }

    /** A text as it can stand below a {@code |}: no blanks at the end of a line, no tabs, nothing unprintable. */
    private static String bent(String text) {
        var out = new StringBuilder();
        int column = 0;
        for (int c : text.stripTrailing().codePoints().toArray()) {
            if (c == '\t') {
                int blanks = TAB - column % TAB;
                out.repeat(' ', blanks);
                column += blanks;
            } else {
                column = c == '\n' || c == '\r' ? 0 : column + 1;
                if (isPrintable(c)) {
                    out.appendCodePoint(c);
                }
            }
        }
        return BLANKS_BEFORE_BREAK.matcher(out).replaceAll("$1");
    }

    /** What YAML lets stand outside of double quotes. */
    private static boolean isPrintable(int c) {
        return c == '\n'
                || c >= 0x20 && c <= 0x7e
                || c == 0x85
                || c >= 0xa0 && c <= 0xd7ff
                || c >= 0xe000 && c <= 0xfffd && c != 0xfeff
                || c >= 0x10000;
    }
}
