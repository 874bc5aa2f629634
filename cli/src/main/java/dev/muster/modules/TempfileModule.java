package dev.muster.modules;

import dev.muster.step.Result;
import dev.muster.step.Script;
import java.util.List;

/** {@code tempfile}: a new file or folder with a name that nobody knew, for its owner alone. */
public final class TempfileModule implements Module {

    private static final Parameters PARAMETERS = Parameters.builder()
            .str("state")
            .byDefault("file")
            .choices("file", "directory")
            .path("path")
            .str("prefix")
            .byDefault("ansible.")
            .str("suffix")
            .byDefault("")
            .build();

    private static final List<Script.Library> LIBRARIES = Libraries.of("tempfile");

    @Override
    public String name() {
        return "tempfile";
    }

    @Override
    public Parameters parameters() {
        return PARAMETERS;
    }

    @Override
    public boolean supportsCheckMode() {
        return false;
    }

    @Override
    public Outcome start(Invocation call) {
        var arguments = call.arguments();
        if (call.check()) {
            return Module.done(Result.ok()
                    .as(Result.Status.SKIPPED)
                    .with("msg", "remote module (tempfile) does not support check mode"));
        }
        for (var part : List.of("prefix", "suffix")) {
            if (arguments.str(part).contains("/")) {
                return Module.done(Result.failed(
                        part + " must be a valid file name component, got '" + arguments.str(part) + "'"));
            }
        }
        var words = List.of(
                "state=" + arguments.str("state"),
                "path=" + arguments.str("path", ""),
                "prefix=" + arguments.str("prefix"),
                "suffix=" + arguments.str("suffix"));
        var script = Script.call(LIBRARIES, "m_tempfile", words).withEnvironment(call.environment());
        return Module.ask(script, answer -> {
            var fields = Fields.of(answer);
            return fields.failed()
                    ? fields.failure()
                    : FileAttributes.info(Result.done(true).with("path", fields.str("path")), fields);
        });
    }
}
