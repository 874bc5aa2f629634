package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.Printing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Files of sections, keys and values as Python's {@code configparser} reads them. A value is null where a key stands alone, which
 * has to be allowed.
 */
public final class Ini {

    /** The section whose values all others inherit. */
    public static final String DEFAULT = "DEFAULT";

    private static final int DEEPEST_INTERPOLATION = 10;

    private static final Pattern SECTION = Pattern.compile("\\[(.+)\\]");

    private static final Pattern OPTION = Pattern.compile("(?s)(.*?)\\s*[=:]\\s*(.*)");

    private static final Pattern REFERENCE = Pattern.compile("%\\(([^)]+)\\)s");

    /**
     * How a file is read.
     *
     * @param caseSensitive whether keys that differ in case alone are two; otherwise all are small
     * @param allowsNoValue whether a key may stand alone
     * @param interpolates whether {@code %(name)s} stands for another value of the section
     */
    public record Dialect(boolean caseSensitive, boolean allowsNoValue, boolean interpolates) {}

    private final Dialect dialect;
    private final Map<String, Map<String, @Nullable String>> sections = new LinkedHashMap<>();
    private final Map<String, @Nullable String> defaults = new LinkedHashMap<>();

    private Ini(Dialect dialect) {
        this.dialect = dialect;
    }

    /**
     * Reads a text.
     *
     * @param name what the text is called in messages
     * @throws UserError in Python's words, as for a section or key that is there twice
     */
    public static Ini read(String text, String name, Dialect dialect) {
        var ini = new Ini(dialect);
        ini.parse(text, name);
        return ini;
    }

    /** A reading under way: the section and key that a line may go on with. */
    private final class Reading {

        private final String name;
        private final Set<List<String>> added = new HashSet<>();
        private @Nullable Map<String, @Nullable List<String>> current;
        private String section = "";
        private @Nullable String option;
        private final Map<String, Map<String, @Nullable List<String>>> lines = new LinkedHashMap<>();

        Reading(String name) {
            this.name = name;
        }

        void section(String header, int line) {
            section = header;
            option = null;
            if (!header.equals(DEFAULT) && lines.containsKey(header)) {
                throw new UserError("While reading from " + Printing.repr(name) + " [line " + pad(line) + "]: section "
                        + Printing.repr(header) + " already exists");
            }
            current = lines.computeIfAbsent(header, _ -> new LinkedHashMap<>());
        }

        void option(String text, int line, String whole) {
            var map = java.util.Objects.requireNonNull(current);
            var match = OPTION.matcher(text);
            boolean hasValue = match.matches();
            if (!hasValue && !dialect.allowsNoValue) {
                throw parsing(line, whole);
            }
            var key = keyOf((hasValue ? match.group(1) : text).stripTrailing());
            if (key.isEmpty()) {
                throw parsing(line, whole);
            }
            if (!added.add(List.of(section, key))) {
                throw new UserError("While reading from " + Printing.repr(name) + " [line " + pad(line) + "]: option "
                        + Printing.repr(key) + " in section " + Printing.repr(section) + " already exists");
            }
            option = key;
            map.put(key, hasValue ? new ArrayList<>(List.of(match.group(2).strip())) : null);
        }

        private UserError parsing(int line, String whole) {
            return new UserError("Source contains parsing errors: " + Printing.repr(name) + "\n\t[line " + pad(line)
                    + "]: " + Printing.repr(whole));
        }

        private static String pad(int line) {
            return line < 10 ? " " + line : String.valueOf(line);
        }
    }

