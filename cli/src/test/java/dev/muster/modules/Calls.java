package dev.muster.modules;

import dev.muster.source.UserError;
import dev.muster.value.Undefined;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls of modules as the engine would make them, for tests. */
final class Calls {

    static final Controller NO_CONTROLLER = new VariablesController(Map.of());

    private Calls() {}

    static Invocation of(Module module, Map<String, ?> given, boolean check) {
        var arguments =
                ArgumentCheck.check(module.name(), module.parameters(), given).arguments();
        return new Invocation(arguments, check, false, Map.of(), NO_CONTROLLER);
    }

    static Invocation of(Module module, Map<String, ?> given, Controller controller) {
        var arguments =
                ArgumentCheck.check(module.name(), module.parameters(), given).arguments();
        return new Invocation(arguments, false, false, Map.of(), controller);
    }

    /** A controller that knows variables, files by their names, and conditions that are names of variables. */
    record VariablesController(Map<String, ?> known) implements Controller {

        @Override
        public @Nullable Object variable(String name) {
            return known.containsKey(name) ? known.get(name) : Undefined.name(name);
        }

        @Override
        public List<String> variableNames() {
            return List.copyOf(known.keySet());
        }

        @Override
        public @Nullable Object evaluate(String expression) {
            return variable(expression);
        }

        @Override
        public boolean test(Object condition) {
            return Boolean.TRUE.equals(variable(condition.toString()));
        }

        @Override
        public LocalFile find(String kind, String name) {
            if (known.get(name) instanceof LocalFile file) {
                return file;
            }
            throw new UserError("could not find or access '" + name + "'");
        }

        @Override
        public String render(LocalFile template, TemplateOptions options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<String, @Nullable Object> variables(LocalFile file) {
            var values = new LinkedHashMap<String, @Nullable Object>();
            values.put(new String(file.bytes(), java.nio.charset.StandardCharsets.UTF_8), file.path());
            return values;
        }
    }
}
