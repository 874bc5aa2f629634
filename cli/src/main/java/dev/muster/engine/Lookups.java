package dev.muster.engine;

import dev.muster.config.Settings;
import dev.muster.jinja.Outside;
import dev.muster.jinja.PythonRegex;
import dev.muster.jinja.Variables;
import dev.muster.source.Nearest;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.Lazy;
import dev.muster.value.Printing;
import dev.muster.value.Template;
import dev.muster.value.Types;
import dev.muster.value.Undefined;
import dev.muster.value.UndefinedUse;
import dev.muster.vault.Envelope;
import dev.muster.vault.VaultReader;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What templates may have of the world: Ansible's lookups, files to include, the clock and chance. What a lookup gives is data
 * and is never rendered.
 */
public final class Lookups implements Outside {

    /** How long a program that {@code pipe} or {@code lines} starts may take, so that a template can never hang a run. */
    private static final long PATIENCE_SECONDS = 600;

    /** How much of a name one expression may look at, so that none goes on without end. */
    private static final long MATCHING = 10_000_000L;

    private static final Set<String> NAMES = Set.of(
            "cartesian",
            "config",
            "csvfile",
            "dict",
            "env",
            "file",
            "fileglob",
            "first_found",
            "indexed_items",
            "ini",
            "inventory_hostnames",
            "items",
            "lines",
            "list",
            "flattened",
            "nested",
            "password",
            "pipe",
            "random_choice",
            "sequence",
            "subelements",
            "template",
            "together",
            "unvault",
            "url",
            "varnames",
            "vars");

    private final Function<Path, Source> reader;
    private final VaultReader vaults;
    private final Function<String, List<String>> hosts;
    private final Consumer<String> warnings;
    private final FileLookups files;
    private final @Nullable Settings settings;
    private final Consumer<String> deprecations;

    /**
     * @param reader reads a text file, and opens a vault where it is one
     * @param hosts the names of the hosts that a pattern selects
     * @param warnings what hears of failures that were not to be errors
     */
    public Lookups(Function<Path, Source> reader, Function<String, List<String>> hosts, Consumer<String> warnings) {
        this(reader, hosts, warnings, _ -> {}, null);
    }

    /**
     * @param deprecations what hears of what is still taken
     * @param settings what {@code config} tells of, or null where nothing can be set
     */
    public Lookups(
            Function<Path, Source> reader,
            Function<String, List<String>> hosts,
            Consumer<String> warnings,
            Consumer<String> deprecations,
            @Nullable Settings settings) {
        this.settings = settings;
        this.deprecations = deprecations;
        this.reader = reader;
        this.vaults = reader instanceof VaultReader known ? known : VaultReader.locked();
        this.hosts = hosts;
        this.warnings = warnings;
        this.files = new FileLookups(reader, this::glob);
    }

    /** The names of all lookups there are. */
    public static Set<String> names() {
        return NAMES;
    }

    @Override
    public List<@Nullable Object> lookup(
            String plugin, List<@Nullable Object> terms, Map<String, @Nullable Object> options, Variables variables) {
        var name = shortName(plugin);
        try {
            return found(name, plugin, terms, options, variables);
        } catch (UserError e) {
            throw e.what().startsWith("The lookup plugin '")
                    ? e
                    : e.prefixed("The lookup plugin '" + name + "' failed: ");
        }
    }

