package dev.muster.galaxy;

import dev.muster.file.SafeFile;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.Truth;
import dev.muster.yaml.Node;
import dev.muster.yaml.Yaml;
import dev.muster.yaml.YamlWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The folder of a role, there or not, and the files in it that say what it is. */
final class InstalledRole {

    static final List<String> META = List.of("meta/main.yml", "meta/main.yaml");

    private static final List<String> REQUIREMENTS = List.of("meta/requirements.yml", "meta/requirements.yaml");
    private static final String INFO = "meta/.galaxy_install_info";

    /** {@code %c} of C's {@code strftime}. */
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ROOT);

    private static final YamlWriter.Layout LAYOUT =
            new YamlWriter.Layout(2, 80, false, true, false, false, false, null);

    private final Path folder;

    InstalledRole(Path folder) {
        this.folder = folder;
    }

    Path folder() {
        return folder;
    }

    /** What {@code meta/main.yml} holds, if it is there, can be read and says anything. */
    Optional<Object> metadata() {
        return first(META).filter(Truth::of);
    }

    /** What the roles of {@code meta/main.yml} and {@code meta/requirements.yml} are. */
    List<?> dependencies(String shown) {
        var meta = metadata().map(data -> data instanceof Map<?, ?> map ? map.get("dependencies") : null);
        var all = new java.util.ArrayList<@Nullable Object>();
        if (meta.isPresent() && Truth.of(meta.get())) {
            all.addAll(list(
                    meta.get(),
                    "Expected role dependencies to be a list. Role " + shown
                            + " has meta/main.yml with dependencies "));
        }
        first(REQUIREMENTS)
                .ifPresent(data -> all.addAll(list(
                        data,
                        "Expected role dependencies to be a list. Role " + shown + " has meta/requirements.yml ")));
        return all;
    }

    private static List<?> list(Object value, String otherwise) {
        if (value instanceof List<?> list) {
            return list;
        }
        throw new UserError(otherwise + dev.muster.value.Printing.str(value));
    }

    private Optional<Object> first(List<String> names) {
        return names.stream()
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .flatMap(InstalledRole::read);
    }

    private static Optional<Object> read(Path file) {
        try {
            return Yaml.parse(Source.of(file), _ -> {}).map(Node::untrusted);
        } catch (UserError _) {
            // What cannot be read says nothing; whoever uses the role is told why.
            return Optional.empty();
        }
    }

    /** What was noted when it was installed; empty for a role that came otherwise. */
    Optional<Map<?, ?>> installInfo() {
        var file = folder.resolve(INFO);
        return Files.isRegularFile(file)
                ? read(file).filter(Map.class::isInstance).map(data -> (Map<?, ?>) data)
                : Optional.empty();
    }

    /** The version that was noted; the empty text for none. */
    static String version(Map<?, ?> info) {
        var version = info.get("version");
        return version == null ? "" : dev.muster.value.Printing.str(version);
    }

    /** Notes what is installed. */
    static void note(Path folder, String version, ZonedDateTime now) throws IOException {
        var info = new LinkedHashMap<String, @Nullable Object>();
        info.put("install_date", DATE.format(now));
        info.put("version", version.isEmpty() ? null : version);
        Files.createDirectories(folder.resolve("meta"));
        Files.writeString(folder.resolve(INFO), YamlWriter.write(info, LAYOUT));
    }

    /** Removes it; only a folder with a {@code meta/main.yml} that says something is taken for a role. */
    boolean remove() {
        if (metadata().isEmpty()) {
            return false;
        }
        try {
            Beside.remove(folder);
            return true;
        } catch (IOException e) {
            throw new UserError(SafeFile.reason(e));
        }
    }
}
