package dev.muster.engine;

import dev.muster.modules.ModuleCatalog;
import dev.muster.playbook.Keyword;
import dev.muster.source.UserError;
import dev.muster.value.Binding;
import dev.muster.value.Omit;
import dev.muster.value.Template;
import dev.muster.value.Types;
import dev.muster.value.VariableName;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Renders what a task gives its action: its own arguments, over those of {@code args} and of {@code module_defaults}. */
final class TaskArguments {

    private static final String RAW = "_raw_params";

    private final ModuleCatalog catalog;

    TaskArguments(ModuleCatalog catalog) {
        this.catalog = catalog;
    }

    /** The name that a fact gets: {@code set_fact} renders it, which stands in the playbook as its value does. */
    private static String variable(String written, Binding binding, Scope scope) {
        return Template.looksLike(written)
                ? VariableName.checked(scope.value(new Template(written, binding.at())))
                : written;
    }

    /** The arguments of a task, by their names. */
    Map<String, @Nullable Object> of(TaskRun run, String name, Scope scope) {
        var texts = new WrittenTexts();
        if (name.equals("set_fact")) {
            // An expression that stands in the project stays one where a fact hands it on.
            run.task().args().values().forEach(binding -> texts.read(binding.value()));
            var given = rendered(run, name, scope.recording(texts), texts);
            scope.ways().kept().take(texts, given);
            return given;
        }
        return rendered(
                run, name, WrittenExpressions.ARGUMENTS.containsKey(name) ? scope.recording(texts) : scope, texts);
    }

    private Map<String, @Nullable Object> rendered(TaskRun run, String name, Scope scope, WrittenTexts texts) {
        var given = defaults(run, name, scope);
        var more = run.task().moreArgs();
        if (more != null) {
            var value = scope.value(more);
            if (value instanceof Map<?, ?> map) {
                map.forEach((argument, each) -> given.put(String.valueOf(argument), each));
            } else if (value != Omit.OMIT) {
                throw new UserError("'args' must be a dictionary").at(more.at());
            }
        }
        var own = run.task().args();
        var whole = own.get(RAW) instanceof Binding bare && takesDictionary(name, bare) ? bare : null;
        if (whole != null) {
            if (!(Values.rendered(whole.value(), scope) instanceof Map<?, ?> map)) {
                throw new UserError("Task args must resolve to a 'dict' not '"
                                + Types.name(Values.rendered(whole.value(), scope)) + "'.")
                        .at(whole.at());
            }
            map.forEach((argument, value) -> given.put(String.valueOf(argument), value));
        }
        WrittenExpressions.mark(name, given, texts, run);
        own.forEach((argument, binding) -> {
            if (binding != whole) {
                var key = name.equals("set_fact") ? variable(argument, binding, scope) : argument;
                given.put(key, argument(name, argument, binding, scope));
            }
        });
        given.values().removeIf(value -> value == Omit.OMIT);
        return given;
    }

    /** Whether a module's bare text is a template for its whole dictionary of arguments, as in {@code file: "{{ options }}"}. */
    private boolean takesDictionary(String name, Binding bare) {
        return bare.value() instanceof Template template
                && template.text().strip().startsWith("{{")
                && (EngineActions.NAMES.contains(name)
                        || !RAW.equals(catalog.get(name.equals("gather_facts") ? "setup" : name)
                                .parameters()
                                .freeForm()));
    }

    /** What {@code module_defaults} say: of a module the innermost counts alone, and goes before that of its groups. */
    static Map<String, @Nullable Object> defaults(TaskRun run, String name, Scope scope) {
        var said = new LinkedHashMap<String, @Nullable Object>();
        for (var keyword : run.around().gathered(Keyword.MODULE_DEFAULTS)) {
            var value = Values.rendered(keyword, scope);
            for (var item : value instanceof List<?> list ? list : Collections.singletonList(value)) {
                if (item instanceof Map<?, ?> defaults) {
                    defaults.forEach((key, arguments) -> said.put(
                            String.valueOf(key).replaceFirst("^ansible\\.(builtin|legacy)\\.", ""), arguments));
                }
            }
        }
        var given = new LinkedHashMap<String, @Nullable Object>();
        for (var key : List.of("group/" + name, name)) {
            if (said.get(key) instanceof Map<?, ?> arguments) {
                arguments.forEach((argument, value) -> given.put(String.valueOf(argument), value));
            }
        }
        return given;
    }

    private static @Nullable Object argument(String module, String argument, Binding binding, Scope scope) {
        // Conditions and names of variables are expressions, which the module evaluates itself.
        if (module.equals("assert") && argument.equals("that")) {
            return WrittenExpressions.conditions(binding.value(), scope);
        }
        if (module.equals("debug") && argument.equals("var")) {
            return WrittenExpressions.variable(binding.value(), scope);
        }
        try {
            return Values.rendered(binding.value(), scope);
        } catch (UserError e) {
            throw e.prefixed("Error while resolving value for '" + argument + "': ")
                    .at(binding.at());
        }
    }
}
