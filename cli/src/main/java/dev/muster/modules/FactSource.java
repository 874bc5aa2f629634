package dev.muster.modules;

import dev.muster.step.Answer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What {@code setup.sh} brought from the node: files and tools' output, by name, not yet understood. */
final class FactSource {

    private static final char SECTION = 0x1e;

    private final Map<String, String> sections = new LinkedHashMap<>();
    private final Map<String, String> files = new LinkedHashMap<>();
    private final Map<String, String> links = new LinkedHashMap<>();
    private final List<String> existing;

    private FactSource(String text) {
        for (var part : text.split("\n" + SECTION)) {
            int end = part.indexOf('\n');
            if (end > 0) {
                sections.putIfAbsent(part.substring(0, end), part.substring(end + 1));
            }
        }
        var contents = new LinkedHashMap<String, StringBuilder>();
        lines("files").forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                contents.computeIfAbsent(line.substring(0, colon), _ -> new StringBuilder())
                        .append(line, colon + 1, line.length())
                        .append('\n');
            }
        });
        contents.forEach((path, content) -> files.put(path, content.toString()));
        existing = lines("exists").toList();
        for (var line : lines("links").toList()) {
            int arrow = line.indexOf(" -> ");
            int path = line.indexOf(" /");
            if (path > 0) {
                links.put(
                        line.substring(path + 1, arrow < 0 ? line.length() : arrow),
                        arrow < 0 ? "" : line.substring(arrow + 4));
            }
        }
    }

    static FactSource of(Answer answer) {
        return new FactSource("\n" + new String(answer.out(), StandardCharsets.UTF_8));
    }

    boolean has(String section) {
        return sections.containsKey(section);
    }

    /** A section's text, or the empty string. */
    String text(String section) {
        return sections.getOrDefault(section, "");
    }

    Stream<String> lines(String section) {
        return text(section).lines();
    }

    /** The first line of a section, or the empty string. */
    String line(String section) {
        return lines(section).findFirst().orElse("");
    }

    /** The sections whose names begin so, by the rest of their names. */
    Map<String, String> sections(String prefix) {
        var found = new LinkedHashMap<String, String>();
        sections.forEach((name, text) -> {
            if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), text);
            }
        });
        return found;
    }

    /** A file's content without blanks at its ends; null when there is no such file or nothing in it, as Ansible has it. */
    @Nullable
    String file(String path) {
        var content = files.get(path);
        return content == null || content.isBlank() ? null : content.strip();
    }

    String file(String path, String otherwise) {
        var content = file(path);
        return content == null ? otherwise : content;
    }

    /** The paths of files that were read. */
    List<String> paths(String prefix, String suffix) {
        return files.keySet().stream()
                .filter(path -> path.startsWith(prefix) && path.endsWith(suffix))
                .toList();
    }

    boolean exists(String path) {
        return existing.contains(path) || files.containsKey(path) || links.containsKey(path);
    }

    List<String> existing(String prefix) {
        return existing.stream().filter(path -> path.startsWith(prefix)).toList();
    }

    /** Where a link points; null when there is nothing; empty when it is no link. */
    @Nullable
    String link(String path) {
        return links.get(path);
    }

    List<String> linkPaths(String prefix) {
        return links.keySet().stream().filter(path -> path.startsWith(prefix)).toList();
    }

    /** The items of folders that {@code ls -l} listed: by folder, names and where they point (empty for no link). */
    Map<String, Map<String, String>> folders() {
        var folders = new LinkedHashMap<String, Map<String, String>>();
        Map<String, String> current = new LinkedHashMap<>();
        for (var line : lines("folders").toList()) {
            if (line.startsWith("/") && line.endsWith(":")) {
                current = new LinkedHashMap<>();
                folders.put(line.substring(0, line.length() - 1), current);
            } else if (line.startsWith("l") || line.startsWith("d")) {
                int arrow = line.indexOf(" -> ");
                var left = arrow < 0 ? line : line.substring(0, arrow);
                current.put(left.substring(left.lastIndexOf(' ') + 1), arrow < 0 ? "" : line.substring(arrow + 4));
            }
        }
        return folders;
    }

    static String base(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The values of {@code NAME=value} lines, unquoted as a shell would. */
    static Map<String, String> assignments(String text) {
        var values = new LinkedHashMap<String, String>();
        text.lines().forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0 && !line.startsWith("#")) {
                List<String> words;
                try {
                    words = ShellWords.split(line.substring(equals + 1));
                } catch (IllegalArgumentException _) {
                    words = List.of(line.substring(equals + 1));
                }
                values.put(line.substring(0, equals).strip(), String.join(" ", words));
            }
        });
        return values;
    }

    static List<String> words(String line) {
        var words = new ArrayList<String>();
        for (var word : line.strip().split("\\s+")) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }
}
