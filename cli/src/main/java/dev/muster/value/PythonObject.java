package dev.muster.value;

/** A value that is none of the plain ones but that a template can hold: a moment, a range, a macro. */
public interface PythonObject {

    /** The type's name as Python says it in messages. */
    String typeName();

    /** What {@code repr()} gives. */
    String repr();

    /** What {@code str()} gives. */
    default String str() {
        return repr();
    }

    /** What {@code bool()} gives. */
    default boolean truthy() {
        return true;
    }
}
