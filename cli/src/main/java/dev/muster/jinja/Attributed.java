package dev.muster.jinja;

import dev.muster.value.PythonObject;
import org.jspecify.annotations.Nullable;

/** A value with attributes of its own. */
interface Attributed extends PythonObject {

    /** What {@link #attribute} gives when there is no such attribute; null is a value. */
    Object MISSING = new Object();

    @Nullable
    Object attribute(String name);
}
