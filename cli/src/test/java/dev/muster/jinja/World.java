package dev.muster.jinja;

import dev.muster.engine.Lookups;
import dev.muster.source.Source;
import dev.muster.value.Lazy;
import dev.muster.value.Template;
import dev.muster.value.Undefined;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A small world for templates: variables, files of templates, a clock that stands still. */
final class World implements Outside, Variables {

    private final Map<String, @Nullable Object> variables = new LinkedHashMap<>();
    private final Map<String, String> files = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>(Map.of("HOME", "/home/tester"));
    final List<String> warnings = new ArrayList<>();
    final JinjaEngine engine = new JinjaEngine(this, new PlainYaml(), Limits.DEFAULT);

    World with(String name, @Nullable Object value) {
        variables.put(name, value);
        return this;
    }

    /** A variable that is a template of the project. */
    World template(String name, String text) {
        return with(name, Template.of(name, text));
    }

    World environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    World file(String name, String text) {
        files.put(name, text);
        return this;
    }

    @Nullable
    Object value(String text) {
        return engine.value(Template.of("test", text), this);
    }

    @Nullable
    Object expression(String text) {
        return engine.expression(Template.of("test", text), this);
    }

    String fileText(String text) {
        return engine.file(Template.of("test.j2", text), this, Jinja.FileOptions.DEFAULT);
    }

    @Override
    public @Nullable Object get(String name) {
        if (!variables.containsKey(name)) {
            return Undefined.name(name);
        }
        return Lazy.of(variables.get(name), template -> engine.valueOrUndefined(template, this));
    }

    @Override
    public Collection<String> names() {
        return variables.keySet();
    }

    @Override
    public List<@Nullable Object> lookup(
            String plugin, List<@Nullable Object> terms, Map<String, @Nullable Object> options, Variables seen) {
        return switch (plugin) {
            case "echo" -> terms;
            case "env" -> Lookups.environment(terms, options, environment::get);
            default -> new Lookups(Source::of, _ -> List.of(), warnings::add).lookup(plugin, terms, options, seen);
        };
    }

    @Override
    public String seal(String text, String password, @Nullable String salt, String vaultId) {
        return new Lookups(Source::of, _ -> List.of(), warnings::add).seal(text, password, salt, vaultId);
    }

    @Override
    public String unseal(String vault, String password, String vaultId) {
        return new Lookups(Source::of, _ -> List.of(), warnings::add).unseal(vault, password, vaultId);
    }

    @Override
    public @Nullable Template load(String name) {
        var text = files.get(name);
        return text == null ? null : Template.of(name, text);
    }

    @Override
    public boolean fileTest(String test, String path) {
        var file = Path.of(path);
        return switch (test) {
            case "file" -> Files.isRegularFile(file);
            case "directory" -> Files.isDirectory(file);
            case "exists" -> Files.exists(file);
            case "link_exists" -> Files.exists(file, LinkOption.NOFOLLOW_LINKS);
            case "link" -> Files.isSymbolicLink(file);
            case "mount" -> path.equals("/");
            default -> path.split("\0")[0].equals(path.split("\0")[1]);
        };
    }

    @Override
    public List<String> glob(String pattern) {
        var folder = Path.of(pattern).getParent();
        try (var found =
                Files.newDirectoryStream(folder, Path.of(pattern).getFileName().toString())) {
            var files = new ArrayList<String>();
            found.forEach(file -> files.add(file.toString()));
            files.sort(null);
            return files;
        } catch (IOException e) {
            return List.of();
        }
    }

    @Override
    public ZonedDateTime now() {
        return ZonedDateTime.parse("2026-01-02T03:04:05Z");
    }

    @Override
    public void warn(String text) {
        warnings.add(text);
    }

    @Override
    public RandomGenerator random() {
        return RandomGenerator.of("L64X128MixRandom");
    }
}
