package dev.muster.modules;

import dev.muster.modules.Parameters.Type;
import dev.muster.step.Result;
import dev.muster.step.Script;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code package}: packages by whatever manager the node has; where it is apt, this is {@code apt}. */
public final class PackageModule implements Module {

    private static final Parameters PARAMETERS = Parameters.builder()
            .list("name", Type.STR)
            .required()
            .str("state")
            .byDefault("present")
            .str("use")
            .byDefault("auto")
            .build();

    private static final List<Script.Library> LIBRARIES = Libraries.of("apt", "package");

    @Override
    public String name() {
        return "package";
    }

    @Override
    public Parameters parameters() {
        return PARAMETERS;
    }

    @Override
    public Map<String, @Nullable Object> invocation(
            Map<String, @Nullable Object> given, Map<String, @Nullable Object> told, Result result) {
        boolean apt = result.data().containsKey("cache_updated");
        return apt
                ? Invoked.asBy(new AptModule(), Invoked.without(given, "use"), result)
                : Map.of("module_args", Invoked.without(told, "use"));
    }

    @Override
    public Outcome start(Invocation call) {
        var arguments = call.arguments();
        var state = switch (arguments.str("state")) {
            case "installed", "present" -> "present";
            case "removed", "absent" -> "absent";
            case String other -> other;
        };
        var words = AptModule.words(call, AptModule.packages(arguments.strings("name")));
        words.replaceAll(word -> word.startsWith("state=") ? "state=" + state : word);
        var use = arguments.str("use");
        words.add("use=" + use.substring(use.lastIndexOf('.') + 1));
        var script = Script.call(LIBRARIES, "m_package", words).withEnvironment(call.environment());
        return Module.ask(script, answer -> {
            var fields = Fields.of(answer);
            if (fields.failed() || !fields.has("generic")) {
                return AptModule.read(fields, call);
            }
            var out = new String(fields.body(), StandardCharsets.UTF_8).stripTrailing();
            var result = Result.done(fields.flag("changed"));
            return out.isEmpty() ? result : result.with("stdout", out).with("stdout_lines", CommandRun.lines(out));
        });
    }
}
