package dev.muster.jinja;

import org.jspecify.annotations.Nullable;

/**
 * A function that templates can call, built in or as a method bound to its object.
 *
 * @param self the object of a method, which is its first argument; {@link Attributed#MISSING} for a plain function
 */
record Function(
        Signature signature, Call.Body body, @Nullable Object self, boolean acceptsUndefined) implements Callable {

    static Function of(String name, String parameters, Call.Body body) {
        return new Function(new Signature(name, parameters), body, Attributed.MISSING, false);
    }

    Function bound(@Nullable Object object) {
        return new Function(signature, body, object, acceptsUndefined);
    }

    @Override
    public @Nullable Object call(Arguments arguments, Frame frame) {
        if (self == Attributed.MISSING) {
            return body.apply(signature.bind(arguments, frame));
        }
        var all =
                new java.util.ArrayList<@Nullable Object>(arguments.positional().size() + 1);
        all.add(self);
        all.addAll(arguments.positional());
        return body.apply(signature.bind(new Arguments(all, arguments.named()), frame));
    }

    @Override
    public String typeName() {
        return self == Attributed.MISSING ? "function" : "builtin_function_or_method";
    }

    @Override
    public String repr() {
        return "<function " + signature.name() + ">";
    }
}
