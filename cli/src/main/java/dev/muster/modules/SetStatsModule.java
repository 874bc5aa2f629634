package dev.muster.modules;

import dev.muster.step.Result;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code set_stats}: adds to the statistics at the end of the run. The engine finds them in the key {@code ansible_stats}. */
public final class SetStatsModule implements Module {

    private static final Parameters PARAMETERS = Parameters.builder()
            .add("data", Parameters.Type.RAW)
            .bool("per_host", false)
            .bool("aggregate", true)
            .build();

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

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
        for (var name : values.keySet()) {
            if (!(name instanceof String text && NAME.matcher(text).matches())) {
                return Module.done(Result.failed("Task failed: Invalid variable name '" + name + "'."));
            }
        }
        var stats = new LinkedHashMap<String, @Nullable Object>();
        stats.put("data", values);
        stats.put("per_host", call.arguments().bool("per_host"));
        stats.put("aggregate", call.arguments().bool("aggregate"));
        return Module.done(Result.ok().with("ansible_stats", stats));
    }
}
