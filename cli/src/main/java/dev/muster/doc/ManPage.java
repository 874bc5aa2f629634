package dev.muster.doc;

import dev.muster.value.Truth;
import dev.muster.yaml.YamlWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Documentation as a person reads it; the layout is that of {@code ansible-doc} without colours. */
public final class ManPage {

    private static final YamlWriter.Layout BLOCK = new YamlWriter.Layout(2, 80, false, true, true, false, false, null);
    private static final YamlWriter.Layout FLOW = new YamlWriter.Layout(2, 80, true, false, true, false, false, null);
    /** What is not shown of a plugin, or is shown in a place of its own. */
    private static final Set<String> HIDDEN = Set.of(
            "attributes",
            "collection",
            "description",
            "docuri",
            "filename",
            "has_action",
            "module",
            "notes",
            "now_date",
            "options",
            "plugin_name",
            "requirements",
            "seealso",
            "short_description",
            "version_added",
            "version_added_collection");
    /** Where an option may have options of its own. */
    private static final List<String> INNER = List.of("options", "suboptions", "contains", "spec");

    private static final String INDENT = "        ";
    private static final String ROLE_INDENT = "          ";

    private final int width;
    private final List<String> text = new ArrayList<>();

    /** @param columns how wide the terminal is */
    public ManPage(int columns) {
        this.width = Math.max(columns - (int) (columns * 0.20), 70);
    }

    /** The page of a plugin, which is whole: {@code doc}, {@code examples} and {@code return}. */
    public String plugin(String kind, Map<String, @Nullable Object> whole) {
        var doc = Texts.map(whole, "doc");
        var file = Texts.text(doc.get("filename"));
        text.add("> " + kind.toUpperCase(Locale.ROOT) + " " + Texts.text(doc.get("plugin_name")) + " ("
                + (file.isEmpty() ? "built in" : file) + ")");
        text.add("");
        paragraphs(doc.get("description"), "  ");
        if (Boolean.TRUE.equals(doc.get("has_action"))) {
            text.add("");
            text.add("  * note: This module has a corresponding action plugin.");
        }
        fields("OPTIONS (= indicates it is required):", doc.get("options"), false);
        attributes(Texts.map(doc, "attributes"));
        bullets("NOTES:", doc.get("notes"));
        requirements(doc.get("requirements"));
        others(doc);
        if (!Texts.text(whole.get("examples")).isBlank()) {
            text.add("");
            text.add("EXAMPLES:");
            text.add(Texts.text(whole.get("examples")).strip());
        }
        fields("RETURN VALUES:", whole.get("return"), true);
        text.add("\n");
        return String.join("\n", text);
    }

    /** The page of a role. */
    public String role(String name, Map<String, @Nullable Object> doc) {
        text.add("> ROLE: *" + name + "* (" + Texts.text(doc.get("path")) + ")");
        var points = doc.get("entry_points") instanceof Map<?, ?> map ? map : Map.of();
        points.forEach((point, said) -> {
            var spec = Texts.map(said);
            var brief = Texts.text(spec.get("short_description"));
            text.add("");
            text.add("ENTRY POINT: *" + point + "* " + (brief.isEmpty() ? "" : "- " + brief));
            text.add("");
            if (Truth.of(spec.get("description"))) {
                paragraphs(spec.get("description"), ROLE_INDENT);
                text.add("");
            }
            if (spec.get("options") instanceof Map<?, ?> options && !options.isEmpty()) {
                text.add("Options (= indicates it is required):");
                each(Texts.map(options), ROLE_INDENT, "", false);
            }
            if (spec.containsKey("author")) {
                text.add("");
                other("author", spec.get("author"), ROLE_INDENT);
            }
            if (spec.get("examples") instanceof String examples && !examples.isBlank()) {
                text.add("");
                text.add("EXAMPLES:");
                text.add(examples.strip());
            }
        });
        return String.join("\n", text);
    }

    private void paragraphs(@Nullable Object description, String indent) {
        for (var paragraph : description instanceof List<?> list ? list : List.of(Texts.text(description))) {
            text.add(Paragraphs.folded(Paragraphs.plain(String.valueOf(paragraph)), width, indent, indent));
        }
    }

    private void fields(String title, @Nullable Object fields, boolean returned) {
        if (fields instanceof Map<?, ?> map && !map.isEmpty()) {
            text.add("");
            text.add(title);
            each(Texts.map(map), INDENT, "", returned);
        }
    }

