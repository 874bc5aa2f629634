package dev.muster.modules;

import dev.muster.modules.Parameters.Rule;
import dev.muster.step.Result;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code shell}: runs a text by {@code /bin/sh -c} or another shell, out of sight of {@code ps}. */
public final class ShellModule implements Module {

    private static final Parameters PARAMETERS = Parameters.builder()
            .str("_raw_params")
            .bool("_uses_shell", false)
            .str("cmd")
            .list("argv", Parameters.Type.STR)
            .bool("expand_argument_vars", true)
            .path("chdir")
            .str("executable")
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
        return "shell";
    }

    @Override
    public Parameters parameters() {
        return PARAMETERS;
    }

    @Override
    public Map<String, @Nullable Object> invocation(
            Map<String, @Nullable Object> given, Map<String, @Nullable Object> told, Result result) {
        return Map.of("module_args", Invoked.with(told, "_uses_shell", true));
    }

    @Override
    public Outcome start(Invocation call) {
        return evaluated(call);
    }

    /** The call's text, or its words as they are, for a shell. */
    static Outcome evaluated(Invocation call) {
        var arguments = call.arguments();
        var line = CommandModule.line(arguments);
        var words = arguments.has("argv") ? arguments.strings("argv") : List.<String>of();
        var body = line == null ? ShellWords.quoteAll(words) : line;
        if (body.isEmpty()) {
            return Module.done(Result.failed("no command given").with("rc", 256L));
        }
        var shell = arguments.str("executable", "/bin/sh");
        return new CommandRun(call, line == null ? words : body, ShellWords.quoteAll(List.of(shell, "-c", body)))
                .shell(shell, body);
    }
}
