package dev.muster.engine;

import java.util.Optional;

/** Where somebody may answer while plays run. */
public interface Console {

    /** Nobody is there. */
    Console NOBODY = _ -> Optional.empty();

    /**
     * Shows a text and reads a line, without its end.
     *
     * @param prompt what is shown before the line
     * @return nothing at the end of the input
     */
    Optional<String> line(String prompt);

    /** Whether somebody types, rather than a file or nothing at all. */
    default boolean isTyped() {
        return false;
    }
}
