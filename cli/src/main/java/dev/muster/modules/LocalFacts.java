package dev.muster.modules;

import dev.muster.value.PythonLiteral;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The node's own facts: {@code *.fact} files that are JSON, INI, or programs that print either. */
final class LocalFacts {

    /** How deep Python's {@code configparser} follows one option into others. */
    private static final int DEEPEST = 10;

    private LocalFacts() {}

    static Map<String, @Nullable Object> of(FactSource source, String folder, List<String> warnings) {
        var facts = new LinkedHashMap<String, @Nullable Object>();
        var broken = source.sections("local-broken ");
        broken.forEach((file, _) -> {
            var path = folder + "/" + file;
            var failure = "Could not stat fact (" + path + "): [Errno 2] No such file or directory: '" + path + "'";
            facts.put(name(file), failure);
            warnings.add(failure);
        });
        var codes = source.sections("local-code ");
        source.sections("local-out ").forEach((file, text) -> {
            var ended = codes.getOrDefault(file, "0\n").split("\n", 2);
            if (!ended[0].equals("0")) {
                var failure = "Failure executing fact script (" + folder + "/" + file + "), rc: " + ended[0] + ", err: "
                        + (ended.length > 1 ? ended[1] : "");
                facts.put(name(file), failure);
                warnings.add(failure);
                return;
            }
            var value = literal(text.strip());
            if (value == null && !text.strip().equals("null")) {
                try {
                    value = ini(text);
                } catch (IllegalArgumentException e) {
                    value = "error loading facts as ini - please check content: " + folder + "/" + file + " ("
                            + e.getMessage() + ")";
                    warnings.add(String.valueOf(value));
                }
            }
            if (value == null) {
                var failure = "error loading facts as JSON or ini - please check content: " + folder + "/" + file;
                warnings.add(failure);
                value = failure;
            }
            facts.put(name(file), value);
        });
        return PlatformFacts.facts("local", facts);
    }

    private static @Nullable Object literal(String text) {
        return PythonLiteral.parse(text, PythonLiteral.Dialect.PYTHON_OR_JSON)
                .map(PythonLiteral::value)
                .orElse(null);
    }

    private static String name(String file) {
        return file.replace(".fact", "");
    }

    /** As Python's {@code configparser}: options in lower case, {@code [DEFAULT]} in every section; null when it is none. */
    private static @Nullable Map<String, @Nullable Object> ini(String text) {
        var sections = new LinkedHashMap<String, @Nullable Object>();
        var defaults = new LinkedHashMap<String, @Nullable Object>();
        @Nullable Map<String, @Nullable Object> section = null;
        var option = "";
        for (var line : text.lines().toList()) {
            var bare = line.strip();
            if (bare.isEmpty() || bare.startsWith("#") || bare.startsWith(";")) {
                continue;
            }
            if (Character.isWhitespace(line.charAt(0)) && section != null && !option.isEmpty()) {
                section.put(option, section.get(option) + "\n" + bare);
                continue;
            }
            int mark = firstOf(bare, "=:");
            if (bare.startsWith("[") && bare.indexOf(']') > 1) {
                var title = bare.substring(1, bare.indexOf(']'));
                section = title.equals("DEFAULT") ? defaults : new LinkedHashMap<>();
                if (section != defaults && sections.put(title, section) != null) {
                    return null;
                }
                option = "";
            } else if (section != null && mark > 0) {
                option = bare.substring(0, mark).strip().toLowerCase(Locale.ROOT);
                if (section.put(option, bare.substring(mark + 1).strip()) != null) {
                    return null;
                }
            } else {
                return null;
            }
        }
        sections.replaceAll((title, own) -> {
            var whole = new LinkedHashMap<@Nullable Object, @Nullable Object>(
                    own instanceof Map<?, ?> map ? map : Map.of());
            defaults.forEach(whole::putIfAbsent);
            var values = new LinkedHashMap<@Nullable Object, @Nullable Object>();
            whole.forEach((name, raw) ->
                    values.put(name, interpolated(String.valueOf(raw), String.valueOf(name), title, whole, 1)));
            return values;
        });
        return sections;
    }

    /**
     * What {@code %(name)s} and {@code %%} stand for in an option.
     *
     * @throws IllegalArgumentException in Python's words
     */
    private static String interpolated(
            String raw, String option, String section, Map<@Nullable Object, @Nullable Object> all, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("Recursion limit exceeded in value substitution: option '" + option
                    + "' in section '" + section + "' contains an interpolation key which cannot be substituted in "
                    + DEEPEST + " steps. Raw value: '" + raw + "'");
        }
        var out = new StringBuilder();
        var rest = raw;
        for (int at = rest.indexOf('%'); at >= 0; at = rest.indexOf('%')) {
            out.append(rest, 0, at);
            rest = rest.substring(at);
            if (rest.startsWith("%%")) {
                out.append('%');
                rest = rest.substring(2);
            } else if (rest.startsWith("%(")) {
                int end = rest.indexOf(")s");
                if (end < 0 || rest.indexOf(')') != end) {
                    throw new IllegalArgumentException("bad interpolation variable reference '" + rest + "'");
                }
                var name = rest.substring(2, end).toLowerCase(Locale.ROOT);
                if (!all.containsKey(name)) {
                    throw new IllegalArgumentException("Bad value substitution: option '" + option + "' in section '"
                            + section + "' contains an interpolation key '" + name
                            + "' which is not a valid option name. Raw value: '" + raw + "'");
                }
                out.append(interpolated(String.valueOf(all.get(name)), option, section, all, depth + 1));
                rest = rest.substring(end + 2);
            } else {
                throw new IllegalArgumentException("'%' must be followed by '%' or '(', found: '" + rest + "'");
            }
        }
        return out.append(rest).toString();
    }

    private static int firstOf(String text, String marks) {
        for (int i = 0; i < text.length(); i++) {
            if (marks.indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return -1;
    }
}
