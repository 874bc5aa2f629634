package dev.muster.cli;

import dev.muster.source.UserError;

/** A user's error with an exit code that is not the usual one of its kind. */
final class Stop extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient UserError error;
    private final ExitCode code;

    Stop(UserError error, ExitCode code) {
        super(error.what(), error);
        this.error = error;
        this.code = code;
    }

    UserError error() {
        return error;
    }

    ExitCode code() {
        return code;
    }
}
