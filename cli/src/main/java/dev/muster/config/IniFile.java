package dev.muster.config;

import dev.muster.source.Position;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file of sections and options as Python's {@code configparser.ConfigParser(inline_comment_prefixes=(';',))} reads it, without
 * interpolation, for that is how ansible-core reads {@code ansible.cfg} (Python's documentation, "Supported INI File Structure").
 */
final class IniFile {

    /** The section whose options count in every section. */
    private static final String EVERYWHERE = "DEFAULT";

    private static final Pattern SECTION = Pattern.compile("\\[(.+)]");
    private static final Pattern OPTION = Pattern.compile("(.*?)\\s*[=:]\\s*(.*)", Pattern.DOTALL);

    /** A value and where its option stands. */
    record Entry(String value, Position at) {}

    private static final class Draft {
        final List<String> lines = new ArrayList<>();
        final Position at;

        Draft(Position at) {
            this.at = at;
        }

        Entry entry() {
            return new Entry(Python.stripEnd(String.join("\n", lines)), at);
        }
    }

    private final Map<String, Map<String, Entry>> sections;

    private IniFile(Map<String, Map<String, Entry>> sections) {
        this.sections = sections;
    }

    /**
     * Reads a file.
     *
     * @throws UserError for a line that belongs to no section or is no option, and for what stands there twice
     */
    static IniFile read(Source source) {
        return new Reading(source).file();
    }

    /** The sections in their order, without {@code DEFAULT}. */
    Map<String, Map<String, Entry>> sections() {
        return sections;
    }

    /** An option's value, from its section or from {@code DEFAULT}; names of options are lower case. */
    Optional<Entry> get(String section, String option) {
        return Optional.ofNullable(sections.get(section)).map(options -> options.get(option));
    }

    /** The state while reading. */
    private static final class Reading {

        private final Source source;
        private final Map<String, Map<String, Draft>> drafts = new LinkedHashMap<>();
        private @Nullable Map<String, Draft> section;
        private @Nullable Draft option;
        private int indent;

        Reading(Source source) {
            this.source = source;
        }

        IniFile file() {
            int number = 0;
            for (var line : source.text().split("\n", -1)) {
                number++;
                line(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line, number);
            }
            var everywhere = drafts.getOrDefault(EVERYWHERE, Map.of());
            var all = new LinkedHashMap<String, Map<String, Entry>>();
            drafts.forEach((name, options) -> {
                if (!name.equals(EVERYWHERE)) {
                    var entries = new LinkedHashMap<String, Entry>();
                    options.forEach((key, draft) -> entries.put(key, draft.entry()));
                    everywhere.forEach((key, draft) -> entries.putIfAbsent(key, draft.entry()));
                    all.put(name, Collections.unmodifiableMap(entries));
                }
            });
            return new IniFile(Collections.unmodifiableMap(all));
        }

        private void line(String line, int number) {
            int comment = comment(line);
            var value = Python.strip(comment < 0 ? line : line.substring(0, comment));
            if (value.isEmpty()) {
                // An empty line is part of a value that goes on after it; a comment is not.
                if (comment < 0 && option != null) {
                    option.lines.add("");
                }
                return;
            }
            int column = column(line);
            if (option != null && column > indent) {
                option.lines.add(value);
                return;
            }
            indent = column;
            var header = SECTION.matcher(value);
            if (header.lookingAt()) {
                open(header.group(1), source.at(number, column + 1));
            } else {
                option(value, source.at(number, column + 1));
            }
        }

        private void open(String name, Position at) {
            option = null;
            if (drafts.containsKey(name)) {
                throw new UserError("the section '" + name + "' already exists").at(at);
            }
            section = new LinkedHashMap<>();
            drafts.put(name, section);
        }

        private void option(String text, Position at) {
            if (section == null) {
                throw new UserError("this setting belongs to no section")
                        .at(at)
                        .hint("write [defaults], or the section that it belongs to, in a line above");
            }
            var parts = OPTION.matcher(text);
            if (!parts.matches() || parts.group(1).isEmpty()) {
                throw new UserError("this is no setting").at(at).hint("write name = value");
            }
            var name = parts.group(1).toLowerCase(Locale.ROOT);
            option = new Draft(at);
            option.lines.add(Python.strip(parts.group(2)));
            if (section.putIfAbsent(name, option) != null) {
                throw new UserError("the setting '" + name + "' already exists in its section").at(at);
            }
        }

        /** Where a comment begins: at a '#' or ';' that begins the line, or at a ';' after a space. -1 for none. */
        private static int comment(String line) {
            var text = Python.strip(line);
            if (text.startsWith("#") || text.startsWith(";")) {
                return 0;
            }
            for (int at = line.indexOf(';'); at >= 0; at = line.indexOf(';', at + 1)) {
                if (at > 0 && Python.isSpace(line.charAt(at - 1))) {
                    return at;
                }
            }
            return -1;
        }

        private static int column(String line) {
            int column = 0;
            while (column < line.length() && Python.isSpace(line.charAt(column))) {
                column++;
            }
            return column;
        }
    }
}
