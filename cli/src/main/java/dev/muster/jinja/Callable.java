package dev.muster.jinja;

import dev.muster.value.PythonObject;
import org.jspecify.annotations.Nullable;

/** A value that can be called: a global function, a method, a macro. */
interface Callable extends PythonObject {

    @Nullable
    Object call(Arguments arguments, Frame frame);

    /** Whether it wants to see undefined arguments; otherwise the first of them is the result of the call. */
    default boolean acceptsUndefined() {
        return false;
    }

    @Override
    default String typeName() {
        return "function";
    }

    @Override
    default String repr() {
        return "<function>";
    }
}
