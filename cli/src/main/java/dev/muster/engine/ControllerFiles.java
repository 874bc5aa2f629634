package dev.muster.engine;

import dev.muster.jinja.Jinja;
import dev.muster.modules.Controller;
import dev.muster.modules.LocalTree;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.Template;
import dev.muster.vault.Envelope;
import dev.muster.vault.VaultReader;
import dev.muster.yaml.Yaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a module may ask of this machine, in the scope of one task on one host. */
final class ControllerFiles implements Controller {

    private final Scope scope;
    private final List<Path> folders;
    private final Function<Path, Source> reader;

    /** @param reader reads a text file, and opens a vault where it is one */
    ControllerFiles(Scope scope, List<Path> folders, Function<Path, Source> reader) {
        this.scope = scope;
        this.folders = folders;
        this.reader = reader;
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
        return scope.expression(Template.of("<expression>", expression));
    }

    @Override
    public boolean test(Object condition) {
        return Values.holds(condition, condition instanceof Template template ? template.at() : null, scope);
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
        var variables = new LinkedHashMap<String, @Nullable Object>();
        variables.put("ansible_managed", "Ansible managed");
        variables.put("template_host", System.getenv().getOrDefault("HOSTNAME", "localhost"));
        variables.put("template_path", template.path());
        variables.put("template_fullpath", path.toAbsolutePath().toString());
        variables.put("template_destpath", options.destination());
        variables.put("template_uid", System.getProperty("user.name"));
        var inner = scope.with("variables of the template", variables);
        var source = reader.apply(path);
        return inner.file(
                new Template(source.text(), source.at(1, 1)),
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
            var how = followLinks ? new FileVisitOption[] {FileVisitOption.FOLLOW_LINKS} : new FileVisitOption[0];
            try (var below = Files.walk(path, how)) {
                return below.filter(each -> !each.equals(path))
                        .sorted()
                        .map(each -> file(each, followLinks))
                        .toList();
            } catch (IOException e) {
                throw unreadable(path, e);
            }
        }
    }

    private static UserError unreadable(Path path, IOException e) {
        return new UserError("cannot read '" + path + "': " + e.getMessage());
    }
}