    private void parse(String text, String name) {
        var reading = new Reading(name);
        int number = 0;
        int indent = 0;
        for (var whole : lines(text)) {
            number++;
            var value = whole.strip();
            boolean comment = value.startsWith("#") || value.startsWith(";");
            var open = reading.current == null || reading.option == null ? null : reading.current.get(reading.option);
            if (value.isEmpty() || comment) {
                if (!comment && open != null) {
                    open.add("");
                }
                continue;
            }
            int depth = whole.indexOf(value.charAt(0));
            if (reading.option != null && depth > indent) {
                if (open == null) {
                    throw new UserError("Key without value continued with an indented line.\nfile: "
                            + Printing.repr(name) + ", line: " + number + "\n" + Printing.repr(whole));
                }
                open.add(value);
                continue;
            }
            indent = depth;
            Matcher header = SECTION.matcher(value);
            if (header.lookingAt()) {
                reading.section(header.group(1), number);
            } else if (reading.current == null) {
                throw new UserError("File contains no section headers.\nfile: " + Printing.repr(name) + ", line: "
                        + number + "\n" + Printing.repr(whole));
            } else {
                reading.option(value, number, whole);
            }
        }
        reading.lines.forEach((section, options) -> {
            var into =
                    section.equals(DEFAULT) ? defaults : sections.computeIfAbsent(section, _ -> new LinkedHashMap<>());
            options.forEach((key, parts) -> into.put(
                    key, parts == null ? null : String.join("\n", parts).stripTrailing()));
        });
    }

    private static List<String> lines(String text) {
        var lines = new ArrayList<String>();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\n') {
                lines.add(text.substring(start, i + 1));
                start = i + 1;
            }
        }
        if (start < text.length()) {
            lines.add(text.substring(start));
        }
        return lines;
    }

    private String keyOf(String key) {
        return dialect.caseSensitive ? key : key.toLowerCase(Locale.ROOT);
    }

    /** The values of the section that all others inherit. */
    public Map<String, @Nullable String> defaults() {
        return defaults;
    }

    /** The names of the sections, in their order, without {@link #DEFAULT}. */
    public Set<String> sections() {
        return sections.keySet();
    }

    /** The values of a section with those it inherits first, or null when there is no such section. */
    public @Nullable Map<String, @Nullable String> section(String section) {
        var own = section.equals(DEFAULT) ? Map.<String, @Nullable String>of() : sections.get(section);
        if (own == null) {
            return null;
        }
        var all = new LinkedHashMap<String, @Nullable String>(defaults);
        all.putAll(own);
        if (dialect.interpolates) {
            all.replaceAll((key, value) -> value == null ? null : interpolated(section, key, value, raw(section), 1));
        }
        return all;
    }

    private Map<String, @Nullable String> raw(String section) {
        var all = new LinkedHashMap<String, @Nullable String>(defaults);
        all.putAll(sections.getOrDefault(section, Map.of()));
        return all;
    }

    /** A key as this file writes its keys: small where case does not count. */
    public String key(String key) {
        return keyOf(key);
    }

    private static String interpolated(
            String section, String key, String value, Map<String, @Nullable String> all, int depth) {
        if (value.indexOf('%') < 0) {
            return value;
        }
        if (depth > DEEPEST_INTERPOLATION) {
            throw new UserError("Recursion limit exceeded in value substitution: option " + Printing.repr(key)
                    + " in section " + Printing.repr(section) + " contains an interpolation key which cannot be"
                    + " substituted in 10 steps. Raw value: " + Printing.repr(value));
        }
        var out = new StringBuilder();
        int at = 0;
        while (at < value.length()) {
            char c = value.charAt(at);
            if (c != '%') {
                out.append(c);
                at++;
                continue;
            }
            char next = at + 1 < value.length() ? value.charAt(at + 1) : 0;
            if (next == '%') {
                out.append('%');
                at += 2;
            } else if (next == '(') {
                var reference = REFERENCE.matcher(value).region(at, value.length());
                if (!reference.lookingAt()) {
                    throw new UserError("bad interpolation variable reference " + Printing.repr(value.substring(at)));
                }
                var name = reference.group(1).toLowerCase(Locale.ROOT);
                var other = all.get(name);
                if (!all.containsKey(name)) {
                    throw new UserError("Bad value substitution: option " + Printing.repr(key) + " in section "
                            + Printing.repr(section) + " contains an interpolation key " + Printing.repr(name)
                            + " which is not a valid option name. Raw value: " + Printing.repr(value));
                }
                out.append(interpolated(section, key, other == null ? "None" : other, all, depth + 1));
                at = reference.end();
            } else {
                throw new UserError("'%' must be followed by '%' or '(', found: " + Printing.repr(value.substring(at)));
            }
        }
        return out.toString();
    }
}
