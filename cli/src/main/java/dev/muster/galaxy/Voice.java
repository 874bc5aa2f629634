package dev.muster.galaxy;

/** Takes what there is to say while packages are handled. */
public interface Voice {

    /** A line of the command's own output. */
    void say(String line);

    /** A warning, without anything before it. */
    void warn(String text);

    /** An error that does not end the command. */
    void error(String text);

    /** A line that is shown from a level of {@code -v} on. */
    void detail(int level, String line);
}
