package dev.muster.modules;

import dev.muster.modules.Parameters.Rule;
import dev.muster.modules.Parameters.Type;
import dev.muster.step.Diff;
import dev.muster.step.Result;
import dev.muster.step.Script;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code apt}: Debian packages by {@code apt-get}; no Python bindings are needed, in check mode neither. */
public final class AptModule implements Module {

    private static final Parameters PARAMETERS = Parameters.builder()
            .str("state")
            .byDefault("present")
            .choices("absent", "build-dep", "fixed", "latest", "present")
            .add("update_cache", Type.BOOL)
            .aliases("update-cache")
            .add("update_cache_retries", Type.INT)
            .byDefault(5L)
            .add("update_cache_retry_max_delay", Type.INT)
            .byDefault(12L)
            .add("cache_valid_time", Type.INT)
            .byDefault(0L)
            .bool("purge", false)
            .list("package", Type.STR)
            .aliases("pkg", "name")
            .path("deb")
            .str("default_release")
            .aliases("default-release")
            .add("install_recommends", Type.BOOL)
            .aliases("install-recommends")
            .bool("force", false)
            .str("upgrade")
            .byDefault("no")
            .choices("dist", "full", "no", "safe", "yes")
            .str("dpkg_options")
            .byDefault("force-confdef,force-confold")
            .bool("autoremove", false)
            .bool("autoclean", false)
            .bool("fail_on_autoremove", false)
            .add("policy_rc_d", Type.INT)
            .bool("only_upgrade", false)
            .bool("force_apt_get", false)
            .bool("clean", false)
            .bool("allow_unauthenticated", false)
            .aliases("allow-unauthenticated")
            .bool("allow_downgrade", false)
            .aliases("allow-downgrade", "allow_downgrades", "allow-downgrades")
            .bool("allow_change_held_packages", false)
            .add("lock_timeout", Type.INT)
            .byDefault(60L)
            .bool("auto_install_module_deps", true)
            .rule(new Rule.MutuallyExclusive(List.of("deb", "package", "upgrade")))
            .rule(new Rule.RequiredOneOf(List.of("autoremove", "deb", "package", "update_cache", "upgrade")))
            .build();

    private static final List<Script.Library> LIBRARIES = Libraries.of("apt");

    @Override
    public String name() {
        return "apt";
    }

    @Override
    public Parameters parameters() {
        return PARAMETERS;
    }

    @Override
    public Map<String, @Nullable Object> invocation(
            Map<String, @Nullable Object> given, Map<String, @Nullable Object> told, Result result) {
        return Map.of("module_args", "no".equals(told.get("upgrade")) ? Invoked.with(told, "upgrade", null) : told);
    }

    @Override
    public Outcome start(Invocation call) {
        var arguments = call.arguments();
        var packages = packages(arguments.strings("package"));
        if (arguments.has("deb") && !arguments.str("state").equals("present")) {
            return Module.done(Result.failed("deb only supports state=present"));
        }
        if (packages.contains("*") && packages.size() > 1) {
            return Module.done(
                    Result.failed("unable to install additional packages when upgrading all installed packages"));
        }
        for (var each : packages) {
            if (each.chars().filter(c -> c == '=').count() > 1) {
                return Module.done(Result.failed("invalid package spec: " + each));
            }
        }
        var script = Script.call(LIBRARIES, "m_apt", words(call, packages)).withEnvironment(call.environment());
        return Module.ask(script, answer -> read(Fields.of(answer), call));
    }

