package dev.muster.playbook;

import dev.muster.value.Binding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where in a playbook something is read.
 *
 * @param folder of the playbook
 * @param file that names what is read
 * @param role whose file that is, or null
 * @param handlers whether the tasks are handlers
 * @param vars that names of static imports may use
 * @param open files and folders of roles that are being read now, the outermost first, so that loops are found
 */
public record LoadContext(
        Path folder, Path file, @Nullable RoleRef role, boolean handlers, Map<String, Binding> vars, List<Path> open) {

    /** At the top level of a playbook. */
    public static LoadContext of(Path playbook) {
        return new LoadContext(parent(playbook), playbook, null, false, Map.of(), List.of());
    }

    /** Where a task of a play stands: the context for what it includes when it runs. */
    public static LoadContext of(Play play, Task task) {
        var vars = new LinkedHashMap<>(play.keywords().vars());
        if (task.role() != null) {
            vars.putAll(task.role().defaults());
            vars.putAll(task.role().vars());
        }
        vars.putAll(task.keywords().vars());
        return new LoadContext(parent(play.file()), task.file(), task.role(), task.handler(), vars, List.of());
    }

    LoadContext with(Map<String, Binding> more) {
        if (more.isEmpty()) {
            return this;
        }
        var all = new LinkedHashMap<>(vars);
        all.putAll(more);
        return new LoadContext(folder, file, role, handlers, all, open);
    }

    LoadContext in(Path other) {
        return new LoadContext(folder, other, role, handlers, vars, opened(other));
    }

    LoadContext in(RoleRef other) {
        var all = new LinkedHashMap<>(other.defaults());
        all.putAll(vars);
        all.putAll(other.vars());
        all.putAll(other.keywords().vars());
        all.putAll(other.params());
        return new LoadContext(folder, file, other, false, all, opened(other.path()));
    }

    LoadContext forHandlers() {
        return new LoadContext(folder, file, role, true, vars, open);
    }

    private List<Path> opened(Path other) {
        var all = new ArrayList<>(open);
        all.add(other);
        return List.copyOf(all);
    }

    /** The folder of a file; the empty path for a file without one. */
    static Path parent(Path file) {
        var parent = file.getParent();
        return parent == null ? Path.of("") : parent;
    }
}