    private List<@Nullable Object> found(
            String name,
            String plugin,
            List<@Nullable Object> terms,
            Map<String, @Nullable Object> options,
            Variables variables) {
        var given = new GivenOptions(name, options);
        return switch (name) {
            case "items" -> LoopLookups.flattened(terms, 1);
            case "flattened" -> LoopLookups.flattened(terms, Integer.MAX_VALUE);
            case "list" -> new ArrayList<>(terms);
            case "dict" -> LoopLookups.dict(terms);
            case "indexed_items" -> LoopLookups.indexed(terms);
            case "together" -> LoopLookups.together(terms);
            case "cartesian" -> LoopLookups.cartesian(terms);
            case "nested" -> LoopLookups.nested(terms);
            case "subelements" -> LoopLookups.subelements(terms);
            case "sequence" -> LoopLookups.sequence(terms, options);
            case "random_choice" -> {
                var items = LoopLookups.flattened(terms, 1);
                yield items.isEmpty() ? List.of() : one(items.get(random().nextInt(items.size())));
            }
            case "inventory_hostnames" -> new ArrayList<@Nullable Object>(hosts.apply(joined(terms)));
            case "env" -> environment(terms, options, settings == null ? System::getenv : settings.environment()::get);
            case "vars" -> each(terms, term -> variable(term, options, variables));
            case "varnames" -> {
                var found = new ArrayList<@Nullable Object>();
                for (var term : terms) {
                    if (!(term instanceof String text)) {
                        throw new UserError("Invalid setting identifier, \"" + Printing.str(term)
                                + "\" is not a string, it is a " + Types.name(term));
                    }
                    var pattern = searched(text);
                    variables.names().stream()
                            .filter(each -> pattern.search(each) != null)
                            .forEach(found::add);
                }
                yield found;
            }
            case "file" -> each(terms, term -> files.file(Printing.str(term), given, variables));
            case "unvault" -> each(terms, term -> files.unvault(Printing.str(term), variables));
            case "template" -> each(terms, term -> files.template(Printing.str(term), given, variables));
            case "fileglob" -> {
                var found = new ArrayList<@Nullable Object>();
                for (var term : terms) {
                    found.addAll(files.fileglob(Printing.str(term), variables));
                }
                yield found;
            }
            case "first_found" -> files.firstFound(terms, options, variables, "", false);
            case "csvfile" -> tables(variables).csv(terms, options);
            case "ini" -> tables(variables).ini(terms, options);
            case "url" -> UrlLookup.lookup(terms, options, variables, settings);
            case "pipe" ->
                each(
                        terms,
                        term -> run(Printing.str(term), "pipe", FileLookups.base(variables))
                                .stripTrailing());
            case "lines" -> {
                var lines = new ArrayList<@Nullable Object>();
                terms.forEach(term -> run(Printing.str(term), "lines", FileLookups.base(variables))
                        .lines()
                        .forEach(lines::add));
                yield lines;
            }
            case "password" ->
                each(terms, term -> Passwords.lookup(Printing.str(term), options, FileLookups.base(variables)));
            case "config" -> {
                if (settings == null) {
                    throw new UserError("nothing was set here");
                }
                yield new ConfigLookup(settings, variables, warnings).of(terms, given);
            }
            default ->
                throw new UserError("The lookup plugin '" + plugin + "' was not found.")
                        .hint(
                                Nearest.hint(name, NAMES) != null
                                        ? Nearest.hint(name, NAMES)
                                        : "Muster has: " + String.join(", ", new java.util.TreeSet<>(NAMES)));
        };
    }

    /**
     * The items of a loop {@code with_} a lookup.
     *
     * @param action the task's action, which says where {@code with_first_found} searches
     */
    List<@Nullable Object> loop(String plugin, String action, List<@Nullable Object> terms, Variables variables) {
        if (!shortName(plugin).equals("first_found")) {
            return lookup(plugin, terms, Map.of(), variables);
        }
        var kind = action.contains("template") ? "templates" : action.contains("var") ? "vars" : "files";
        try {
            return files.firstFound(terms, Map.of(), variables, kind, true);
        } catch (UserError e) {
            throw e.prefixed("The lookup plugin 'first_found' failed: ");
        }
    }

    private static String shortName(String plugin) {
        return plugin.startsWith("ansible.builtin.") || plugin.startsWith("ansible.legacy.")
                ? plugin.substring(plugin.lastIndexOf('.') + 1)
                : List.of("community.general.flattened", "community.general.cartesian")
                                .contains(plugin)
                        ? plugin.substring(plugin.lastIndexOf('.') + 1)
                        : plugin;
    }

    private static List<@Nullable Object> one(@Nullable Object value) {
        var list = new ArrayList<@Nullable Object>(1);
        list.add(value);
        return list;
    }

    private static List<@Nullable Object> each(
            List<@Nullable Object> terms, Function<@Nullable Object, @Nullable Object> how) {
        var results = new ArrayList<@Nullable Object>(terms.size());
        terms.forEach(term -> results.add(how.apply(term)));
        return results;
    }

    private static String joined(List<@Nullable Object> terms) {
        return String.join(",", terms.stream().map(Printing::str).toList());
    }

    /** What {@code env} gives, of the environment that is asked. */
    public static List<@Nullable Object> environment(
            List<@Nullable Object> terms,
            Map<String, @Nullable Object> options,
            Function<String, @Nullable String> environment) {
        return each(terms, term -> {
            var variable = Printing.str(term).strip().split("\\s+")[0];
            var value = environment.apply(variable);
            if (value != null) {
                return value;
            }
            var otherwise = options.get("default") == null ? "" : options.get("default");
            return otherwise instanceof Undefined undefined
                            && undefined.message().equals(Undefined.MANDATORY)
                    ? Undefined.because("The environment variable '" + variable + "' is not set.")
                    : otherwise;
        });
    }

    private static @Nullable Object variable(
            @Nullable Object term, Map<String, @Nullable Object> options, Variables variables) {
        if (!(term instanceof String name)) {
            throw new UserError("Variable name must be 'str' not '" + Types.name(term) + "'.");
        }
        var value = variables.get(name);
        if (value instanceof Undefined undefined) {
            if (options.get("default") != null) {
                return options.get("default");
            }
            throw new UndefinedUse(
                    new Undefined("No variable named '" + name + "' was found.", undefined.hint(), null));
        }
        return Lazy.forced(value);
    }

    private static PythonRegex searched(String pattern) {
        try {
            return new PythonRegex(pattern, false, false, MATCHING);
        } catch (UserError e) {
            throw e.prefixed("Unable to use \"" + pattern + "\" as a search parameter: ");
        }
    }

