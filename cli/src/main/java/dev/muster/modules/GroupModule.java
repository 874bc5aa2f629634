package dev.muster.modules;

import dev.muster.modules.Parameters.Rule;
import dev.muster.modules.Parameters.Type;
import dev.muster.step.Result;
import dev.muster.step.Script;
import java.util.List;

/** {@code group}: groups of users. */
public final class GroupModule implements Module {

    private static final Parameters PARAMETERS = Parameters.builder()
            .str("state")
            .byDefault("present")
            .choices("absent", "present")
            .str("name")
            .required()
            .bool("force", false)
            .add("gid", Type.INT)
            .bool("system", false)
            .bool("local", false)
            .bool("non_unique", false)
            .add("gid_min", Type.INT)
            .add("gid_max", Type.INT)
            .rule(new Rule.RequiredIf("non_unique", true, List.of("gid"), false))
            .build();

    private static final List<Script.Library> LIBRARIES = Libraries.of("accounts", "group");

    @Override
    public String name() {
        return "group";
    }

    @Override
    public Parameters parameters() {
        return PARAMETERS;
    }

    @Override
    public Outcome start(Invocation call) {
        var arguments = call.arguments();
        if (arguments.bool("force") && arguments.bool("local")) {
            return Module.done(Result.failed(
                    "force is not a valid option for local, force=True and local=True are mutually exclusive"));
        }
        for (var bound : List.of("gid_min", "gid_max")) {
            if (arguments.bool("local") && arguments.has(bound)) {
                return Module.done(Result.failed("'" + bound + "' can not be used with 'local'"));
            }
        }
        var words = List.of(
                "name=" + arguments.str("name"),
                "state=" + arguments.str("state"),
                "gid=" + number(arguments, "gid"),
                "system=" + SystemdModule.flag(arguments.bool("system")),
                "force=" + SystemdModule.flag(arguments.bool("force")),
                "non_unique=" + SystemdModule.flag(arguments.bool("non_unique")),
                "gid_min=" + number(arguments, "gid_min"),
                "gid_max=" + number(arguments, "gid_max"),
                "local=" + (arguments.bool("local") ? "1" : ""),
                "check=" + SystemdModule.flag(call.check()));
        var script = Script.call(LIBRARIES, "m_group", words).withEnvironment(call.environment());
        return Module.ask(script, answer -> {
            var fields = Fields.of(answer);
            if (fields.failed()) {
                return fields.failure();
            }
            var result = Result.done(fields.flag("changed"));
            if (fields.has("bare")) {
                return result;
            }
            result = result.with("name", arguments.str("name")).with("state", arguments.str("state"));
            return fields.has("gid")
                    ? result.with("system", arguments.bool("system")).with("gid", fields.integer("gid"))
                    : result;
        });
    }

    static String number(Arguments arguments, String name) {
        return arguments.has(name) ? String.valueOf(arguments.integer(name)) : "";
    }
}
