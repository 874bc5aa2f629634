package dev.muster.modules;

import dev.muster.step.Result;

/** {@code raw}: runs a text by the node's shell and gives back what came, unstripped. Skipped in check mode. */
public final class RawModule implements Module {

    private static final Parameters PARAMETERS = Parameters.builder()
            .str("_raw_params")
            .str("executable")
            .freeForm("_raw_params")
            .build();

    @Override
    public String name() {
        return "raw";
    }

    @Override
    public Parameters parameters() {
        return PARAMETERS;
    }

    @Override
    public Outcome start(Invocation call) {
        if (call.check()) {
            return Module.done(Result.ok().as(Result.Status.SKIPPED));
        }
        var body = call.arguments().str("_raw_params", "");
        return new CommandRun(call, body, body).raw(call.arguments().str("executable", "/bin/sh"), body);
    }
}