    private void each(Map<String, @Nullable Object> fields, String indent, String base, boolean returned) {
        fields.forEach((name, said) -> {
            var option = new TreeMap<String, @Nullable Object>(Texts.map(said));
            boolean required = Boolean.TRUE.equals(option.remove("required"));
            var key = base + (required ? "=" : "-") + " " + name;
            text.add("");
            var inline = " ".repeat(Math.max(indent.length() - name.length() - base.length(), 2));
            var extra = base.length() + name.length() + 3;
            var others = inline + " ".repeat(extra);
            var description = option.remove("description");
            var first = true;
            for (var paragraph : description instanceof List<?> list ? list : List.of(Texts.text(description))) {
                var plain = Paragraphs.plain(String.valueOf(paragraph));
                text.add(
                        first
                                ? key + Paragraphs.folded(plain, width, inline, others, extra)
                                : Paragraphs.folded(plain, width, others, others));
                first = false;
            }
            var inner = new TreeMap<String, @Nullable Object>();
            INNER.stream().filter(option::containsKey).forEach(word -> inner.put(word, option.remove(word)));
            if (!required && !returned && !option.containsKey("default")) {
                option.put("default", null);
            }
            var since = Texts.text(option.remove("version_added"));
            var of = Texts.text(option.remove("version_added_collection"));
            option.forEach((word, value) -> {
                if (!word.startsWith("_")) {
                    text.add(indented(
                            value instanceof List<?> ? word + ": " + yaml(value, FLOW) : yaml(one(word, value), BLOCK),
                            indent));
                }
            });
            // Ansible tells this of roles alone, unless it is asked to tell more.
            if (indent.startsWith(ROLE_INDENT) && !since.isEmpty()) {
                text.add(indent + "added in: version " + since + (of.isEmpty() ? "" : " of " + of));
            }
            inner.forEach((word, more) -> {
                text.add(indent + word + ":");
                each(Texts.map(more), indent + "  ", indent, returned);
            });
        });
    }

    private static Map<String, @Nullable Object> one(String key, @Nullable Object value) {
        var map = new TreeMap<String, @Nullable Object>();
        map.put(key, value);
        return map;
    }

    private void attributes(Map<String, @Nullable Object> attributes) {
        if (attributes.isEmpty()) {
            return;
        }
        text.add("");
        text.add("ATTRIBUTES:");
        attributes.forEach((name, said) -> {
            text.add("");
            text.add(INDENT + "`" + name + ":`");
            text.add(indented(yaml(said, BLOCK), INDENT));
        });
    }

    private void bullets(String title, @Nullable Object items) {
        if (items instanceof List<?> list && !list.isEmpty()) {
            text.add("");
            text.add(title);
            list.forEach(item -> text.add(Paragraphs.folded(
                    Paragraphs.plain(String.valueOf(item)), width - 6, INDENT.substring(2) + "* ", INDENT)));
        }
    }

    private void requirements(@Nullable Object items) {
        if (items instanceof List<?> list && !list.isEmpty()) {
            var all = list.stream().map(String::valueOf).collect(Collectors.joining(", "));
            text.add("");
            text.add("REQUIREMENTS:" + Paragraphs.folded(Paragraphs.plain(all), width - 16, "  ", INDENT) + "\n");
        }
    }

    private void others(Map<String, @Nullable Object> doc) {
        doc.forEach((key, value) -> {
            if (!HIDDEN.contains(key) && Truth.of(value)) {
                text.add("");
                other(key, value, INDENT);
            }
        });
    }

    private void other(String key, @Nullable Object value, String indent) {
        var header = key.toUpperCase(Locale.ROOT) + ": ";
        text.add(header
                + switch (value) {
                    case List<?> list -> list.stream().map(String::valueOf).collect(Collectors.joining(", "));
                    case Map<?, ?> map -> indented(yaml(map, BLOCK), " ".repeat(header.length()));
                    case null, default ->
                        Paragraphs.folded(Paragraphs.plain(Texts.text(value)), width - key.length() - 2, "", indent);
                });
    }

    private static String yaml(@Nullable Object value, YamlWriter.Layout layout) {
        return YamlWriter.write(value, layout).stripTrailing();
    }

    private static String indented(String lines, String indent) {
        return Paragraphs.plain(lines.lines().map(line -> indent + line).collect(Collectors.joining("\n")));
    }
}
