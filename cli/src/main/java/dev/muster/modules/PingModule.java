package dev.muster.modules;

import dev.muster.step.Result;
import dev.muster.step.Script;
import java.util.List;

/** {@code ping}: answers {@code pong} when a shell on the node can be used; {@code data: crash} fails on purpose. */
public final class PingModule implements Module {

    private static final Parameters PARAMETERS =
            Parameters.builder().str("data").byDefault("pong").build();

    @Override
    public String name() {
        return "ping";
    }

    @Override
    public Parameters parameters() {
        return PARAMETERS;
    }

    @Override
    public Outcome start(Invocation call) {
        var data = call.arguments().str("data");
        return Module.ask(
                Script.call(List.of(), "true", List.of()),
                _ -> data.equals("crash")
                        ? Result.failed("Task failed: Module failed: boom")
                        : Result.ok().with("ping", data));
    }
}
