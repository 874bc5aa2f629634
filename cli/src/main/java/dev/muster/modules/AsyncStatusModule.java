package dev.muster.modules;

import dev.muster.step.Result;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Module {@code async_status}: what became of a job in the background. */
public final class AsyncStatusModule implements Module {

    private static final Parameters PARAMETERS = Parameters.builder()
            .str("jid")
            .required()
            .str("mode")
            .byDefault("status")
            .choices("status", "cleanup")
            .build();

    @Override
    public String name() {
        return "async_status";
    }

    @Override
    public Parameters parameters() {
        return PARAMETERS;
    }

    @Override
    public Map<String, @Nullable Object> invocation(
            Map<String, @Nullable Object> given, Map<String, @Nullable Object> told, Result result) {
        var file = Invoked.text(result, result.data().containsKey("erased") ? "erased" : "results_file");
        return Map.of(
                "module_args",
                file == null ? told : Invoked.with(told, "_async_dir", file.substring(0, file.lastIndexOf('/'))));
    }

    @Override
    public Outcome start(Invocation call) {
        var id = call.arguments().str("jid");
        boolean erase = call.arguments().str("mode").equals("cleanup");
        return Module.ask(Job.status(id, erase), answer -> {
            var fields = Fields.of(answer);
            return fields.failed() ? fields.failure() : read(id, erase, fields, call.controller());
        });
    }

    private static Result read(String id, boolean erase, Fields fields, Controller controller) {
        var about = new LinkedHashMap<String, @Nullable Object>();
        about.put("started", !erase);
        about.put("finished", false);
        for (var stream : List.of("stdout", "stderr")) {
            about.put(stream, "");
            about.put(stream + "_lines", List.of());
        }
        about.put("ansible_job_id", id);
        about.put(erase ? "erased" : "results_file", fields.str("path"));
        if (!fields.flag("exists")) {
            return Result.failed("could not find job")
                    .withAll(about)
                    .with("started", true)
                    .with("finished", true);
        }
        var state = erase ? null : Job.state(fields.body());
        if (state == null || isRunning(state)) {
            return Result.ok().withAll(about);
        }
        var result = Job.result(state, controller);
        about.put("finished", true);
        about.putAll(result.data());
        return result.withAll(about);
    }

    /** The state of a job that is over is its result, which knows nothing of having started. */
    private static boolean isRunning(Map<?, ?> state) {
        return state.containsKey("started") && !Boolean.TRUE.equals(state.get("finished"));
    }
}
