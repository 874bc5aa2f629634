package dev.muster.modules;

import dev.muster.value.PythonLiteral;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The node's own facts: {@code *.fact} files that are JSON, INI, or programs that print either. */
final class LocalFacts {

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
                value = ini(text);
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
        sections.replaceAll((_, own) -> {
            var whole = new LinkedHashMap<@Nullable Object, @Nullable Object>(
                    own instanceof Map<?, ?> map ? map : Map.of());
            defaults.forEach(whole::putIfAbsent);
            return whole;
        });
        return sections;
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