    private TableLookups tables(Variables variables) {
        return new TableLookups(reader, name -> FileLookups.find(variables, "files", name));
    }

    private static String run(String command, String lookup, Path folder) {
        return ControllerCommand.output(lookup, command, folder, PATIENCE_SECONDS);
    }

    /** What a template includes: the folder of the template is the first place for a lookup, and the last one for a task. */
    private static @Nullable Path included(Scope scope, String name) {
        var beside = scope.get("template_fullpath") instanceof String template
                ? Path.of(template).resolveSibling(name).normalize()
                : null;
        if (beside != null && !Files.isRegularFile(beside)) {
            beside = null;
        }
        if (beside != null && scope.get("template_destpath") == null) {
            return beside;
        }
        var found = SearchPath.findOrNull(FileLookups.folders(scope), "templates", name);
        return found == null ? beside : found;
    }

    @Override
    public @Nullable Template load(String name) {
        if (!Scope.CURRENT.isBound()) {
            return null;
        }
        var path = included(Scope.CURRENT.get(), name);
        return path == null ? null : TextFile.template(reader, path);
    }

    @Override
    public boolean fileTest(String test, String text) {
        if (test.equals("same_file")) {
            return isSame(text.substring(0, text.indexOf('\0')), text.substring(text.indexOf('\0') + 1));
        }
        Path path;
        try {
            path = Path.of(text);
        } catch (InvalidPathException _) {
            // No file can have such a name.
            return false;
        }
        return switch (test) {
            case "directory" -> Files.isDirectory(path);
            case "file" -> Files.isRegularFile(path);
            case "link" -> Files.isSymbolicLink(path);
            case "link_exists" -> Files.exists(path, LinkOption.NOFOLLOW_LINKS);
            case "abs" -> path.isAbsolute();
            case "mount" -> isMount(path);
            case "vaulted_file" -> isVault(text, path);
            default -> Files.exists(path);
        };
    }

    @Override
    public @Nullable String ciphertext(@Nullable Object value) {
        return vaults.ciphertext(value);
    }

    @Override
    public String seal(String text, String password, @Nullable String salt, String vaultId) {
        return vaults.seal(text, password, salt, vaultId);
    }

    @Override
    public String unseal(String vault, String password, String vaultId) {
        return vaults.unseal(vault, password, vaultId);
    }

    private static boolean isSame(String one, String other) {
        try {
            return Files.isSameFile(Path.of(one), Path.of(other));
        } catch (NoSuchFileException e) {
            throw new UserError("[Errno 2] No such file or directory: '" + e.getFile() + "'");
        } catch (InvalidPathException | IOException e) {
            throw new UserError("cannot compare '" + one + "' with '" + other + "': " + e.getMessage());
        }
    }

    private static boolean isVault(String name, Path path) {
        try (var file = Files.newInputStream(path)) {
            return Envelope.isVault(file.readNBytes(Envelope.MARK));
        } catch (IOException e) {
            throw new UserError("Cannot test if the file '" + name + "' is a vault: "
                    + (e instanceof NoSuchFileException ? "No such file or directory" : e.getMessage()));
        }
    }

    private static boolean isMount(Path path) {
        try {
            var parent = path.toAbsolutePath().normalize().getParent();
            return Files.isDirectory(path)
                    && (parent == null
                            || !Files.getAttribute(path, "unix:dev").equals(Files.getAttribute(parent, "unix:dev")));
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public List<String> glob(String pattern) {
        var path = Path.of(pattern);
        var folder = path.getParent() == null ? Path.of(".") : path.getParent();
        var parents = new ArrayList<String>();
        if (folder.toString().matches(".*[*?\\[].*")) {
            parents.addAll(glob(folder.toString()));
        } else {
            parents.add(folder.toString());
        }
        var matcher = FileSystems.getDefault().getPathMatcher("glob:" + path.getFileName());
        var found = new ArrayList<String>();
        for (var parent : parents) {
            if (!Files.isDirectory(Path.of(parent))) {
                continue;
            }
            try (var list = Files.list(Path.of(parent))) {
                list.filter(each -> matcher.matches(each.getFileName()))
                        .filter(each -> !each.getFileName().toString().startsWith(".")
                                || path.getFileName().toString().startsWith("."))
                        .map(Path::toString)
                        .forEach(found::add);
            } catch (IOException e) {
                throw new UserError("cannot read the folder '" + parent + "': " + e.getMessage());
            }
        }
        found.sort(dev.muster.value.Compare::compareTexts);
        return found;
    }

    @Override
    public void warn(String text) {
        warnings.accept(text);
    }

    @Override
    public void deprecate(String text) {
        deprecations.accept(text);
    }

    @Override
    public ZonedDateTime now() {
        return ZonedDateTime.now();
    }

    @Override
    public RandomGenerator random() {
        return java.util.concurrent.ThreadLocalRandom.current();
    }
}
