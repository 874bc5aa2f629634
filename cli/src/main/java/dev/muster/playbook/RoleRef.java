package dev.muster.playbook;

import dev.muster.source.Position;
import dev.muster.value.Binding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One use of a role, as its tasks know it.
 *
 * @param name as it is shown; the full one for a role of a collection
 * @param fullName of a role of a collection
 * @param path its folder
 * @param at where it is used
 * @param defaults of {@code defaults/main.yml}, in the order they are written
 * @param vars of {@code vars/main.yml}, in the order they are written
 * @param params what stands beside {@code role:} that is no keyword
 * @param keywords of the use
 * @param parents the roles that depend on it or have a task that brings it, the nearest first
 * @param brought whether a task brings it, rather than a list of roles
 * @param allowDuplicates whether it runs again where it ran already with the same parameters
 * @param files which of its files are used in place of {@code main}
 */
public record RoleRef(
        String name,
        Optional<CollectionName> fullName,
        Path path,
        Position at,
        Map<String, Binding> defaults,
        Map<String, Binding> vars,
        Map<String, Binding> params,
        Keywords keywords,
        List<RoleRef> parents,
        boolean brought,
        boolean allowDuplicates,
        RoleFiles files) {

    /** The name of the tasks file, {@code main} unless said. */
    public String tasksFrom() {
        return files.tasks() == null ? "main" : files.tasks();
    }

    /** The name without that of its collection. */
    public String shortName() {
        return fullName.map(CollectionName::shortName).orElse(name);
    }

    /** The roles in whose tasks it is included or imported, the nearest first. */
    public List<RoleRef> includers() {
        if (!brought || parents.isEmpty()) {
            return List.of();
        }
        var all = new ArrayList<RoleRef>();
        all.add(parents.getFirst());
        all.addAll(parents.getFirst().includers());
        return List.copyOf(all);
    }

    /** Namespace and name of the collection that holds it. */
    public Optional<String> collection() {
        return fullName.map(CollectionName::collection);
    }

    /**
     * What makes two uses of a role the same, so that the second does not run where the first did: the name and the folder,
     * the parameters, tags, conditions and variables as they are written, the files, and whether a task brings it. Two places
     * in a text do not make two uses.
     */
    public Identity identity() {
        return new Identity(
                name,
                path,
                brought,
                files,
                values(params),
                values(keywords.vars()),
                keywords.when().stream().map(RoleRef::plain).toList(),
                keywords.tags().stream().map(RoleRef::plain).toList());
    }

    /** See {@link RoleRef#identity}. */
    public record Identity(
            String name,
            Path path,
            boolean brought,
            RoleFiles files,
            Map<String, String> params,
            Map<String, String> vars,
            List<String> when,
            List<String> tags) {}

    private static Map<String, String> values(Map<String, Binding> bindings) {
        var map = new TreeMap<String, String>();
        bindings.forEach((name, binding) -> map.put(name, plain(binding)));
        return map;
    }

    /** Templates print as their text, so that the place of a template does not count. */
    private static String plain(@Nullable Binding binding) {
        return binding == null ? "" : String.valueOf(binding.value());
    }
}
