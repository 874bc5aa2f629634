package dev.muster.playbook;

import dev.muster.source.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What the name of a task's module means: something built in, a module of a collection or beside a playbook or role, or
 * nothing. A name is followed where it moved to. Source: {@code plugins/loader.py} of ansible-core.
 */
final class ModuleNames {

    /** The words of the language that are written like modules. */
    static final Set<String> WORDS = Set.of("import_role", "import_tasks", "include_role", "include_tasks", "meta");

    /** A name of ansible-core itself stands behind one of these, or alone. */
    private static final String BUILT_IN = "ansible.builtin.";

    private static final String LEGACY = "ansible.legacy.";

    /** Endings of what lies among modules and is none ({@code MODULE_IGNORE_EXTS}). */
    private static final List<String> IGNORED = List.of(
            ".pyc", ".pyo", ".swp", ".bak", "~", ".rpm", ".md", ".txt", ".rst", ".yaml", ".yml", ".ini", "__init__.py");

    /**
     * The two kinds of plugins that a task may name.
     *
     * @param routed the kind in {@code meta/runtime.yml}, and its folder in a collection below {@code plugins}
     * @param local its folder beside a playbook and in a role
     * @param title the kind in an error
     */
    record Kind(String routed, String local, String title) {}

    static final Kind MODULE = new Kind("modules", "library", "module");
    static final Kind ACTION = new Kind("action", "action_plugins", "action plugin");
    static final List<Kind> KINDS = List.of(MODULE, ACTION);

    /** What a name means. */
    sealed interface Meaning {
        /**
         * A word of the language, or a module that ansible-core has.
         *
         * @param name short
         */
        record BuiltIn(String name) implements Meaning {}

        /** A module that is not ansible-core's. */
        record Foreign(Path file) implements Meaning {}

        /**
         * Nothing.
         *
         * @param absent the collections that would be asked and are not there
         */
        record Unknown(Set<String> absent) implements Meaning {}
    }

    private final LoaderSettings settings;
    private final Reading reading;
    private final Map<Path, Routing> routings = new ConcurrentHashMap<>();
    private final Map<Path, Map<String, Path>> folders = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable MovedModules> moved = new AtomicReference<>();

    ModuleNames(LoaderSettings settings, Reading reading) {
        this.settings = settings;
        this.reading = reading;
    }

    /** The name without the collection that is Ansible itself. */
    static String shortName(String name) {
        return name.startsWith(BUILT_IN)
                ? name.substring(BUILT_IN.length())
                : name.startsWith(LEGACY) ? name.substring(LEGACY.length()) : name;
    }

    /**
     * What a name means.
     *
     * @param searched the collections where short names are searched
     * @throws UserError when it meant something that is gone
     */
    Meaning of(String name, List<String> searched) {
        return WORDS.contains(shortName(name)) ? new Meaning.BuiltIn(shortName(name)) : new Walk(searched).of(name);
    }

    /** The table, which is read when it is first needed: most playbooks never ask. */
    private MovedModules moved() {
        var known = moved.get();
        if (known != null) {
            return known;
        }
        var read = MovedModules.read();
        moved.set(read);
        return read;
    }

    /** Whether there is a lookup of this name, of ansible-core or of a collection, for a key that begins with {@code with_}. */
    boolean isLookup(String name) {
        return settings.lookups().contains(shortName(name))
                || CollectionName.parse(name)
                        .flatMap(full -> full.folder(reading.collectionsPath())
                                .map(folder -> folder.resolve("plugins/lookup").resolve(full.resource() + ".py")))
                        .filter(Files::isRegularFile)
                        .isPresent();
    }

    /** One name, followed through everything that it redirects to. */
    private final class Walk {

        private final List<String> searched;
        private final Set<String> seen = new LinkedHashSet<>();
        private final Set<String> absent = new LinkedHashSet<>();

        Walk(List<String> searched) {
            this.searched = searched;
        }

        Meaning of(String name) {
            if (!seen.add(name)) {
                throw new UserError("plugin redirect loop resolving "
                        + seen.iterator().next() + " (path: " + String.join(", ", seen) + ")");
            }
            for (var candidate : candidates(name)) {
                var meaning = candidate(candidate);
                if (!(meaning instanceof Meaning.Unknown)) {
                    return meaning;
                }
            }
            return nothing();
        }

        private List<String> candidates(String name) {
            if (name.contains(".")) {
                return List.of(name);
            }
            var all = new ArrayList<String>();
            searched.forEach(collection -> all.add(collection + "." + name));
            if (!searched.contains("ansible.builtin") && !searched.contains("ansible.legacy")) {
                all.add(LEGACY + name);
            }
            return all;
        }

        private Meaning candidate(String name) {
            if (name.startsWith(BUILT_IN)) {
                return builtIn(name.substring(BUILT_IN.length()));
            }
            if (name.startsWith(LEGACY)) {
                var local = local(name.substring(LEGACY.length()));
                return local.isPresent() ? new Meaning.Foreign(local.get()) : builtIn(name.substring(LEGACY.length()));
            }
            var full = CollectionName.parse(name);
            return full.isPresent()
                    ? inCollection(full.get())
                    : local(name).<Meaning>map(Meaning.Foreign::new).orElseGet(this::nothing);
        }

        private Meaning builtIn(String name) {
            return settings.modules().contains(name)
                    ? new Meaning.BuiltIn(name)
                    : moved().target(name).map(this::of).orElseGet(this::nothing);
        }

        private Meaning inCollection(CollectionName name) {
            var folder = name.folder(reading.collectionsPath()).orElse(null);
            if (folder == null) {
                absent.add(name.collection());
                return nothing();
            }
            reading.required().check(name.collection(), folder);
            var routing = routings.computeIfAbsent(folder, there -> Routing.of(name.collection(), there));
            for (var kind : KINDS) {
                var redirect = routing.redirect(kind, name.resource().replace('/', '.'));
                if (redirect.isPresent()) {
                    return of(redirect.get());
                }
                var file = folder.resolve("plugins").resolve(kind.routed()).resolve(name.resource());
                var found = Optional.ofNullable(files(LoadContext.parent(file)).get(name.shortName()));
                if (found.isPresent()) {
                    return new Meaning.Foreign(found.get());
                }
            }
            return nothing();
        }

        private Meaning nothing() {
            return new Meaning.Unknown(Set.copyOf(absent));
        }
    }

    /** A module beside a playbook, in a role, or in a folder of the settings. */
    private Optional<Path> local(String name) {
        return KINDS.stream()
                .flatMap(kind -> reading.pluginFolders(kind).stream())
                .flatMap(folder -> Optional.ofNullable(files(folder).get(name)).stream())
                .findFirst();
    }

    /** The modules of a folder by their names with and without ending. */
    private Map<String, Path> files(Path folder) {
        return folders.computeIfAbsent(folder, ModuleNames::list);
    }

    private static Map<String, Path> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Map.of();
        }
        var all = new ConcurrentHashMap<String, Path>();
        try (var files = Files.list(folder)) {
            files.filter(Files::isRegularFile).sorted().forEach(file -> {
                var name = file.getFileName().toString();
                if (IGNORED.stream().noneMatch(name::endsWith)) {
                    int dot = name.lastIndexOf('.');
                    all.putIfAbsent(name, file);
                    all.putIfAbsent(dot > 0 ? name.substring(0, dot) : name, file);
                }
            });
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
