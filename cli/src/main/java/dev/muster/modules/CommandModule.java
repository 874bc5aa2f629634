package dev.muster.modules;

import dev.muster.modules.Parameters.Rule;
import dev.muster.modules.Parameters.Type;
import dev.muster.step.Result;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code command}: runs a program without a shell between; words are split as Python's {@code shlex} does. */
public final class CommandModule implements Module {

    private static final Parameters PARAMETERS = Parameters.builder()
            .str("_raw_params")
            .bool("_uses_shell", false)
            .str("cmd")
            .list("argv", Type.STR)
            .path("chdir")
            .str("executable")
            .bool("expand_argument_vars", true)
            .path("creates")
            .path("removes")
            .str("stdin")
            .bool("stdin_add_newline", true)
            .bool("strip_empty_ends", true)
            .freeForm("_raw_params")
            .rule(new Rule.MutuallyExclusive(List.of("_raw_params", "cmd", "argv")))
            .rule(new Rule.RequiredOneOf(List.of("_raw_params", "cmd", "argv")))
            .build();

    @Override
    public String name() {
        return "command";
    }

    @Override
    public Parameters parameters() {
        return PARAMETERS;
    }

    @Override
    public Outcome start(Invocation call) {
        var arguments = call.arguments();
        if (arguments.bool("_uses_shell")) {
            return ShellModule.evaluated(call);
        }
        List<String> words;
        try {
            words = words(arguments);
        } catch (IllegalArgumentException e) {
            return Module.done(Result.failed("Task failed: Module failed: " + e.getMessage()));
        }
        if (words.isEmpty()) {
            return Module.done(nothing(line(arguments) != null));
        }
        var run = new CommandRun(call, words, ShellWords.quoteAll(words));
        var executable = arguments.strOrNull("executable");
        var outcome = run.words(words, arguments.bool("expand_argument_vars"));
        return executable == null
                ? outcome
                : CommandRun.warned(
                        outcome,
                        "As of Ansible 2.4, the parameter 'executable' is no longer supported with the 'command' module."
                                + " Not using '" + executable + "'.");
    }

    /** What Ansible says of a command without words, given as text or as a list. */
    private static Result nothing(boolean text) {
        var result = Result.failed(
                        text ? "Argument 'args' to run_command must be list or string" : "Error executing command.")
                .with("rc", 257L)
                .with("cmd", text ? null : "");
        return text
                ? result
                : result.with("exception", "Error executing command: list index out of range")
                        .with("stdout", "")
                        .with("stderr", "")
                        .with("stdout_lines", List.of())
                        .with("stderr_lines", List.of());
    }

    private static List<String> words(Arguments arguments) {
        var line = line(arguments);
        return line == null ? arguments.strings("argv") : ShellWords.split(line);
    }

    /** The command as text: the task's bare text, or {@code cmd}; null when it is given as {@code argv}. */
    static @Nullable String line(Arguments arguments) {
        var bare = arguments.str("_raw_params", "");
        return bare.isEmpty() ? arguments.strOrNull("cmd") : bare;
    }
}
