package dev.muster.jinja;

import org.jspecify.annotations.Nullable;

/** A compiled expression. */
@FunctionalInterface
interface Code {

    @Nullable
    Object in(Frame frame);
}
