package dev.muster.cluster;

import dev.muster.jinja.Outside;
import dev.muster.jinja.Variables;
import dev.muster.jinja.YamlText;
import dev.muster.source.UserError;
import dev.muster.value.Template;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** What templates of these tests may have of the world: one variable of the environment. */
final class Environment implements Outside {

    @Override
    public List<Object> lookup(String plugin, List<Object> terms, Map<String, Object> options, Variables variables) {
        if (!plugin.equals("env")) {
            throw new UserError("there is no lookup '" + plugin + "'");
        }
        return List.of("NET".equals(terms.getFirst()) ? "172.30" : "");
    }

    @Override
    public Template load(String name) {
        return null;
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
        return ZonedDateTime.parse("2026-01-01T00:00:00Z");
    }

    @Override
    public RandomGenerator random() {
        return RandomGenerator.getDefault();
    }

    /** No inventory of these tests has YAML in a template. */
    static final class NoYaml implements YamlText {

        @Override
        public Object load(String text) {
            throw new UserError("no YAML here");
        }

        @Override
        public List<Object> loadAll(String text) {
            throw new UserError("no YAML here");
        }

        @Override
        public String dump(Object value, Style style) {
            throw new UserError("no YAML here");
        }
    }

    @Override
    public void warn(String text) {}
}