    /** Names may come as a list or with commas between. */
    static List<String> packages(List<String> names) {
        return names.stream()
                .flatMap(name -> Stream.of(name.split(",")))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    static List<String> words(Invocation call, List<String> packages) {
        var arguments = call.arguments();
        var words = new ArrayList<String>();
        words.add("packages=" + String.join("\n", packages));
        words.add("state=" + arguments.str("state", "present"));
        words.add("update=" + SystemdModule.flag(arguments.bool("update_cache")));
        words.add("valid=" + number(arguments, "cache_valid_time", 0));
        words.add("retries=" + number(arguments, "update_cache_retries", 5));
        words.add("delay=" + number(arguments, "update_cache_retry_max_delay", 12));
        words.add("purge=" + SystemdModule.flag(arguments.bool("purge")));
        words.add("deb=" + arguments.str("deb", ""));
        words.add("release=" + arguments.str("default_release", ""));
        var recommends = arguments.boolOrNull("install_recommends");
        words.add("recommends=" + (recommends == null ? "" : recommends ? "yes" : "no"));
        words.add("force=" + SystemdModule.flag(arguments.bool("force")));
        words.add("upgrade=" + arguments.str("upgrade", "no"));
        words.add("options="
                + Stream.of(arguments
                                .str("dpkg_options", "force-confdef,force-confold")
                                .split(","))
                        .map(String::strip)
                        .filter(option -> !option.isEmpty())
                        .map(option -> "Dpkg::Options::=--" + option)
                        .collect(Collectors.joining("\n")));
        words.add("autoremove=" + SystemdModule.flag(arguments.bool("autoremove")));
        words.add("autoclean=" + SystemdModule.flag(arguments.bool("autoclean")));
        words.add("fail_on_autoremove=" + SystemdModule.flag(arguments.bool("fail_on_autoremove")));
        words.add("policy=" + GroupModule.number(arguments, "policy_rc_d"));
        words.add("only_upgrade=" + SystemdModule.flag(arguments.bool("only_upgrade")));
        words.add("clean=" + SystemdModule.flag(arguments.bool("clean")));
        words.add("unauthenticated=" + SystemdModule.flag(arguments.bool("allow_unauthenticated")));
        words.add("downgrade=" + SystemdModule.flag(arguments.bool("allow_downgrade")));
        words.add("held=" + SystemdModule.flag(arguments.bool("allow_change_held_packages")));
        words.add("lock=" + number(arguments, "lock_timeout", 60));
        words.add("check=" + SystemdModule.flag(call.check()));
        return words;
    }

    private static long number(Arguments arguments, String name, long otherwise) {
        return arguments.has(name) ? arguments.integer(name) : otherwise;
    }

    static Result read(Fields fields, Invocation call) {
        if (fields.failed()) {
            var failure = fields.failure();
            for (var stream : List.of("stdout", "stderr")) {
                if (failure.data().get(stream) instanceof String text) {
                    failure = failure.with(stream + "_lines", CommandRun.lines(text));
                }
            }
            return failure;
        }
        var result = Result.done(fields.flag("changed"));
        if (fields.has("ran")) {
            var out = new String(fields.body(), StandardCharsets.UTF_8);
            var err = fields.str("stderr");
            if (fields.has("is_msg")) {
                result = result.with("msg", out);
            }
            result = result.with("stdout", out)
                    .with("stderr", err)
                    .with("stdout_lines", CommandRun.lines(out))
                    .with("stderr_lines", CommandRun.lines(err));
            if (call.diff()) {
                result = result.withDiff(new Diff(null, null, null, null, plan(out)));
            }
        }
        if (fields.has("cache_updated")) {
            result = result.with("cache_updated", fields.flag("cache_updated"))
                    .with("cache_update_time", fields.integer("cache_update_time"));
        }
        return fields.warned(result);
    }

    /** The part of apt-get's output that says what it is about to do. */
    private static String plan(String out) {
        var lines = out.lines().toList();
        int start = lines.indexOf("Reading state information...") + 1;
        int end = start;
        while (end < lines.size() && !lines.get(end).matches("[0-9]+ (packages )?upgraded.*")) {
            end++;
        }
        return String.join("\n", lines.subList(start, Math.min(lines.size(), end + 1)));
    }
}
