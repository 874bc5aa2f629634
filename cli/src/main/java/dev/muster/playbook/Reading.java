package dev.muster.playbook;

import dev.muster.source.Position;
import dev.muster.source.UserError;
import dev.muster.value.Binding;
import dev.muster.value.Template;
import dev.muster.yaml.Node;
import dev.muster.yaml.Yaml;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** Finds files, reads them, and renders the names under which they are imported. */
final class Reading {

    private final LoaderSettings settings;
    private final ModuleNames names;
    private final RequiredAnsible required;
    private final CopyOnWriteArrayList<Path> besidePlaybooks = new CopyOnWriteArrayList<>();
    private final AtomicReference<Optional<String>> home = new AtomicReference<>(Optional.empty());
    private final CopyOnWriteArrayList<Path> withPlugins = new CopyOnWriteArrayList<>();

    Reading(LoaderSettings settings) {
        this.settings = settings;
        this.required = new RequiredAnsible(settings);
        this.names = new ModuleNames(settings, this);
    }

    /** Whether collections are for this version of Ansible. */
    RequiredAnsible required() {
        return required;
    }

    /** The document in a file, which is empty when there is nothing but comments in it. */
    Optional<Node> document(Path file) {
        var source = settings.reader().apply(shown(file));
        return Yaml.parse(source, source.duplicates().or(settings.warnings()));
    }

    void warn(UserError warning) {
        settings.warnings().accept(warning);
    }

    /** A path as a person would write it: relative to the working directory when the file is beneath that. */
    private static Path shown(Path file) {
        var here = Path.of("").toAbsolutePath();
        var absolute = file.toAbsolutePath().normalize();
        return absolute.startsWith(here) ? here.relativize(absolute) : absolute;
    }

    /** A name that is needed before anything runs. */
    String name(Binding binding, LoadContext context) {
        if (!(binding.value() instanceof Template template)) {
            return String.valueOf(binding.value());
        }
        try {
            return settings.names().render(template, context.names());
        } catch (UserError e) {
            throw new UserError("error when evaluating variable in import path '" + template.text() + "'. " + e.what())
                    .general()
                    .at(binding.at())
                    .hint("when using static imports, ensure that any variables used in their names are defined in "
                            + "vars/vars_files or extra-vars passed in from the command line; they cannot use facts or "
                            + "variables of hosts");
        }
    }

    /** The playbook that a statement imports. */
    String importedPlaybook(Binding binding, LoadContext context) {
        try {
            return name(binding, context);
        } catch (UserError e) {
            throw new UserError(e.what().replaceFirst("^.*'[.] ", "error processing keyword 'import_playbook': "))
                    .at(e.where())
                    .hint(e.hint());
        }
    }

    /** The first of several files that exists. */
    Path first(String name, List<Path> candidates, Position at) {
        var places = new LinkedHashSet<Path>();
        for (var candidate : candidates) {
            var file = candidate.normalize();
            if (Files.isRegularFile(file)) {
                return file;
            }
            places.add(shown(file));
        }
        var searched = places.stream().map(Path::toString).collect(Collectors.joining("', '", "'", "'"));
        throw new UserError("could not find or access '" + name + "'")
                .general()
                .at(at)
                .hint("searched for " + searched);
    }

    /** Fails when a file is being read already. */
    static void checkLoop(Path next, LoadContext context, Position at) {
        var path = next.toAbsolutePath().normalize();
        if (context.open().stream()
                .anyMatch(open -> open.toAbsolutePath().normalize().equals(path))) {
            var chain = context.open().stream().map(Path::toString).collect(Collectors.joining(" -> "));
            throw new UserError("'" + shown(next) + "' imports itself")
                    .at(at)
                    .hint("the imports are " + chain + " -> " + next);
        }
    }

    /** Whether tasks behind a role see its variables where nothing says otherwise. */
    boolean exposesRoles() {
        return !settings.privateRoles();
    }

    boolean knows(String module) {
        return settings.modules().contains(module);
    }

    /** What the names of modules mean. */
    ModuleNames names() {
        return names;
    }

    Set<String> modules() {
        return settings.modules();
    }

    /** The keywords with the groups of their {@code module_defaults} resolved. */
    Keywords resolved(Keywords keywords) {
        return new ModuleDefaults(this).resolved(keywords);
    }

    /** Begins with a playbook: the collections beside it count for all that it imports, or the one that it is of. */
    void start(Path playbook) {
        var own = CollectionName.around(playbook, settings.paths().collections());
        if (own.isPresent()) {
            home.set(own);
        } else {
            besidePlaybooks.addIfAbsent(LoadContext.parent(playbook).resolve("collections"));
            plugins(LoadContext.parent(playbook));
        }
    }

    /** The collections that are searched first, whatever is said: that of the playbook. */
    List<String> home() {
        return home.get().stream().toList();
    }

    /** Where collections lie: beside the playbooks, then on the search path. */
    List<Path> collectionsPath() {
        var roots = new ArrayList<>(besidePlaybooks);
        roots.addAll(settings.paths().collections());
        return List.copyOf(roots);
    }

    /** Adds the folder of a playbook or role: what lies in its {@code library} counts from then on, wherever it is named. */
    void plugins(Path folder) {
        withPlugins.addIfAbsent(folder.toAbsolutePath().normalize());
    }

    /** Where modules of one's own lie: beside playbooks and in roles, then in the folders of the settings. */
    List<Path> pluginFolders(ModuleNames.Kind kind) {
        var all = new ArrayList<Path>();
        withPlugins.forEach(folder -> all.add(folder.resolve(kind.local())));
        all.addAll(
                kind.equals(ModuleNames.MODULE)
                        ? settings.paths().modules()
                        : settings.paths().actions());
        return List.copyOf(all);
    }

    List<Path> rolesPath() {
        return settings.paths().roles();
    }
}
