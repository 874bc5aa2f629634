package dev.muster.modules;

import dev.muster.step.Result;
import dev.muster.step.Script;
import dev.muster.step.Script.Library;
import java.util.Base64;
import java.util.List;

/** Module {@code slurp}: a node's file as base64. */
final class SlurpModule implements Module {

    private static final List<Library> LIBRARIES = Libraries.of("slurp");
    private static final Parameters PARAMETERS =
            Parameters.builder().path("src").required().aliases("path").build();

    @Override
    public String name() {
        return "slurp";
    }

    @Override
    public Parameters parameters() {
        return PARAMETERS;
    }

    @Override
    public Outcome start(Invocation call) {
        var words = new Words().put("src", call.arguments().str("src"));
        return Module.ask(Script.call(LIBRARIES, "m_slurp", words.list()), answer -> read(Fields.of(answer)));
    }

    private static Result read(Fields fields) {
        if (fields.failed()) {
            return fields.failure();
        }
        return Result.ok()
                .with("content", Base64.getEncoder().encodeToString(fields.body()))
                .with("source", fields.str("source"))
                .with("encoding", "base64");
    }
}
