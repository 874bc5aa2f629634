package dev.muster.modules;

import dev.muster.step.Result;
import dev.muster.value.Lazy;
import dev.muster.value.Undefined;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks variables against an argument specification; a role that has one begins with this. */
final class ValidateArgumentSpecModule implements Module {

    private static final Parameters PARAMETERS = Parameters.builder()
            .add("argument_spec", Parameters.Type.DICT)
            .required()
            .add("provided_arguments", Parameters.Type.DICT)
            .add("validate_args_context", Parameters.Type.DICT)
            .build();

    @Override
    public String name() {
        return "validate_argument_spec";
    }

    @Override
    public Parameters parameters() {
        return PARAMETERS;
    }

    @Override
    public Outcome start(Invocation call) {
        var spec = map(call.arguments().raw("argument_spec"));
        var values = new LinkedHashMap<String, @Nullable Object>();
        var known = Set.copyOf(call.controller().variableNames());
        for (var name : spec.keySet()) {
            var text = String.valueOf(name);
            if (known.contains(text)) {
                var value = call.controller().variable(text);
                if (!(value instanceof Undefined)) {
                    values.put(text, Lazy.forced(value));
                }
            }
        }
        map(call.arguments().raw("provided_arguments"))
                .forEach((name, value) -> values.put(String.valueOf(name), value));
        var result =
                Result.ok().with("validate_args_context", map(call.arguments().raw("validate_args_context")));
        var errors = SpecCheck.errors(spec, values);
        return Module.done(
                errors.isEmpty()
                        ? result.with("msg", "The arg spec validation passed")
                        : result.as(Result.Status.FAILED)
                                .with("msg", "Validation of arguments failed:\n" + String.join("\n", errors))
                                .with("argument_spec_data", spec)
                                .with("argument_errors", errors));
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }
}
