package dev.muster.modules;

import dev.muster.modules.Parameters.Rule;
import dev.muster.modules.Parameters.Type;
import dev.muster.step.Result;
import dev.muster.step.Script;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code service}: services by whatever manages them on the node: systemd, OpenRC, or init scripts. */
public final class ServiceModule implements Module {

    private static final Parameters PARAMETERS = Parameters.builder()
            .str("name")
            .required()
            .str("state")
            .choices("started", "stopped", "reloaded", "restarted")
            .add("sleep", Type.INT)
            .str("pattern")
            .add("enabled", Type.BOOL)
            .str("runlevel")
            .byDefault("default")
            .str("arguments")
            .byDefault("")
            .aliases("args")
            .str("use")
            .byDefault("auto")
            .rule(new Rule.RequiredOneOf(List.of("state", "enabled")))
            .build();

    private static final List<Script.Library> LIBRARIES = Libraries.of("systemd", "service");

    @Override
    public String name() {
        return "service";
    }

    @Override
    public Parameters parameters() {
        return PARAMETERS;
    }

    @Override
    public Map<String, @Nullable Object> invocation(
            Map<String, @Nullable Object> given, Map<String, @Nullable Object> told, Result result) {
        boolean systemd = result.data().get("status") instanceof Map<?, ?>;
        return systemd
                ? Invoked.asBy(new SystemdModule(), Invoked.without(given, "use"), result)
                : Map.of("module_args", Invoked.without(told, "use"));
    }

    @Override
    public Outcome start(Invocation call) {
        var arguments = call.arguments();
        var words = SystemdModule.words(call);
        words.add("pattern=" + arguments.str("pattern", ""));
        words.add("sleep=" + (arguments.has("sleep") ? arguments.integer("sleep") : ""));
        words.add("runlevel=" + arguments.str("runlevel"));
        words.add("arguments=" + arguments.str("arguments"));
        words.add("use=" + arguments.str("use"));
        var script = Script.call(LIBRARIES, "m_service", words).withEnvironment(call.environment());
        return Module.ask(script, answer -> {
            var fields = Fields.of(answer);
            var result = SystemdModule.read(fields, arguments);
            return fields.failed() || fields.body().length > 0 ? result : withoutStatus(result);
        });
    }

    /** Only systemd tells its properties. */
    private static Result withoutStatus(Result result) {
        return result.without("status");
    }
}
