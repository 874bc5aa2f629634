package dev.muster.jinja;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The names that a template sees. Values are final: a scope renders what is a template before it gives it out, and wraps
 * containers in {@link dev.muster.value.Lazy} views.
 */
public interface Variables {

    /** The value of a name, which may be null; {@link dev.muster.value.Undefined} when there is no such name. */
    @Nullable
    Object get(String name);

    /** All names, for {@code vars}, {@code varnames} and nearest spellings. */
    Collection<String> names();
}
