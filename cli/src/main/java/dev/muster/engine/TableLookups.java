package dev.muster.engine;

import dev.muster.jinja.Csv;
import dev.muster.jinja.Encodings;
import dev.muster.jinja.Ini;
import dev.muster.jinja.PythonRegex;
import dev.muster.playbook.KeyValues;
import dev.muster.source.Nearest;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.Binding;
import dev.muster.value.Printing;
import dev.muster.value.Template;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The lookups that read one value out of a file of many: {@code csvfile} and {@code ini}. */
final class TableLookups {

    private static final Set<String> CSV_OPTIONS = Set.of("col", "keycol", "default", "delimiter", "file", "encoding");

    private static final Set<String> INI_OPTIONS = Set.of(
            "type",
            "file",
            "section",
            "re",
            "encoding",
            "default",
            "case_sensitive",
            "allow_no_value",
            "interpolation");

    private static final long MATCHING = 200_000_000L;

    private final Function<Path, Source> reader;
    private final Function<String, Path> find;

    /**
     * @param reader reads a text file, and opens a vault where it is one
     * @param find where a file of the controller is
     */
    TableLookups(Function<Path, Source> reader, Function<String, Path> find) {
        this.reader = reader;
        this.find = find;
    }

    /** A file's text; one in another encoding than UTF-8 can be no vault and is read as it is. */
    private String text(Path path, String encoding) {
        var charset = Encodings.of(encoding);
        try {
            var text = charset.equals(StandardCharsets.UTF_8)
                    ? TextFile.text(reader, path)
                    : Files.readString(path, charset);
            return text.replace("\r\n", "\n").replace('\r', '\n');
        } catch (IOException e) {
            throw new UserError("cannot read '" + path + "' as " + encoding + ": " + e.getMessage());
        }
    }

    List<@Nullable Object> csv(List<@Nullable Object> terms, Map<String, @Nullable Object> given) {
        if (terms.isEmpty()) {
            throw new UserError("Search key is required but was not found");
        }
        var values = new LinkedHashMap<String, @Nullable Object>(given);
        var found = new ArrayList<@Nullable Object>();
        for (var term : terms) {
            var pairs = KeyValues.parse(Source.ofText("<term>", Printing.str(term)));
            var key = pairs.get(KeyValues.FREE);
            if (key == null) {
                throw new UserError("Search key is required but was not found");
            }
            pairs.forEach((name, binding) -> {
                if (!name.equals(KeyValues.FREE)) {
                    checked(name, CSV_OPTIONS);
                    values.put(name, plain(binding));
                }
            });
            var value = cell(plain(key), new GivenOptions("csvfile", values));
            if (value instanceof List<?> list) {
                found.addAll(list);
            } else if (value != null) {
                found.add(value);
            }
        }
        return found;
    }

    private @Nullable Object cell(String key, GivenOptions options) {
        var delimiter = options.text("delimiter", "TAB");
        int column = options.integer("col", 1);
        int keyColumn = options.integer("keycol", 0);
        var text = text(file(options.text("file", "ansible.csv")), options.text("encoding", "utf-8"));
        var csv = new Csv(delimiter.equals("TAB") ? '\t' : Csv.delimiter(delimiter), false, false);
        for (var row : csv.rows(text)) {
            if (!row.isEmpty() && at(row, keyColumn).equals(key)) {
                return at(row, column);
            }
        }
        return options.get("default");
    }

    private Path file(String name) {
        try {
            return find.apply(name);
        } catch (UserError e) {
            throw new UserError("No such file or directory: '" + name + "'").hint(e.hint());
        }
    }

    /** A word of a term, which is text even where it looks like a template: a term may come from anywhere. */
    private static String plain(Binding binding) {
        return binding.value() instanceof Template template ? template.text() : Printing.str(binding.value());
    }

