package dev.muster.modules;

import dev.muster.modules.Parameters.Type;
import dev.muster.step.Result;
import dev.muster.step.Script;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code wait_for}: waits on the node for a port, a file, a text in either, or for connections to end. */
public final class WaitForModule implements Module {

    /** The states of a TCP connection as {@code /proc/net/tcp} numbers them. */
    private static final Map<String, String> STATES = Map.ofEntries(
            Map.entry("ESTABLISHED", "01"),
            Map.entry("SYN_SENT", "02"),
            Map.entry("SYN_RECV", "03"),
            Map.entry("FIN_WAIT1", "04"),
            Map.entry("FIN_WAIT2", "05"),
            Map.entry("TIME_WAIT", "06"));

    private static final Parameters PARAMETERS = Parameters.builder()
            .str("host")
            .byDefault("127.0.0.1")
            .add("timeout", Type.INT)
            .byDefault(300L)
            .add("connect_timeout", Type.INT)
            .byDefault(5L)
            .add("delay", Type.INT)
            .byDefault(0L)
            .add("port", Type.INT)
            .list("active_connection_states", Type.STR)
            .byDefault(List.of("ESTABLISHED", "FIN_WAIT1", "FIN_WAIT2", "SYN_RECV", "SYN_SENT", "TIME_WAIT"))
            .path("path")
            .str("search_regex")
            .str("state")
            .byDefault("started")
            .choices("absent", "drained", "present", "started", "stopped")
            .list("exclude_hosts", Type.STR)
            .add("sleep", Type.INT)
            .byDefault(1L)
            .str("msg")
            .build();

    private static final List<Script.Library> LIBRARIES = Libraries.of("wait_for");

    @Override
    public String name() {
        return "wait_for";
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
                    .with("msg", "remote module (wait_for) does not support check mode"));
        }
        var wrong = wrong(arguments);
        if (wrong != null) {
            return Module.done(Result.failed(wrong).with("elapsed", 0L));
        }
        var script = Script.call(LIBRARIES, "m_wait_for", words(arguments)).withEnvironment(call.environment());
        return Module.ask(script, answer -> read(Fields.of(answer), arguments));
    }

    private static @Nullable String wrong(Arguments arguments) {
        var state = arguments.str("state");
        if (arguments.has("search_regex")) {
            try {
                Pattern.compile(arguments.str("search_regex").replace("(?P<", "(?<"));
            } catch (PatternSyntaxException e) {
                return "Invalid regular expression: " + e.getDescription();
            }
        }
        if (arguments.has("port") && arguments.has("path")) {
            return "port and path parameter can not both be passed to wait_for";
        }
        if (arguments.has("path") && (state.equals("stopped") || state.equals("drained"))) {
            return "state=" + state + " should only be used for checking a port in the wait_for module";
        }
        if (arguments.has("exclude_hosts") && !state.equals("drained")) {
            return "exclude_hosts should only be with state=drained";
        }
        return arguments.strings("active_connection_states").stream()
                .filter(name -> !STATES.containsKey(name))
                .findFirst()
                .map(name -> "unknown active_connection_state (" + name + ") defined")
                .orElse(null);
    }

    private static List<String> words(Arguments arguments) {
        return List.of(
                "host=" + arguments.str("host"),
                "port=" + GroupModule.number(arguments, "port"),
                "path=" + arguments.str("path", ""),
                "has_regex=" + SystemdModule.flag(arguments.has("search_regex")),
                "regex=" + extended(arguments.str("search_regex", "")),
                "state=" + arguments.str("state"),
                "delay=" + arguments.integer("delay"),
                "timeout=" + arguments.integer("timeout"),
                "connect=" + Math.max(1, Math.min(arguments.integer("connect_timeout"), arguments.integer("timeout"))),
                "sleep=" + arguments.integer("sleep"),
                "exclude=" + String.join(" ", arguments.strings("exclude_hosts")),
                "states="
                        + arguments.strings("active_connection_states").stream()
                                .map(name -> STATES.getOrDefault(name, ""))
                                .collect(Collectors.joining(" ")));
    }

    /** Python's regular expression as grep's extended one: classes by their POSIX names, groups without names. */
    static String extended(String regex) {
        return regex.replace("\\d", "[0-9]")
                .replace("\\s", "[[:space:]]")
                .replace("\\S", "[^[:space:]]")
                .replace("\\w", "[[:alnum:]_]")
                .replaceAll("\\(\\?P<\\w+>", "(")
                .replace("(?:", "(")
                .replace("*?", "*")
                .replace("+?", "+");
    }

    private static Result read(Fields fields, Arguments arguments) {
        if (fields.failed()) {
            return fields.failure();
        }
        var elapsed = fields.integer("elapsed");
        if (!fields.flag("over")) {
            return Result.failed(arguments.str("msg", timeout(arguments))).with("elapsed", elapsed);
        }
        var groups = new ArrayList<@Nullable Object>();
        var named = new LinkedHashMap<String, @Nullable Object>();
        var regex = arguments.strOrNull("search_regex");
        if (regex != null) {
            match(regex, new String(fields.body(), StandardCharsets.UTF_8), groups, named);
        }
        return Result.ok()
                .with("state", arguments.str("state"))
                .with("port", arguments.raw("port"))
                .with("search_regex", regex)
                .with("match_groups", groups)
                .with("match_groupdict", named)
                .with("path", arguments.has("path") ? fields.str("path") : null)
                .with("elapsed", elapsed);
    }

    private static void match(
            String regex, String text, List<@Nullable Object> groups, Map<String, @Nullable Object> named) {
        Matcher matcher =
                Pattern.compile(regex.replace("(?P<", "(?<"), Pattern.MULTILINE).matcher(text);
        // Python gives the groups of a match in a file alone; so does this, where grep's lines hold the whole match.
        if (matcher.find()) {
            for (int i = 1; i <= matcher.groupCount(); i++) {
                groups.add(matcher.group(i));
            }
            matcher.namedGroups().forEach((name, index) -> named.put(name, matcher.group(index)));
        }
    }

    private static String timeout(Arguments arguments) {
        var path = arguments.str("path", "");
        var place = arguments.has("port") ? arguments.str("host") + ":" + arguments.integer("port") : path;
        return switch (arguments.str("state")) {
            case "absent", "stopped" ->
                "Timeout when waiting for " + place + (arguments.has("port") ? " to stop." : " to be absent.");
            case "drained" ->
                "Timeout when waiting for " + arguments.str("host") + ":"
                        + (arguments.has("port") ? arguments.integer("port") : "None") + " to drain";
            default -> {
                if (arguments.has("search_regex")) {
                    yield "Timeout when waiting for search string " + arguments.str("search_regex") + " in " + place;
                }
                yield "Timeout when waiting for " + (arguments.has("port") ? "" : "file ") + place;
            }
        };
    }
}
