package dev.muster.playbook;

import dev.muster.config.Surroundings;
import dev.muster.source.Nearest;
import dev.muster.source.Position;
import dev.muster.source.UserError;
import dev.muster.value.Binding;
import dev.muster.value.Truth;
import dev.muster.yaml.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds roles and reads their files. The rules are those of {@code playbook/role}. */
final class RoleReader {

    private static final List<String> ENDINGS = List.of(".yml", ".yaml", ".json");

    private final Reading reading;
    private final TaskReader tasks;

    RoleReader(Reading reading, TaskReader tasks) {
        this.reading = reading;
        this.tasks = tasks;
    }

    /** The roles of a play or the dependencies of a role. */
    List<Role> list(Node node, LoadContext context, @Nullable RoleRef parent, String what) {
        if (node instanceof Node.Scalar scalar && scalar.value() == null) {
            return List.of();
        }
        if (!(node instanceof Node.Sequence sequence)) {
            throw new UserError(what + " must be a list, not a " + node.kind()).at(node.at());
        }
        return sequence.items().stream()
                .map(item -> load(use(item, context), context, parent, false))
                .toList();
    }

    private RoleUse use(Node node, LoadContext context) {
        if (node instanceof Node.Scalar scalar && scalar.text().contains(",")) {
            throw new UserError("Invalid old style role requirement: " + scalar.text())
                    .general()
                    .at(node.at());
        }
        if (Imports.isName(node)) {
            return use(KeywordReader.binding(node), Keywords.NONE, Map.of(), context);
        }
        if (!(node instanceof Node.Mapping mapping)) {
            throw new UserError("role definitions must contain a role name").at(node.at());
        }
        var name = mapping.get("role")
                .or(() -> mapping.get("name"))
                .or(() -> mapping.get("src"))
                .orElse(null);
        if (name == null || !Imports.isName(name)) {
            throw new UserError("role definitions must contain a role name")
                    .at(node.at())
                    .hint("write '- role: NAME', with keywords and parameters as further keys");
        }
        var params = new LinkedHashMap<String, Binding>();
        for (var entry : mapping.entries()) {
            if (!Level.ROLE.accepts(entry.name())) {
                params.put(entry.name(), KeywordReader.binding(entry.value()));
            }
        }
        return use(
                KeywordReader.binding(name),
                reading.resolved(KeywordReader.read(mapping, Level.ROLE)),
                params,
                context);
    }

    private RoleUse use(Binding name, Keywords keywords, Map<String, Binding> params, LoadContext context) {
        var text = reading.name(name, context.with(keywords));
        return new RoleUse(text, name.at(), RoleFiles.MAIN, keywords, params, reading.exposesRoles(), false, true);
    }

    /** A role that a task brings, with everything it depends on; {@code parent} is the role of that task. */
    Role load(RoleUse use, LoadContext context, @Nullable RoleRef parent) {
        return load(use, context, parent, true);
    }

    private Role load(RoleUse use, LoadContext context, @Nullable RoleRef parent, boolean brought) {
        var found = found(use, context, parent);
        var folder = found.folder();
        checkLoop(folder, use, context);
        var defaults = variables(folder, "defaults", use.files().defaults(), use);
        var vars = variables(folder, "vars", use.files().vars(), use);
        var meta = meta(folder, use);
        var parents = new ArrayList<RoleRef>();
        if (parent != null) {
            parents.add(parent);
            parents.addAll(parent.parents());
        }
        var ref = new RoleRef(
                found.name(),
                found.fullName(),
                folder,
                use.at(),
                defaults,
                vars,
                use.params(),
                use.keywords(),
                List.copyOf(parents),
                brought,
                repeatable(use, meta, brought),
                use.files());
        if (found.fullName().isEmpty()) {
            reading.plugins(folder);
        }
        var searched = new ArrayList<>(found.fullName().isEmpty() ? reading.home() : List.of());
        searched.addAll(collections(meta));
        var inner = context.in(ref, searched);
        var dependencies = meta == null || meta.get("dependencies").isEmpty()
                ? List.<Role>of()
                : list(meta.get("dependencies").get(), inner, ref, "role dependencies");
        var specs = specs(folder, meta, use);
        return new Role(
                ref,
                dependencies,
                tasks(folder, use, inner, specs),
                read(folder, "handlers", use.files().handlers(), use, inner.forHandlers()),
                specs,
                use.exposed());
    }

    private static List<String> collections(Node.@Nullable Mapping meta) {
        var named = meta == null ? null : KeywordReader.binding(meta, "collections");
        return named == null ? List.of() : LoadContext.names(named);
    }

