package dev.muster.modules;

import dev.muster.modules.Parameters.Rule;
import dev.muster.modules.Parameters.Type;
import dev.muster.source.UserError;
import dev.muster.step.Result;
import dev.muster.value.Omit;
import dev.muster.value.Printing;
import dev.muster.value.Types;
import dev.muster.value.Undefined;
import dev.muster.value.Unsafe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code debug}: shows a message or a variable. What cannot be resolved inside a variable is shown in its place, with a
 * warning, so that looking at a broken variable helps to mend it.
 */
public final class DebugModule implements Module {

    /** The key that tells the report to show the whole result at any verbosity; it is not registered. */
    static final String ALWAYS_SHOWN = "_ansible_verbose_always";

    private static final String RESOLVING = "Error while resolving `var` expression: ";

    private static final Parameters PARAMETERS = Parameters.builder()
            .add("msg", Type.RAW)
            .add("var", Type.RAW)
            .add("verbosity", Type.INT)
            .byDefault(0L)
            .rule(new Rule.MutuallyExclusive(List.of("msg", "var")))
            .build();

    @Override
    public String name() {
        return "debug";
    }

    @Override
    public Parameters parameters() {
        return PARAMETERS;
    }

    @Override
    public Outcome start(Invocation call) {
        var arguments = call.arguments();
        var verbosity = call.controller().variable("ansible_verbosity") instanceof Long level ? level : 0L;
        if (arguments.integer("verbosity") > verbosity) {
            return Module.done(
                    Result.ok().as(Result.Status.SKIPPED).with("skipped_reason", "Verbosity threshold not met."));
        }
        var result = Result.ok().with(ALWAYS_SHOWN, true);
        return Module.done(
                switch (arguments.raw("var")) {
                    case null -> result.with("msg", arguments.isSaid("msg") ? arguments.raw("msg") : "Hello world!");
                    case String expression -> variable(expression, call, result);
                    case Unsafe data ->
                        throw new UserError(RESOLVING + "Encountered untrusted template or expression.")
                                .at(data.at())
                                .hint(
                                        "what a node, a command or a lookup gave is data; write the expression itself here");
                    case Object other -> throw notAText(other);
                });
    }

    /** Ansible checks this type itself, under the name of its function. */
    public static UserError notAText(Object value) {
        return new UserError("argument 'var' is of type " + Types.name(value)
                        + " and we were unable to convert to _check_type_str_no_conversion: '" + Printing.str(value)
                        + "' is not a string and conversion is not allowed")
                .hint("use 'msg' for other values");
    }

    private static Result variable(String expression, Invocation call, Result result) {
        var errors = new ArrayList<String>();
        @Nullable Object value;
        try {
            value = call.controller().evaluate(expression);
        } catch (UserError e) {
            throw e.prefixed(RESOLVING);
        }
        if (value == Omit.OMIT) {
            return result.with(expression, Omit.OMIT.toString())
                    .warn("The result of the `var` expression could not be omitted; a placeholder was used instead.");
        }
        var shown = replaceUndefined(value, errors);
        if (errors.isEmpty()) {
            return result.with(expression, shown);
        }
        var warning = new StringBuilder(
                "Encountered " + errors.size() + " template error" + (errors.size() == 1 ? "" : "s") + ".");
        errors.forEach(error -> warning.append('\n').append(error));
        return result.with(expression, shown).warn(warning.toString());
    }

    private static @Nullable Object replaceUndefined(@Nullable Object value, List<String> errors) {
        return switch (value) {
            case Undefined undefined -> {
                var error = "error " + (errors.size() + 1) + " - " + undefined.message();
                errors.add(error);
                yield "<< " + error + " >>";
            }
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<@Nullable Object, @Nullable Object>();
                map.forEach((key, item) -> copy.put(key, replaceUndefined(item, errors)));
                yield copy;
            }
            case List<?> list -> {
                var copy = new ArrayList<@Nullable Object>(list.size());
                list.forEach(item -> copy.add(replaceUndefined(item, errors)));
                yield copy;
            }
            case null, default -> value;
        };
    }
}
