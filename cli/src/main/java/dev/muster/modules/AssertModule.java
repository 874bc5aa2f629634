package dev.muster.modules;

import dev.muster.modules.Parameters.Type;
import dev.muster.source.UserError;
import dev.muster.step.Result;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code assert}: checks conditions one by one and fails at the first that does not hold. The conditions arrive unrendered. */
public final class AssertModule implements Module {

    private static final Parameters PARAMETERS = Parameters.builder()
            .add("that", Type.RAW)
            .required()
            .add("fail_msg", Type.RAW)
            .byDefault("Assertion failed")
            .aliases("msg")
            .add("success_msg", Type.RAW)
            .byDefault("All assertions passed")
            .bool("quiet", false)
            .build();

    @Override
    public String name() {
        return "assert";
    }

    @Override
    public Parameters parameters() {
        return PARAMETERS;
    }

    @Override
    public Outcome start(Invocation call) {
        var arguments = call.arguments();
        var failure = message("fail_msg", arguments.raw("fail_msg"));
        var success = message("success_msg", arguments.raw("success_msg"));
        var result = arguments.bool("quiet") ? Result.ok() : Result.ok().with(DebugModule.ALWAYS_SHOWN, true);
        List<?> conditions = switch (arguments.raw("that")) {
            case List<?> list -> list;
            case null -> java.util.Collections.singletonList(null);
            case Object one -> List.of(one);
        };
        for (var condition : conditions) {
            if (condition == null || condition.equals("")) {
                throw new UserError("Empty conditional expressions are not allowed.");
            }
            if (condition instanceof Number || condition instanceof Map<?, ?>) {
                throw new UserError("Conditional expressions must be strings.");
            }
            if (!call.controller().test(condition)) {
                return Module.done(result.as(Result.Status.FAILED)
                        .with("evaluated_to", false)
                        .with("assertion", condition instanceof dev.muster.value.Template t ? t.text() : condition)
                        .with("msg", failure));
            }
        }
        return Module.done(result.with("msg", success));
    }

    private static Object message(String name, @Nullable Object value) {
        if (value instanceof String
                || (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance))) {
            return value;
        }
        throw new UserError("argument '" + name + "' must be a string or list of strings");
    }
}