    private static String at(List<String> row, int column) {
        int index = column < 0 ? column + row.size() : column;
        if (index < 0 || index >= row.size()) {
            throw new UserError("list index out of range")
                    .hint("the row has " + row.size() + " columns, the first is 0");
        }
        return row.get(index);
    }

    private static void checked(String name, Set<String> known) {
        if (!known.contains(name)) {
            throw new UserError("'" + name + "' is not a valid option").hint(Nearest.hint(name, known));
        }
    }

    List<@Nullable Object> ini(List<@Nullable Object> terms, Map<String, @Nullable Object> given) {
        var values = new LinkedHashMap<String, @Nullable Object>(given);
        if (values.containsKey("allow_none")) {
            values.putIfAbsent("allow_no_value", values.get("allow_none"));
        }
        var found = new ArrayList<@Nullable Object>();
        for (var term : terms) {
            var key = Printing.str(term);
            if (key.contains("=") || key.strip().contains(" ")) {
                key = inline(key, values);
            }
            var options = new GivenOptions("ini", values);
            found.addAll(values(key, options));
        }
        return found;
    }

    /** A term with options behind the key, where a word without an equals sign goes on with the word before. */
    private static String inline(String term, Map<String, @Nullable Object> values) {
        var parts = new LinkedHashMap<String, String>();
        var current = "key";
        boolean first = true;
        for (var word : term.strip().split("\\s+")) {
            for (var name : INI_OPTIONS) {
                if (word.contains(name + "=")) {
                    current = name;
                }
            }
            if (first || parts.getOrDefault(current, "").isEmpty()) {
                parts.put(current, word);
            } else {
                parts.merge(current, word, (before, more) -> before + " " + more);
            }
            first = false;
        }
        @Nullable String key = null;
        for (var part : parts.values()) {
            int equals = part.indexOf('=');
            if (equals >= 0) {
                var name = part.substring(0, equals);
                checked(name, INI_OPTIONS);
                values.put(name, part.substring(equals + 1));
            } else if (key == null) {
                key = part;
            }
        }
        if (key == null) {
            throw new UserError("No key to look up was provided as first term within string inline options: " + term);
        }
        return key;
    }

    private List<@Nullable Object> values(String key, GivenOptions options) {
        var file = options.text("file", "ansible.ini");
        var type = options.text("type", "ini");
        if (!Set.of("ini", "properties").contains(type)) {
            throw new UserError("Invalid value '" + type + "' for config 'type' for 'ini' lookup plugin.")
                    .hint("use one of ini, properties");
        }
        boolean properties = type.equals("properties");
        var section = properties ? "java_properties" : options.text("section", "global");
        var text = text(find.apply(file), options.text("encoding", "utf-8"));
        var dialect = new Ini.Dialect(
                options.truth("case_sensitive", false),
                options.truth("allow_no_value", false),
                options.truth("interpolation", true));
        Ini ini;
        try {
            ini = Ini.read(properties ? "[java_properties]\n" + text : text, "<???>", dialect);
        } catch (UserError e) {
            throw e.what().contains(": option ")
                    ? new UserError("Duplicate option in '" + file + "'.").hint(e.what())
                    : e;
        }
        var all = ini.section(section);
        if (all == null) {
            throw new UserError("No section '" + section + "' in '" + file + "'.")
                    .hint(Nearest.hint(section, ini.sections()));
        }
        var found = new ArrayList<@Nullable Object>();
        if (options.truth("re", false)) {
            var pattern = new PythonRegex(key, false, false, MATCHING);
            all.forEach((name, value) -> {
                if (pattern.matchesStart(name)) {
                    found.add(value);
                }
            });
        } else if (all.containsKey(ini.key(key))) {
            var value = all.get(ini.key(key));
            if (value != null) {
                found.add(value);
            }
        } else {
            var otherwise = options.get("default") != null ? options.get("default") : "";
            if (otherwise instanceof List<?> list) {
                found.addAll(list);
            } else if (otherwise != null) {
                found.add(otherwise);
            }
        }
        return found;
    }
}
