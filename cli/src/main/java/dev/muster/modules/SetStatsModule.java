package dev.muster.modules;

import dev.muster.step.Result;
import dev.muster.value.VariableName;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code set_stats}: adds to the statistics at the end of the run. The engine finds them in the key {@code ansible_stats}. */
public final class SetStatsModule implements Module {

    private static final Parameters PARAMETERS = Parameters.builder()
            .add("data", Parameters.Type.RAW)
            .add("per_host", Parameters.Type.RAW)
            .byDefault(false)
            .add("aggregate", Parameters.Type.RAW)
            .byDefault(true)
            .build();

    @Override
    public String name() {
        return "set_stats";
    }

    @Override
    public Parameters parameters() {
        return PARAMETERS;
    }

    @Override
    public Outcome start(Invocation call) {
        var data = call.arguments().values().get("data");
        if (data != null && !(data instanceof Map<?, ?>)) {
            return Module.done(Result.failed("The 'data' option needs to be a dictionary/hash"));
        }
        var values = data instanceof Map<?, ?> map ? map : Map.of();
        values.keySet().forEach(VariableName::checked);
        var stats = new LinkedHashMap<String, @Nullable Object>();
        stats.put("data", values);
        stats.put("per_host", truth(call.arguments().raw("per_host")));
        stats.put("aggregate", truth(call.arguments().raw("aggregate")));
        return Module.done(Result.ok().with("ansible_stats", stats));
    }

    /** Unlike those of other modules these two take any text; what means no truth value counts as false. */
    private static boolean truth(@Nullable Object value) {
        return Set.of("y", "yes", "on", "1", "true", "t", "1.0")
                .contains(String.valueOf(value).toLowerCase(Locale.ROOT));
    }
}
