package dev.muster.engine;

import dev.muster.source.UserError;

/** A file of the project that is read while the run goes on is wrong in itself: the run ends. */
final class Unreadable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient UserError error;
    private final RunSummary.End end;

    Unreadable(UserError error) {
        this(error, RunSummary.End.UNREADABLE);
    }

    /** With another code for the shell. */
    Unreadable(UserError error, RunSummary.End end) {
        super(error.getMessage(), error);
        this.error = error;
        this.end = end;
    }

    RunSummary.End end() {
        return end;
    }

    UserError error() {
        return error;
    }
}
