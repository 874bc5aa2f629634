package dev.muster.engine;

import dev.muster.modules.MissingFile;
import dev.muster.playbook.Task;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where files of the controller are searched: in the task's role, then beside its file, then beside the playbook. */
final class SearchPath {

    private SearchPath() {}

    static List<Path> folders(Scopes.PlayContext context, @Nullable Task task) {
        var folders = new LinkedHashSet<Path>();
        if (task != null) {
            folders.addAll(ofTask(task));
        }
        folders.add(absolute(context.folder));
        return List.copyOf(folders);
    }

    /** The folders of the roles that a task is in, the nearest first, and that of its file. */
    static List<Path> ofTask(Task task) {
        var folders = new LinkedHashSet<Path>();
        if (task.role() != null) {
            folders.add(absolute(task.role().path()));
            task.role().parents().forEach(parent -> folders.add(absolute(parent.path())));
        }
        var parent = task.file().toAbsolutePath().getParent();
        if (parent != null) {
            folders.add(absolute(parent));
        }
        return List.copyOf(folders);
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }

    /** The places a file may be at, in the order they are tried. */
    static List<Path> candidates(List<Path> folders, String kind, String name) {
        var expanded =
                name.equals("~") || name.startsWith("~/") ? System.getProperty("user.home") + name.substring(1) : name;
        var path = Path.of(expanded);
        if (path.isAbsolute()) {
            return List.of(path);
        }
        var all = new ArrayList<Path>();
        for (var folder : folders) {
            all.add(folder.resolve(kind).resolve(path).normalize());
            if (folder.endsWith("tasks") && folder.getParent() != null) {
                all.add(folder.getParent().resolve(kind).resolve(path).normalize());
            }
            all.add(folder.resolve(path).normalize());
        }
        return all;
    }

    static @Nullable Path findOrNull(List<Path> folders, String kind, String name) {
        return candidates(folders, kind, name).stream()
                .filter(Files::exists)
                .findFirst()
                .orElse(null);
    }

    static Path find(List<Path> folders, String kind, String name) {
        var found = findOrNull(folders, kind, name);
        if (found == null) {
            var places = candidates(folders, kind, name);
            throw MissingFile.of(name, places.stream().map(Path::toString).toList());
        }
        return found;
    }
}
