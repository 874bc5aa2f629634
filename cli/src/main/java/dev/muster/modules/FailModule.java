package dev.muster.modules;

import dev.muster.modules.Parameters.Type;
import dev.muster.step.Result;
import java.util.Objects;

/** {@code fail}: fails with a message, which may be of any type. */
public final class FailModule implements Module {

    private static final Parameters PARAMETERS = Parameters.builder()
            .add("msg", Type.RAW)
            .byDefault("Failed as requested from task")
            .build();

    @Override
    public String name() {
        return "fail";
    }

    @Override
    public Parameters parameters() {
        return PARAMETERS;
    }

    @Override
    public Outcome start(Invocation call) {
        var message = Objects.requireNonNullElse(call.arguments().raw("msg"), "");
        return Module.done(Result.ok().as(Result.Status.FAILED).with("msg", message));
    }
}
