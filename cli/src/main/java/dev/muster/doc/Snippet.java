package dev.muster.doc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A use of something that may be pasted into a playbook, each option with a comment; the layout is that of {@code ansible-doc}. */
public final class Snippet {

    /** The kinds that there are snippets of. */
    public static final List<String> KINDS = List.of("inventory", "lookup", "module");

    /** Where comments begin. */
    private static final int PAD = 29;

    private Snippet() {}

    /** @param columns how wide the terminal is */
    public static String of(String kind, Map<String, @Nullable Object> whole, int columns) {
        var doc = Texts.map(whole, "doc");
        var options = Texts.map(doc, "options");
        var lines = kind.equals("lookup") ? lookup(doc, options) : task(doc, options, columns);
        return String.join("\n", lines) + "\n";
    }

    private static List<String> task(
            Map<String, @Nullable Object> doc, Map<String, @Nullable Object> options, int columns) {
        var lines = new ArrayList<String>();
        boolean module = doc.containsKey("module");
        if (module) {
            lines.add("- name: " + Paragraphs.plain(Texts.text(doc.get("short_description"))));
            lines.add("  " + Texts.text(doc.get("module")) + ":");
        } else {
            lines.add("# " + Texts.text(doc.get("name")) + ":");
        }
        options.forEach((name, said) -> {
            var option = Texts.map(said);
            boolean required = Boolean.TRUE.equals(option.get("required"));
            var text = Paragraphs.folded(
                    (module && required ? "(required) " : "") + description(option),
                    columns - PAD,
                    "",
                    " ".repeat(PAD) + "# ");
            lines.add(
                    module
                            ? "      %-20s   # %s".formatted(name + ":", text)
                            : "%s %-9s # %s"
                                    .formatted(
                                            name + ":",
                                            required
                                                    ? "(required)"
                                                    : Texts.text(option.getOrDefault("default", "None")),
                                            text));
        });
        return lines;
    }

    private static List<String> lookup(Map<String, @Nullable Object> doc, Map<String, @Nullable Object> options) {
        var lines = new ArrayList<String>();
        var call = new StringBuilder("lookup('" + Texts.text(doc.get("name")) + "', < _terms >");
        options.forEach((name, said) -> {
            var option = Texts.map(said);
            lines.add("# " + name + ": " + description(option));
            call.append(", ").append(name).append("=").append(Texts.text(option.getOrDefault("default", "None")));
        });
        if (!lines.isEmpty()) {
            lines.add("");
        }
        lines.add(call.append(")").toString());
        return lines;
    }

    private static String description(Map<String, @Nullable Object> option) {
        var description = option.get("description");
        return Paragraphs.plain(
                description instanceof List<?> list
                        ? String.join(" ", list.stream().map(String::valueOf).toList())
                        : Texts.text(description));
    }
}
