package dev.muster.inventory;

import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.Binding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The {@code group_vars} and {@code host_vars} of one directory: {@code NAME}, {@code NAME.yml}, {@code NAME.yaml} or
 * {@code NAME.json} where no setting names other endings, the first that is there, and all files below {@code NAME} if that is a directory. As the plugin
 * {@code host_group_vars} of ansible-core finds them ({@code DataLoader.find_vars_files}). Each is read once, when asked for.
 */
final class VariableFiles {

    private final Path groupVars;
    private final Path hostVars;
    private final Set<String> groupEntries;
    private final Set<String> hostEntries;
    private final Function<Path, Source> reader;
    private final List<String> endings;
    private final ConcurrentMap<Path, Map<String, Binding>> read = new ConcurrentHashMap<>();

    private VariableFiles(Path directory, Function<Path, Source> reader, List<String> endings) {
        this.reader = reader;
        // A directory has no ending and comes before a file.
        this.endings = Stream.concat(Stream.of(""), endings.stream()).toList();
        groupVars = directory.resolve("group_vars");
        hostVars = directory.resolve("host_vars");
        groupEntries = Set.copyOf(names(groupVars));
        hostEntries = Set.copyOf(names(hostVars));
    }

    /**
     * @param reader reads a file, and opens a vault where it is one
     * @param endings of the files
     */
    static VariableFiles in(Path directory, Function<Path, Source> reader, List<String> endings) {
        return new VariableFiles(directory, reader, endings);
    }

    Map<String, Binding> ofGroup(String name) {
        return of(groupVars, groupEntries, name);
    }

    Map<String, Binding> ofHost(String name) {
        return of(hostVars, hostEntries, name);
    }

    private Map<String, Binding> of(Path directory, Set<String> entries, String name) {
        // A listing made once spares three looks at the disk for each of many hosts. A name with a slash is below the
        // directory,
        // or, when it starts with one, the path of a chroot, which has no files.
        if (name.startsWith("/") || entries.isEmpty()) {
            return Map.of();
        }
        for (var ending : endings) {
            var file = name + (ending.isEmpty() || ending.indexOf('.') >= 0 ? "" : ".") + ending;
            boolean there = name.indexOf('/') < 0 ? entries.contains(file) : Files.exists(directory.resolve(file));
            if (there) {
                return variables(directory.resolve(file));
            }
        }
        return Map.of();
    }

    private Map<String, Binding> variables(Path path) {
        var known = read.get(path);
        if (known != null) {
            return known;
        }
        var variables = new LinkedHashMap<String, Binding>();
        for (var file : Files.isDirectory(path) ? below(path) : List.of(path)) {
            variables.putAll(VariableFile.read(source(file)));
        }
        var made = Collections.unmodifiableMap(variables);
        read.put(path, made);
        return made;
    }

    /** Ansible takes a file of variables that cannot be opened for one that cannot be parsed. */
    private Source source(Path file) {
        try {
            return reader.apply(file);
        } catch (UserError e) {
            throw e.at(new Source(file.toString(), "").at(1, 1));
        }
    }

    /** The files of a directory and of those below it that have no ending, in the order of their names. */
    private List<Path> below(Path directory) {
        var found = new ArrayList<Path>();
        for (var name : names(directory)) {
            if (name.startsWith(".") || name.endsWith("~")) {
                continue;
            }
            var path = directory.resolve(name);
            int dot = name.lastIndexOf('.');
            var ending = dot <= 0 ? "" : name.substring(dot);
            if (Files.isDirectory(path)) {
                if (ending.isEmpty()) {
                    found.addAll(below(path));
                }
            } else if (Files.isRegularFile(path) && endings.contains(ending)) {
                found.add(path);
            }
        }
        return found;
    }

    /** The names in a directory, sorted as bytes would be; none when there is no such directory. */
    static List<String> names(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (var entries = Files.list(directory)) {
            return entries.map(path -> path.getFileName().toString())
                    .sorted(dev.muster.value.Compare::compareTexts)
                    .toList();
        } catch (IOException e) {
            throw new UserError("cannot list the directory '" + directory + "'")
                    .hint("is it readable for the user who runs this?");
        }
    }
}
