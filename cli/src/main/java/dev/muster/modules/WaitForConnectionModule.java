package dev.muster.modules;

import dev.muster.modules.Parameters.Type;
import dev.muster.step.Result;
import dev.muster.step.Script;
import java.util.List;

/**
 * {@code wait_for_connection}: succeeds once a shell on the node can be used. The module asks once; whoever runs it connects anew
 * and asks again every {@code sleep} seconds until {@code timeout}, after {@code delay}, and adds {@code elapsed}.
 */
public final class WaitForConnectionModule implements Module {

    private static final Parameters PARAMETERS = Parameters.builder()
            .add("connect_timeout", Type.INT)
            .byDefault(5L)
            .add("delay", Type.INT)
            .byDefault(0L)
            .add("sleep", Type.INT)
            .byDefault(1L)
            .add("timeout", Type.INT)
            .byDefault(600L)
            .build();

    @Override
    public String name() {
        return "wait_for_connection";
    }

    @Override
    public Parameters parameters() {
        return PARAMETERS;
    }

    @Override
    public Outcome start(Invocation call) {
        return call.check()
                ? Module.done(Result.ok().as(Result.Status.SKIPPED))
                : Module.ask(Script.call(List.of(), "true", List.of()), _ -> Result.ok());
    }
}
