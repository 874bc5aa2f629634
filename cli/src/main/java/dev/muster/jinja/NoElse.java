package dev.muster.jinja;

import dev.muster.value.PythonObject;

/**
 * The value of an inline {@code if} without {@code else} whose test is false. It is not defined, false, and empty as text;
 * but {@code default} does not replace it, and no variable can hold it (Jinja2's plain {@code Undefined} in ansible-core).
 */
enum NoElse implements PythonObject {
    NO_ELSE;

    @Override
    public String typeName() {
        return "Undefined";
    }

    @Override
    public String repr() {
        return "Undefined";
    }

    @Override
    public String str() {
        return "";
    }

    @Override
    public boolean truthy() {
        return false;
    }
}
