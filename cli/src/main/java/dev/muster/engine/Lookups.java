package dev.muster.engine;

import dev.muster.jinja.Jinja;
import dev.muster.jinja.Outside;
import dev.muster.jinja.Variables;
import dev.muster.source.Nearest;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.Lazy;
import dev.muster.value.Printing;
import dev.muster.value.Template;
import dev.muster.value.Truth;
import dev.muster.value.Undefined;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What templates may have of the world: Ansible's lookups, files to include, the clock and chance. What a lookup gives is data
 * and is never rendered.
 */
public final class Lookups implements Outside {

    /** How long a program that {@code pipe} or {@code lines} starts may take, so that a template can never hang a run. */
    private static final long PATIENCE_SECONDS = 600;

    private static final Set<String> NAMES = Set.of(
            "config",
            "dict",
            "env",
            "file",
            "fileglob",
            "first_found",
            "indexed_items",
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
            "varnames",
            "vars");

    private final Function<Path, Source> reader;
    private final Function<String, List<String>> hosts;

    /**
     * @param reader reads a text file, and opens a vault where it is one
     * @param hosts the names of the hosts that a pattern selects
     */
    public Lookups(Function<Path, Source> reader, Function<String, List<String>> hosts) {
        this.reader = reader;
        this.hosts = hosts;
    }

    /** The names of all lookups there are. */
    public static Set<String> names() {
        return NAMES;
    }

