package dev.muster.cli;

import dev.muster.source.UserError;

/** The end of a command with a text of several errors and an exit code. */
final class Stop extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ExitCode code;

    /** @param text as it is shown, without anything before or behind it */
    Stop(String text, ExitCode code) {
        super(text);
        this.code = code;
    }

    /** An option says what cannot be: {@code AnsibleOptionsError} has a code of its own. */
    static Stop options(UserError error) {
        return new Stop("error: " + error.render(), ExitCode.OPTIONS);
    }

    String text() {
        return String.valueOf(getMessage());
    }

    ExitCode code() {
        return code;
    }
}
