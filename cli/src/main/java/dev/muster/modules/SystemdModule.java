package dev.muster.modules;

import dev.muster.modules.Parameters.Rule;
import dev.muster.modules.Parameters.Type;
import dev.muster.step.Result;
import dev.muster.step.Script;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code systemd}, also known as {@code systemd_service}: units of systemd, and systemd itself. */
public final class SystemdModule implements Module {

    private static final Parameters PARAMETERS = Parameters.builder()
            .str("name")
            .aliases("service", "unit")
            .str("state")
            .choices("reloaded", "restarted", "started", "stopped")
            .add("enabled", Type.BOOL)
            .add("force", Type.BOOL)
            .add("masked", Type.BOOL)
            .bool("daemon_reload", false)
            .aliases("daemon-reload")
            .bool("daemon_reexec", false)
            .aliases("daemon-reexec")
            .str("scope")
            .byDefault("system")
            .choices("system", "user", "global")
            .bool("no_block", false)
            .rule(new Rule.RequiredOneOf(List.of("state", "enabled", "masked", "daemon_reload", "daemon_reexec")))
            .rule(new Rule.RequiredBy("state", List.of("name")))
            .rule(new Rule.RequiredBy("enabled", List.of("name")))
            .rule(new Rule.RequiredBy("masked", List.of("name")))
            .build();

    private static final List<Script.Library> LIBRARIES = Libraries.of("systemd");

    private final String name;

    public SystemdModule() {
        this("systemd");
    }

    /** The module under another of its names. */
    public SystemdModule(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Parameters parameters() {
        return PARAMETERS;
    }

    @Override
    public Outcome start(Invocation call) {
        var unit = call.arguments().str("name", "");
        for (var wildcard : List.of("*", "?", "[")) {
            if (unit.contains(wildcard)) {
                return Module.done(Result.failed("This module does not currently support using glob patterns, found '"
                        + wildcard + "' in service name: " + unit));
            }
        }
        var script = Script.call(LIBRARIES, "m_systemd", words(call)).withEnvironment(call.environment());
        return Module.ask(script, answer -> read(Fields.of(answer), call.arguments()));
    }

    static List<String> words(Invocation call) {
        var arguments = call.arguments();
        return new ArrayList<>(List.of(
                "name=" + arguments.str("name", ""),
                "state=" + arguments.str("state", ""),
                "enabled=" + flag(arguments.boolOrNull("enabled")),
                "masked=" + flag(arguments.boolOrNull("masked")),
                "reload=" + flag(arguments.bool("daemon_reload")),
                "reexec=" + flag(arguments.bool("daemon_reexec")),
                "scope=" + arguments.str("scope", "system"),
                "no_block=" + flag(arguments.bool("no_block")),
                "force=" + flag(arguments.bool("force")),
                "check=" + flag(call.check())));
    }

    static String flag(@Nullable Boolean value) {
        return value == null ? "" : value ? "1" : "0";
    }

    static Result read(Fields fields, Arguments arguments) {
        if (fields.failed()) {
            return fields.failure();
        }
        var result = Result.done(fields.flag("changed"))
                .with("name", arguments.strOrNull("name"))
                .with("status", properties(new String(fields.body(), java.nio.charset.StandardCharsets.UTF_8)));
        if (fields.has("enabled")) {
            result = result.with("enabled", fields.flag("enabled"));
        }
        if (fields.has("state")) {
            result = result.with("state", fields.str("state"));
        }
        return fields.warned(result);
    }

    /** The lines of {@code systemctl show}; the values of {@code Exec*} may go over several. */
    static Map<String, @Nullable Object> properties(String text) {
        var properties = new LinkedHashMap<String, @Nullable Object>();
        @Nullable String open = null;
        var value = new StringBuilder();
        for (var line : text.lines().toList()) {
            if (open != null) {
                value.append('\n').append(line);
                if (line.stripTrailing().endsWith("}")) {
                    properties.put(open, value.toString().strip());
                    open = null;
                }
                continue;
            }
            int equals = line.indexOf('=');
            if (equals < 0) {
                continue;
            }
            var key = line.substring(0, equals);
            var rest = line.substring(equals + 1);
            if (key.startsWith("Exec")
                    && rest.stripLeading().startsWith("{")
                    && !rest.stripTrailing().endsWith("}")) {
                open = key;
                value = new StringBuilder(rest);
            } else {
                properties.put(key, rest.strip());
            }
        }
        return properties;
    }
}
