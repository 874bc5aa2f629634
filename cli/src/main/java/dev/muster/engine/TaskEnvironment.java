package dev.muster.engine;

import dev.muster.modules.Parameters;
import dev.muster.playbook.Keyword;
import dev.muster.source.UserError;
import dev.muster.value.Binding;
import dev.muster.value.Omit;
import dev.muster.value.Printing;
import dev.muster.value.Template;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code environment} gives a task's step, the innermost last.
 *
 * @param warnings what was no dictionary and is passed over, as Ansible does
 */
record TaskEnvironment(Map<String, String> variables, List<String> warnings) {

    private static final String PROCESSING = Values.PROCESSING + "'environment': ";

    static TaskEnvironment of(TaskRun run, Scope scope) {
        var all = new LinkedHashMap<String, String>();
        var warnings = new ArrayList<String>();
        for (var said : run.around().gathered(Keyword.ENVIRONMENT)) {
            add(said.value(), said, scope, all, warnings);
        }
        return new TaskEnvironment(all, warnings);
    }

    /** Arguments, with those that a variable of the environment gives where they are not said. */
    Map<String, @Nullable Object> completed(Map<String, @Nullable Object> given, Parameters parameters) {
        var unsafe = variables.get("ANSIBLE_UNSAFE_WRITES");
        if (unsafe == null
                || given.containsKey("unsafe_writes")
                || !parameters.all().containsKey("unsafe_writes")) {
            return given;
        }
        var all = new LinkedHashMap<String, @Nullable Object>(given);
        all.put("unsafe_writes", unsafe);
        return all;
    }

    private static void add(
            @Nullable Object written, Binding said, Scope scope, Map<String, String> into, List<String> warnings) {
        @Nullable Object value;
        try {
            value = written instanceof Template template ? scope.value(template) : written;
        } catch (UserError e) {
            throw e.prefixed(PROCESSING).at(said.at());
        }
        switch (value) {
            case null -> {}
            case Omit _ -> {}
            case Map<?, ?> map ->
                map.forEach((key, item) -> {
                    var text = variable(item, said, scope);
                    if (text != null) {
                        into.put(String.valueOf(key), text);
                    }
                });
            case List<?> list -> list.forEach(item -> add(item, said, scope, into, warnings));
            default ->
                warnings.add("could not parse environment value, skipping: "
                        + Printing.repr(said.value() instanceof List<?> all ? all : List.of(said.value())));
        }
    }

    /** The value of a variable of the environment; null where it depends on facts that are only being gathered. */
    private static @Nullable String variable(@Nullable Object item, Binding said, Scope scope) {
        try {
            var value = Values.rendered(item, scope);
            return value == Omit.OMIT ? null : Printing.str(value);
        } catch (UserError e) {
            if (e.what().contains("ansible_env") || e.what().endsWith("has no attribute 'env'")) {
                return null;
            }
            throw e.prefixed(PROCESSING).at(said.at());
        }
    }
}
