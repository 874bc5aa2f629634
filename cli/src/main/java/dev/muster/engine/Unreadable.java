package dev.muster.engine;

import dev.muster.source.UserError;

/** A file of the project that is read while the run goes on is wrong in itself: the run ends. */
final class Unreadable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient UserError error;

    Unreadable(UserError error) {
        super(error.getMessage(), error);
        this.error = error;
    }

    UserError error() {
        return error;
    }
}