    private List<TaskItem> tasks(Path folder, RoleUse use, LoadContext inner, Map<String, Binding> specs) {
        var items = new ArrayList<TaskItem>();
        var role = inner.role();
        var entryPoint = use.files().tasks() == null ? "main" : use.files().tasks();
        var spec = specs.get(entryPoint);
        if (use.validated() && role != null && spec != null && reading.knows("validate_argument_spec")) {
            items.add(validation(role, folder, entryPoint, spec));
        }
        items.addAll(read(folder, "tasks", use.files().tasks(), use, inner));
        return List.copyOf(items);
    }

    private static Task validation(RoleRef role, Path folder, String entryPoint, Binding spec) {
        var options =
                spec.value() instanceof Map<?, ?> map && map.get("options") != null ? map.get("options") : Map.of();
        var provided = new LinkedHashMap<String, @Nullable Object>();
        role.params().forEach((key, binding) -> provided.put(key, binding.value()));
        var args = new LinkedHashMap<String, Object>();
        args.put("argument_spec", options);
        args.put("provided_arguments", provided);
        args.put(
                "validate_args_context",
                Map.of(
                        "type",
                        "role",
                        "name",
                        role.shortName(),
                        "argument_spec_name",
                        entryPoint,
                        "path",
                        folder.toString()));
        return TaskReader.validation(
                role, folder.resolve("tasks").resolve(entryPoint + ".yml"), entryPoint, spec, args);
    }

    private List<TaskItem> read(Path folder, String part, @Nullable String from, RoleUse use, LoadContext context) {
        var files = files(folder, part, from, use, false);
        if (files.isEmpty()) {
            return List.of();
        }
        var file = files.getFirst();
        return tasks.file(
                file,
                context,
                "the " + part + "/" + file.getFileName() + " file for role '" + use.name()
                        + "' must contain a list of tasks");
    }

    private Map<String, Binding> variables(Path folder, String part, @Nullable String from, RoleUse use) {
        var all = new LinkedHashMap<String, Binding>();
        for (var file : files(folder, part, from, use, true)) {
            var document = reading.document(file).orElse(null);
            if (document == null) {
                continue;
            }
            if (!(document instanceof Node.Mapping mapping)) {
                throw new UserError("the " + part + "/main.yml file for role '" + use.name()
                                + "' must contain a dictionary of variables")
                        .at(document.at());
            }
            var variables = KeywordReader.variables(mapping);
            var source = document.at().source();
            if (source.secret()) {
                variables.values().forEach(binding -> source.opener().learn(binding.value()));
            }
            all.putAll(variables);
        }
        return all;
    }

    private Node.@Nullable Mapping meta(Path folder, RoleUse use) {
        var files = files(folder, "meta", null, use, false);
        var document =
                files.isEmpty() ? null : reading.document(files.getFirst()).orElse(null);
        if (document == null) {
            return null;
        }
        if (!(document instanceof Node.Mapping mapping)) {
            throw new UserError("the 'meta/main.yml' for role " + use.name() + " is not a dictionary")
                    .at(document.at());
        }
        KeywordReader.check(mapping, Level.METADATA, Set.of());
        return mapping;
    }

    /** What a task that brings a role says goes before what the role says of itself. */
    private static boolean repeatable(RoleUse use, Node.@Nullable Mapping meta, boolean brought) {
        return brought ? use.repeatable() : allowsDuplicates(meta);
    }

    private static boolean allowsDuplicates(Node.@Nullable Mapping meta) {
        var node = meta == null ? null : meta.get("allow_duplicates").orElse(null);
        // Python's truth, by which any text but the empty one is true.
        return node != null && Truth.of(node.trusted());
    }

    private Map<String, Binding> specs(Path folder, Node.@Nullable Mapping meta, RoleUse use) {
        var holder = meta;
        for (var ending : ENDINGS) {
            var file = folder.resolve("meta").resolve("argument_specs" + ending);
            if (Files.isRegularFile(file)) {
                holder = reading.document(file).orElse(null) instanceof Node.Mapping mapping ? mapping : null;
                break;
            }
        }
        var specs = holder == null ? null : holder.get("argument_specs").orElse(null);
        if (specs == null || (specs instanceof Node.Scalar scalar && scalar.value() == null)) {
            return Map.of();
        }
        return ActionReader.bindings(specs.mapping("the argument specification of role '" + use.name() + "'"));
    }