    @Override
    public List<@Nullable Object> lookup(
            String plugin, List<@Nullable Object> terms, Map<String, @Nullable Object> options, Variables variables) {
        var name = plugin.substring(plugin.lastIndexOf('.') + 1);
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
        return switch (name) {
            case "items" -> LoopLookups.flattened(terms, 1);
            case "flattened" -> LoopLookups.flattened(terms, Integer.MAX_VALUE);
            case "list" -> new ArrayList<>(terms);
            case "dict" -> LoopLookups.dict(terms);
            case "indexed_items" -> LoopLookups.indexed(terms);
            case "together" -> LoopLookups.together(terms);
            case "nested" -> LoopLookups.nested(terms);
            case "subelements" -> LoopLookups.subelements(terms);
            case "sequence" -> LoopLookups.sequence(terms, options);
            case "random_choice" -> {
                var items = LoopLookups.flattened(terms, 1);
                yield items.isEmpty() ? List.of() : one(items.get(random().nextInt(items.size())));
            }
            case "inventory_hostnames" -> new ArrayList<@Nullable Object>(hosts.apply(joined(terms)));
            case "env" ->
                each(terms, term -> {
                    var value = System.getenv(Printing.str(term));
                    return value != null ? value : options.containsKey("default") ? options.get("default") : "";
                });
            case "vars" -> each(terms, term -> variable(Printing.str(term), options, variables));
            case "varnames" -> {
                var found = new ArrayList<@Nullable Object>();
                for (var term : terms) {
                    var pattern = Pattern.compile(Printing.str(term));
                    variables.names().stream().filter(pattern.asPredicate()).forEach(found::add);
                }
                yield found;
            }
            case "file", "unvault" ->
                each(terms, term -> {
                    var text = reader.apply(file(variables, Printing.str(term))).text();
                    boolean lstrip = options.containsKey("lstrip") && Truth.of(options.get("lstrip"));
                    boolean rstrip = !options.containsKey("rstrip") || Truth.of(options.get("rstrip"));
                    text = lstrip ? text.stripLeading() : text;
                    return rstrip && name.equals("file") ? text.stripTrailing() : text;
                });
            case "template" -> each(terms, term -> template(Printing.str(term), options, variables));
            case "fileglob" -> {
                var found = new ArrayList<@Nullable Object>();
                for (var term : terms) {
                    fileglob(Printing.str(term), variables).forEach(found::add);
                }
                yield found;
            }
            case "first_found" -> firstFound(terms, options, variables);
            case "pipe" -> each(terms, term -> run(Printing.str(term), "pipe").stripTrailing());
            case "lines" -> {
                var lines = new ArrayList<@Nullable Object>();
                terms.forEach(term -> run(Printing.str(term), "lines").lines().forEach(lines::add));
                yield lines;
            }
            case "password" -> each(terms, term -> Passwords.lookup(Printing.str(term), options, base(variables)));
            case "config" ->
                throw new UserError("lookup 'config' asks for Ansible's own settings, which Muster has not");
            default ->
                throw new UserError("The lookup plugin '" + plugin + "' was not found.")
                        .hint(
                                Nearest.hint(name, NAMES) != null
                                        ? Nearest.hint(name, NAMES)
                                        : "Muster has: " + String.join(", ", new java.util.TreeSet<>(NAMES)));
        };
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

    private static @Nullable Object variable(String name, Map<String, @Nullable Object> options, Variables variables) {
        var value = variables.get(name);
        if (value instanceof Undefined undefined) {
            if (options.containsKey("default")) {
                return options.get("default");
            }
            throw new UserError("No variable named '" + name + "' was found.").hint(undefined.hint());
        }
        return Lazy.forced(value);
    }

    private static List<Path> folders(Variables variables) {
        return variables.get("ansible_search_path") instanceof List<?> list
                ? list.stream().map(item -> Path.of(String.valueOf(item))).toList()
                : List.of(Path.of("").toAbsolutePath());
    }

    private static Path base(Variables variables) {
        return folders(variables).getLast();
    }

    private static Path file(Variables variables, String name) {
        try {
            return find(variables, "files", name);
        } catch (UserError e) {
            throw new UserError("Unable to access the file '" + name + "': File not found.").hint(e.hint());
        }
    }

    private static Path find(Variables variables, String kind, String name) {
        return SearchPath.find(folders(variables), kind, name);
    }

    private @Nullable Object template(String name, Map<String, @Nullable Object> options, Variables variables) {
        var path = find(variables, "templates", name);
        var source = reader.apply(path);
        var scope = Scope.CURRENT.get();
        var more = TemplateVariables.of(path, name, null, scope);
        if (options.get("template_vars") instanceof Map<?, ?> map) {
            map.forEach((key, value) -> more.put(String.valueOf(key), value));
        }
        var standard = Jinja.FileOptions.DEFAULT;
        return scope.with("variables of the template", more)
                .fileValue(
                        new Template(source.text(), source.at(1, 1)),
                        new Jinja.FileOptions(
                                standard.blockStart(),
                                standard.blockEnd(),
                                mark(options, "variable_start_string", standard.variableStart()),
                                mark(options, "variable_end_string", standard.variableEnd()),
                                mark(options, "comment_start_string", standard.commentStart()),
                                mark(options, "comment_end_string", standard.commentEnd()),
                                !options.containsKey("trim_blocks") || Truth.of(options.get("trim_blocks")),
                                standard.lstripBlocks(),
                                standard.newline(),
                                standard.keepTrailingNewline()));
    }

    private static String mark(Map<String, @Nullable Object> options, String name, String standard) {
        var given = options.get(name);
        return given == null ? standard : Printing.str(given);
    }

    private List<String> fileglob(String pattern, Variables variables) {
        var path = Path.of(pattern);
        if (path.isAbsolute()) {
            return glob(pattern).stream()
                    .filter(each -> Files.isRegularFile(Path.of(each)))
                    .toList();
        }
        for (var candidate : SearchPath.candidates(folders(variables), "files", pattern)) {
            var found = glob(candidate.toString()).stream()
                    .filter(each -> Files.isRegularFile(Path.of(each)))
                    .toList();
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }

    private static List<@Nullable Object> firstFound(
            List<@Nullable Object> terms, Map<String, @Nullable Object> options, Variables variables) {
        var names = new ArrayList<String>();
        boolean skip = options.containsKey("skip") && Truth.of(options.get("skip"));
        for (var term : terms.isEmpty() ? List.of(options) : LoopLookups.flattened(terms, 1)) {
            if (term instanceof Map<?, ?> map) {
                skip |= map.containsKey("skip") && Values.truth(String.valueOf(map.get("skip")));
                var paths = Values.texts(map.get("paths"));
                for (var file : Values.texts(map.get("files"))) {
                    if (paths.isEmpty()) {
                        names.add(file);
                    }
                    paths.forEach(path -> names.add(path + "/" + file));
                }
            } else if (term != null && !(term instanceof Undefined)) {
                names.add(Printing.str(term));
            }
        }
        for (var name : names) {
            for (var kind : List.of("templates", "files", "vars", "tasks")) {
                var found = SearchPath.findOrNull(folders(variables), kind, name);
                if (found != null) {
                    return one(found.toString());
                }
            }
        }
        if (skip) {
            return List.of();
        }
        throw new UserError("No file was found when using first_found.")
                .hint("searched for " + String.join(", ", names));
    }

    private static String run(String command, String lookup) {
        try {
            var process = new ProcessBuilder("/bin/sh", "-c", command)
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            var limit = Thread.ofVirtual().start(() -> {
                try {
                    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                        process.destroyForcibly();
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            limit.interrupt();
            if (code != 0) {
                throw new UserError("lookup_plugin." + lookup + "(" + command + ") returned " + code);
            }
            return out;
        } catch (IOException e) {
            throw new UserError("lookup '" + lookup + "' cannot run '" + command + "': " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted");
        }
    }

    @Override
    public @Nullable Template load(String name) {
        if (!Scope.CURRENT.isBound()) {
            return null;
        }
        var path = SearchPath.findOrNull(folders(Scope.CURRENT.get()), "templates", name);
        if (path == null) {
            return null;
        }
        var source = reader.apply(path);
        return new Template(source.text(), source.at(1, 1));
    }

    @Override
    public boolean fileTest(String test, String text) {
        var path = Path.of(text);
        return switch (test) {
            case "directory" -> Files.isDirectory(path);
            case "file" -> Files.isRegularFile(path);
            case "link" -> Files.isSymbolicLink(path);
            case "link_exists" -> Files.exists(path, LinkOption.NOFOLLOW_LINKS);
            case "abs" -> path.isAbsolute();
            case "mount" -> isMount(path);
            default -> Files.exists(path);
        };
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
    public ZonedDateTime now() {
        return ZonedDateTime.now();
    }

    @Override
    public RandomGenerator random() {
        return java.util.concurrent.ThreadLocalRandom.current();
    }
}
