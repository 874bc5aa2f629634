package dev.muster.engine;

import dev.muster.jinja.Jinja;
import dev.muster.modules.Controller;
import dev.muster.modules.LocalTree;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.Template;
import dev.muster.vault.Envelope;
import dev.muster.vault.VaultReader;
import dev.muster.yaml.Node;
import dev.muster.yaml.Yaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a module may ask of this machine, in the scope of one task on one host. */
final class ControllerFiles implements Controller {

    private final Scope scope;
    private final List<Path> folders;
    private final Function<Path, Source> reader;
    private final int largestDiff;

    /**
     * @param reader reads a text file, and opens a vault where it is one
     * @param largestDiff how many bytes a file may have whose differences are shown; 0 for as many as it likes
     */
    ControllerFiles(Scope scope, List<Path> folders, Function<Path, Source> reader, int largestDiff) {
        this.largestDiff = largestDiff;
        this.scope = scope;
        this.folders = folders;
        this.reader = reader;
    }

    @Override
    public int largestDiff() {
        return largestDiff;
    }

    @Override
    public @Nullable Object variable(String name) {
        var value = scope.get(name);
        return value instanceof dev.muster.value.Undefined ? value : dev.muster.value.Lazy.forced(value);
    }

    @Override
    public List<String> variableNames() {
        return List.copyOf(scope.names());
    }

    @Override
    public @Nullable Object evaluate(String expression) {
        if (expression.strip().matches("[A-Za-z_][A-Za-z0-9_]*")) {
            return variable(expression.strip());
        }
        try {
            return scope.expression(Template.of("<expression>", expression));
        } catch (UserError e) {
            if (Values.isUndefined(e)) {
                return dev.muster.value.Undefined.because(e.what());
            }
            throw e;
        }
    }

    @Override
    public boolean test(Object condition) {
        return Conditions.hold(condition, condition instanceof Template template ? template.at() : null, scope);
    }

    @Override
    public LocalFile find(String kind, String name) {
        return file(SearchPath.find(folders, kind, name), true);
    }

    private LocalFile file(Path path, boolean follow) {
        boolean folder = follow ? Files.isDirectory(path) : Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
        return new LocalFile(path.toString(), folder, new Disk(path, follow));
    }

    @Override
    public String render(LocalFile template, TemplateOptions options) {
        var path = Path.of(template.path());
        var standard = Jinja.FileOptions.DEFAULT;
        var variables = TemplateVariables.of(path, options.name(), options.destination(), scope);
        var inner = scope.with("variables of the template", variables);
        return inner.file(
                TextFile.template(reader, path),
                new Jinja.FileOptions(
                        or(options.blockStart(), standard.blockStart()),
                        or(options.blockEnd(), standard.blockEnd()),
                        or(options.variableStart(), standard.variableStart()),
                        or(options.variableEnd(), standard.variableEnd()),
                        or(options.commentStart(), standard.commentStart()),
                        or(options.commentEnd(), standard.commentEnd()),
                        options.trimBlocks(),
                        options.lstripBlocks(),
                        options.newline(),
                        true));
    }

    private static String or(@Nullable String given, String standard) {
        return given == null ? standard : given;
    }

    @Override
    public Map<String, @Nullable Object> variables(LocalFile file) {
        return variables(reader.apply(Path.of(file.path())));
    }

    /** The variables of a file, trusted, so that they may hold templates. */
    static Map<String, @Nullable Object> variables(Source source) {
        var map = new LinkedHashMap<String, @Nullable Object>();
        Yaml.parse(source)
                .ifPresent(node -> node.mapping("a file of variables")
                        .entries()
                        .forEach(entry -> map.put(entry.name(), entry.value().trusted())));
        if (source.secret()) {
            source.opener().learn(map);
        }
        return map;
    }

    /** The same of a file of {@code vars_files}, which may also be a list of dictionaries; the last is the strongest. */
    static Map<String, @Nullable Object> merged(Source source) {
        var root = Yaml.parse(source).orElse(null);
        if (!(root instanceof Node.Sequence list)) {
            return variables(source);
        }
        var map = new LinkedHashMap<String, @Nullable Object>();
        for (var item : list.items()) {
            item.mapping("an item of a file of variables")
                    .entries()
                    .forEach(entry -> map.put(entry.name(), entry.value().trusted()));
        }
        if (source.secret()) {
            source.opener().learn(map);
        }
        return map;
    }

    private final class Disk implements LocalTree {

        private final Path path;
        private final boolean follow;

        Disk(Path path, boolean follow) {
            this.path = path;
            this.follow = follow;
        }

        @Override
        public byte[] bytes() {
            if (reader instanceof VaultReader vaults) {
                return vaults.bytes(path);
            }
            var raw = stored();
            return Envelope.isVault(raw) ? reader.apply(path).text().getBytes(StandardCharsets.UTF_8) : raw;
        }

        @Override
        public byte[] stored() {
            try {
                return Files.readAllBytes(path);
            } catch (IOException e) {
                throw unreadable(path, e);
            }
        }

        @Override
        public int mode() {
            try {
                return (int) Files.getAttribute(path, "unix:mode") & 07777;
            } catch (IOException e) {
                throw unreadable(path, e);
            }
        }

        @Override
        public @Nullable String link() {
            try {
                return Files.isSymbolicLink(path) && (!follow || !Files.exists(path))
                        ? Files.readSymbolicLink(path).toString()
                        : null;
            } catch (IOException e) {
                throw unreadable(path, e);
            }
        }

        @Override
        public List<LocalFile> tree() {
            return tree(true);
        }

        @Override
        public List<LocalFile> tree(boolean followLinks) {
            var found = new ArrayList<LocalFile>();
            try {
                walk(path, followLinks, Set.of(path.toRealPath()), found);
            } catch (IOException e) {
                throw unreadable(path, e);
            }
            return found;
        }

        /**
         * What is below a folder, in the order of names.
         *
         * @param around the folders that this one is in, and itself: a link to one of them leads into a circle
         */
        private void walk(Path folder, boolean followLinks, Set<Path> around, List<LocalFile> found)
                throws IOException {
            List<Path> entries;
            try (var listed = Files.list(folder)) {
                entries = listed.sorted().toList();
            }
            // As Python's os.walk does it, which shows in what is told of the first file that cannot be read.
            entries.stream()
                    .filter(entry -> !Files.isDirectory(entry))
                    .forEach(entry -> found.add(file(entry, followLinks)));
            for (var entry : entries.stream().filter(Files::isDirectory).toList()) {
                boolean link = Files.isSymbolicLink(entry);
                var real = entry.toRealPath();
                if (link && (!followLinks || around.contains(real))) {
                    found.add(file(entry, false));
                } else {
                    found.add(file(entry, followLinks));
                    var inner = new HashSet<>(around);
                    inner.add(real);
                    walk(entry, followLinks, inner, found);
                }
            }
        }
    }

    private static UserError unreadable(Path path, IOException e) {
        return new UserError("cannot read '" + path + "': " + e.getMessage());
    }
}
