package dev.muster.cli;

/** The end of a command with a text of several errors and an exit code. */
final class Stop extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ExitCode code;

    /** @param text as it is shown, without anything before or behind it */
    Stop(String text, ExitCode code) {
        super(text);
        this.code = code;
    }

    String text() {
        return String.valueOf(getMessage());
    }

    ExitCode code() {
        return code;
    }
}
