package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.Lazy;
import dev.muster.value.Template;
import dev.muster.value.Undefined;
import java.time.ZonedDateTime;
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
    final JinjaEngine engine = new JinjaEngine(this, new NoYaml(), Limits.DEFAULT);

    /** YAML is tested where it is read. */
    private static final class NoYaml implements YamlText {
        @Override
        public @Nullable Object load(String text) {
            throw new UserError("no yaml here");
        }

        @Override
        public List<@Nullable Object> loadAll(String text) {
            throw new UserError("no yaml here");
        }

        @Override
        public String dump(@Nullable Object value, Style style) {
            throw new UserError("no yaml here");
        }
    }

    World with(String name, @Nullable Object value) {
        variables.put(name, value);
        return this;
    }

    /** A variable that is a template of the project. */
    World template(String name, String text) {
        return with(name, Template.of(name, text));
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
        if (plugin.equals("echo")) {
            return terms;
        }
        throw new UserError("no lookup named '" + plugin + "'");
    }

    @Override
    public @Nullable Template load(String name) {
        var text = files.get(name);
        return text == null ? null : Template.of(name, text);
    }

    @Override
    public boolean fileTest(String test, String path) {
        return false;
    }

    @Override
    public List<String> glob(String pattern) {
        return List.of();
    }

    @Override
    public ZonedDateTime now() {
        return ZonedDateTime.parse("2026-01-02T03:04:05Z");
    }

    @Override
    public RandomGenerator random() {
        return RandomGenerator.of("L64X128MixRandom");
    }
}
