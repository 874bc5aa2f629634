package dev.muster.value;

import dev.muster.source.Position;

/**
 * Text that stands in a file of the project and is declared to be data, {@code !unsafe} in YAML: neither a template nor a
 * condition. Who reads a value sees a plain text; only where a value is still as it was written can the two be told apart.
 *
 * @param at where the text begins
 */
public record Unsafe(String text, Position at) {

    @Override
    public String toString() {
        return text;
    }
}
