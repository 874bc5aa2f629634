package dev.muster.cli;

/**
 * What the program says to the shell. The numbers are those of {@code ansible-playbook} (its manual page, "EXIT STATUS"), for
 * all commands.
 */
public enum ExitCode {
    /** All was done, or there was nothing to do. */
    OK(0),
    /** The command could not begin: something a user gave is missing or wrong. */
    ERROR(1),
    /** At least one host failed. Also: a wrong option, and {@code render --check} when the tree on disk differs. */
    FAILED(2),
    /** At least one host could not be reached, or a playbook or inventory cannot be parsed. */
    UNREACHABLE(4),
    /** The words of an option cannot be understood, or options contradict each other. */
    OPTIONS(5),
    /** The user, or a signal, ended the run. */
    INTERRUPTED(99),
    /** A fault in Muster itself. */
    UNEXPECTED(250);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
