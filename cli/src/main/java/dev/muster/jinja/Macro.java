package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.Tuple;
import dev.muster.value.Undefined;
import dev.muster.value.UndefinedUse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A macro, or the body of a call block.
 *
 * @param name its name; {@code caller} for a call block
 * @param home the scope it was defined in, which its body sees
 */
record Macro(String name, List<Parameter> parameters, Stmt.Rest rest, Action body, Frame home)
        implements Callable, Attributed {

    record Parameter(String name, @Nullable Code standard) {}

    @Override
    public boolean acceptsUndefined() {
        return true;
    }

    @Override
    public @Nullable Object call(Arguments arguments, Frame caller) {
        var frame = home.inner();
        var given = arguments.positional();
        var named = new LinkedHashMap<>(arguments.named());
        var callerMacro = named.remove("caller");
        boolean declared = parameters.stream().anyMatch(parameter -> parameter.name.equals("caller"));
        if (declared) {
            if (callerMacro != null) {
                named.put("caller", callerMacro);
            }
        } else if (rest.caller()) {
            frame.set("caller", callerMacro != null ? callerMacro : Undefined.because("No caller defined"));
        } else if (callerMacro != null) {
            throw new UserError("macro '" + name
                    + "' was invoked with two values for the special caller argument. This is most likely a bug.");
        }
        int direct = Math.min(given.size(), parameters.size());
        for (int i = 0; i < direct; i++) {
            var parameter = parameters.get(i);
            if (named.containsKey(parameter.name)) {
                throw new UserError("macro '" + name + "' got multiple values for argument '" + parameter.name + "'");
            }
            frame.set(parameter.name, given.get(i));
        }
        for (int i = direct; i < parameters.size(); i++) {
            var parameter = parameters.get(i);
            if (named.containsKey(parameter.name)) {
                frame.set(parameter.name, named.remove(parameter.name));
            } else if (parameter.standard != null) {
                frame.set(parameter.name, parameter.standard.in(frame));
            } else {
                frame.set(parameter.name, Undefined.because("parameter '" + parameter.name + "' was not provided"));
            }
        }
        takeRest(frame, given.subList(direct, given.size()), named);
        var run = frame.run();
        run.enter();
        try {
            var out = new Output(run);
            body.run(frame, out);
            return out.result();
        } catch (UndefinedUse use) {
            return use.undefined();
        } finally {
            run.leave();
        }
    }

    private void takeRest(Frame frame, List<@Nullable Object> more, Map<String, @Nullable Object> named) {
        if (rest.kwargs()) {
            frame.set("kwargs", new LinkedHashMap<@Nullable Object, @Nullable Object>(named));
        } else if (!named.isEmpty()) {
            throw new UserError("macro '" + name + "' takes no keyword argument '"
                    + named.keySet().iterator().next() + "'");
        }
        if (rest.varargs()) {
            frame.set("varargs", Tuple.copyOf(more));
        } else if (!more.isEmpty()) {
            throw new UserError("macro '" + name + "' takes not more than " + parameters.size() + " argument(s)");
        }
    }

    @Override
    public @Nullable Object attribute(String attribute) {
        return switch (attribute) {
            case "name" -> name;
            case "arguments" ->
                Tuple.copyOf(parameters.stream().map(Parameter::name).toList());
            case "catch_kwargs" -> rest.kwargs();
            case "catch_varargs" -> rest.varargs();
            case "caller" -> rest.caller();
            default -> MISSING;
        };
    }

    @Override
    public String typeName() {
        return "Macro";
    }

    @Override
    public String repr() {
        return "<Macro '" + name + "'>";
    }
}
