package dev.muster.modules;

import dev.muster.modules.Parameters.Rule;
import dev.muster.step.Result;
import java.util.List;

/** {@code shell}: runs a text by {@code /bin/sh -c} or another shell, out of sight of {@code ps}. */
public final class ShellModule implements Module {

    private static final Parameters PARAMETERS = Parameters.builder()
            .str("_raw_params")
            .str("cmd")
            .path("chdir")
            .str("executable")
            .path("creates")
            .path("removes")
            .str("stdin")
            .bool("stdin_add_newline", true)
            .bool("strip_empty_ends", true)
            .freeForm("_raw_params")
            .rule(new Rule.MutuallyExclusive(List.of("_raw_params", "cmd")))
            .rule(new Rule.RequiredOneOf(List.of("_raw_params", "cmd")))
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
    public Outcome start(Invocation call) {
        var body = CommandModule.line(call.arguments());
        if (body == null || body.isEmpty()) {
            return Module.done(Result.failed("no command given").with("rc", 256L));
        }
        var shell = call.arguments().str("executable", "/bin/sh");
        return new CommandRun(call, body, body).shell(shell, body);
    }
}