    /** The files of a part: one, or for variables also all in a folder {@code main/}. */
    private static List<Path> files(Path folder, String part, @Nullable String from, RoleUse use, boolean folders) {
        var place = folder.resolve(part);
        var main = from == null ? "main" : from;
        var endings = new ArrayList<>(ENDINGS);
        endings.add(from == null ? endings.size() : 0, "");
        for (var ending : endings) {
            var file = place.resolve(main + ending).normalize();
            if (!Files.exists(file)) {
                continue;
            }
            if (!file.startsWith(place.normalize())) {
                throw new UserError("failed loading '" + file + "' for role (" + use.name()
                                + ") as it is not inside the expected role path: '" + place + "'")
                        .at(use.at());
            }
            if (!Files.isDirectory(file)) {
                return List.of(file);
            }
            if (folders) {
                return within(file);
            }
        }
        if (from != null && Files.isDirectory(place)) {
            throw new UserError("could not find specified file in role: " + part + "/" + from)
                    .at(use.at())
                    .hint("the role is '" + folder + "'");
        }
        return List.of();
    }

    /** Files of variables in a folder and those in it, by name; hidden ones and backups do not count. */
    private static List<Path> within(Path folder) {
        var found = new ArrayList<Path>();
        for (var path : entries(folder)) {
            var name = path.getFileName().toString();
            int dot = name.lastIndexOf('.');
            if (name.startsWith(".") || name.endsWith("~")) {
                continue;
            }
            if (Files.isDirectory(path) && dot <= 0) {
                found.addAll(within(path));
            } else if (Files.isRegularFile(path) && (dot <= 0 || ENDINGS.contains(name.substring(dot)))) {
                found.add(path);
            }
        }
        return found;
    }

    private static List<Path> entries(Path folder) {
        try (var entries = Files.list(folder)) {
            return entries.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A role's folder.
     *
     * @param name what it is called from then on: as it was written, but for a path that had to be made a whole one first
     * @param fullName when it was found in a collection
     */
    private record Found(Path folder, String name, Optional<CollectionName> fullName) {}

    /** The folder of a role, in a collection or out of one. */
    Path find(RoleUse use, LoadContext context, @Nullable RoleRef parent) {
        return found(use, context, parent).folder();
    }

    private Found found(RoleUse use, LoadContext context, @Nullable RoleRef parent) {
        var roots = reading.collectionsPath();
        for (var name : CollectionName.candidates(use.name(), context.collections())) {
            var folder = name.role(roots);
            if (folder.isPresent()) {
                name.folder(roots).ifPresent(collection -> reading.required().check(name.collection(), collection));
                return new Found(folder.get(), name.title(), Optional.of(name));
            }
        }
        return outsideOfCollections(use, context, parent);
    }

    /** Beside the playbook, on the search path, beside the role that needs it, or a path of its own. */
    private Found outsideOfCollections(RoleUse use, LoadContext context, @Nullable RoleRef parent) {
        var places = new LinkedHashSet<Path>();
        places.add(context.folder().resolve("roles"));
        places.addAll(reading.rolesPath());
        if (parent != null) {
            places.add(LoadContext.parent(parent.path()));
        }
        places.add(context.folder());
        for (var place : places) {
            var folder = place.resolve(use.name());
            if (Files.isDirectory(folder)) {
                return new Found(folder.toAbsolutePath().normalize(), use.name(), Optional.empty());
            }
        }
        var path = Path.of(new Surroundings(System.getenv(), Path.of("")).path(use.name(), null));
        if (!use.name().isEmpty() && Files.isDirectory(path)) {
            return new Found(path, String.valueOf(Path.of(use.name()).getFileName()), Optional.empty());
        }
        var searched =
                places.stream().map(place -> place.toAbsolutePath().normalize().toString());
        throw new UserError(
                        "the role '" + use.name() + "' was not found in " + searched.collect(Collectors.joining(":")))
                .general()
                .at(use.at())
                .hint(Nearest.hint(use.name(), rolesIn(places)));
    }

    private static Set<String> rolesIn(Set<Path> places) {
        var names = new TreeSet<String>();
        for (var place : places) {
            if (Files.isDirectory(place)) {
                entries(place.toAbsolutePath()).stream()
                        .filter(Files::isDirectory)
                        .forEach(folder -> names.add(folder.getFileName().toString()));
            }
        }
        return names;
    }

    private static void checkLoop(Path folder, RoleUse use, LoadContext context) {
        var mark = LoadContext.mark(
                folder, use.files().tasks() == null ? "main" : use.files().tasks());
        if (!context.open().contains(mark)) {
            return;
        }
        var chain = context
                .open()
                .subList(context.open().indexOf(mark), context.open().size())
                .stream()
                .filter(Files::isDirectory)
                .map(open -> open.getFileName().toString())
                .collect(Collectors.joining(" -> "));
        throw loop(use.at()).hint("the roles need each other: " + chain + " -> " + folder.getFileName());
    }

    private static UserError loop(Position at) {
        return new UserError("a recursion loop was detected with the roles specified. "
                        + "Make sure child roles do not have dependencies on parent roles")
                .at(at);
    }
}
