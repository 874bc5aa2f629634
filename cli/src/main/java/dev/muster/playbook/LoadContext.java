package dev.muster.playbook;

import dev.muster.source.Source;
import dev.muster.value.Binding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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
 * @param collections where short names of roles are searched, the first one first
 * @param open files and folders of roles that are being read now, the outermost first, so that loops are found
 */
public record LoadContext(
        Path folder,
        Path file,
        @Nullable RoleRef role,
        boolean handlers,
        Map<String, Binding> vars,
        List<String> collections,
        List<Path> open) {

    /** At the top level of a playbook. */
    public static LoadContext of(Path playbook) {
        return new LoadContext(parent(playbook), playbook, null, false, Map.of(), List.of(), List.of());
    }

    /** Where a task of a play stands: the context for what it includes when it runs. */
    public static LoadContext of(Play play, Task task) {
        var vars = new LinkedHashMap<>(play.keywords().vars());
        if (task.role() != null) {
            vars.putAll(task.role().defaults());
            vars.putAll(task.role().vars());
        }
        vars.putAll(task.keywords().vars());
        var collections = switch (task.action()) {
            case Action.IncludeTasks include -> include.collections();
            case Action.IncludeRole include -> include.collections();
            case Action.Meta _, Action.Module _, Action.Foreign _, Action.Rendered _ -> List.<String>of();
        };
        return new LoadContext(
                parent(play.file()), task.file(), task.role(), task.handler(), vars, collections, List.of());
    }

    /** What the names of static imports may use: the variables, and where this is. */
    Map<String, Binding> names() {
        var all = new LinkedHashMap<>(vars);
        var at = Source.ofText(file.toString(), "").at(1, 1);
        all.put("playbook_dir", new Binding(folder.toAbsolutePath().normalize().toString(), at));
        if (role != null) {
            all.put("role_name", new Binding(role.shortName(), at));
            all.put(
                    "role_path",
                    new Binding(role.path().toAbsolutePath().normalize().toString(), at));
        }
        return all;
    }

    /** What stands in {@link #open} for a role, which may use itself by another file of tasks. */
    static Path mark(Path role, String tasksFrom) {
        return tasksFrom.equals("main") ? role : role.resolve("tasks").resolve(tasksFrom);
    }

    /** Within something that has keywords of its own. */
    LoadContext with(Keywords keywords) {
        var searched = keywords.get(Keyword.COLLECTIONS);
        if (keywords.vars().isEmpty() && searched == null) {
            return this;
        }
        var all = new LinkedHashMap<>(vars);
        all.putAll(keywords.vars());
        return new LoadContext(
                folder, file, role, handlers, all, searched == null ? collections : names(searched), open);
    }

    /** The collections that a keyword names: a list, or one. */
    static List<String> names(Binding binding) {
        return switch (binding.value()) {
            case null -> List.of();
            case List<?> list -> list.stream().map(String::valueOf).toList();
            default -> List.of(String.valueOf(binding.value()));
        };
    }

    /** The same where some collections are searched. */
    LoadContext searching(List<String> others) {
        return new LoadContext(folder, file, role, handlers, vars, others, open);
    }

    LoadContext in(Path other) {
        return new LoadContext(folder, other, role, handlers, vars, collections, opened(other));
    }

    /** In a role, whose own collection is searched before those that it names; those of the play are not. */
    LoadContext in(RoleRef other, List<String> named) {
        var all = new LinkedHashMap<>(other.defaults());
        all.putAll(vars);
        all.putAll(other.vars());
        all.putAll(other.keywords().vars());
        all.putAll(other.params());
        var searched = new LinkedHashSet<String>();
        other.collection().ifPresent(searched::add);
        searched.addAll(named);
        return new LoadContext(
                folder, file, other, false, all, List.copyOf(searched), opened(mark(other.path(), other.tasksFrom())));
    }

    LoadContext forHandlers() {
        return new LoadContext(folder, file, role, true, vars, collections, open);
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
