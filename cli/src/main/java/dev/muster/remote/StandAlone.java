package dev.muster.remote;

import dev.muster.step.Script;

/**
 * A step as the text of a program: a shell that reads it, alone and without a controller at the other end, does what it would
 * do as a step of a connection. For jobs that run on when nobody is connected. Its time limit is the business of whoever runs it.
 */
public final class StandAlone {

    private StandAlone() {}

    /**
     * The program; behind its last line, {@code $?} is the step's status.
     *
     * @param out where its standard output goes, as a word of shell code
     * @param err where its standard error goes, as a word of shell code
     */
    public static String text(Script script, String out, String err) {
        var text = new StringBuilder();
        script.libraries().forEach(library -> text.append(ShellText.library(library)));
        text.append("exec 9>").append(err).append('\n');
        if (script.input().length > 0) {
            text.append(ShellText.print(script.input())).append(" | ").append(ShellText.subshell(script));
        } else {
            text.append(ShellText.subshell(script)).append(" </dev/null");
        }
        // No braces around it: dash takes their redirections for those of a subshell in them, which it then forgets.
        return text.append(" >").append(out).append('\n').toString();
    }
}
