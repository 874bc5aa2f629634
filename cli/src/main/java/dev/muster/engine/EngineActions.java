package dev.muster.engine;

import dev.muster.event.Event;
import dev.muster.inventory.Host;
import dev.muster.inventory.HostAddress;
import dev.muster.inventory.LiveInventory;
import dev.muster.source.Position;
import dev.muster.source.UserError;
import dev.muster.step.Result;
import dev.muster.value.Printing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The actions that are about the run itself rather than about a node. */
final class EngineActions {

    /** Their short names. */
    static final Set<String> NAMES = Set.of("add_host", "group_by", "pause");

    private final LiveInventory inventory;
    private final Console console;

    EngineActions(LiveInventory inventory, Console console) {
        this.inventory = inventory;
        this.console = console;
    }

    Result run(String name, Map<String, @Nullable Object> given, Host host, Position at, Consumer<Event> events)
            throws InterruptedException {
        return switch (name) {
            case "add_host" -> addHost(given, at, events);
            case "group_by" -> groupBy(given, host, at);
            default -> pause(given, at, events);
        };
    }

    private Result addHost(Map<String, @Nullable Object> given, Position at, Consumer<Event> events) {
        var rest = new LinkedHashMap<>(given);
        @Nullable Object name = null;
        for (var key : List.of("name", "hostname", "host")) {
            name = rest.containsKey(key) ? rest.remove(key) : name;
        }
        if (name == null) {
            return Result.failed("name, host or hostname needs to be provided");
        }
        var groups = new ArrayList<String>();
        for (var key : List.of("groups", "group", "groupname")) {
            for (var text : Values.texts(rest.remove(key))) {
                for (var group : text.split(",")) {
                    if (!group.isBlank()) {
                        groups.add(group.strip());
                    }
                }
            }
        }
        var text = Printing.str(name);
        var address = HostAddress.parse(text, false).orElse(null);
        if (address != null) {
            text = address.host();
            address.usablePort().ifPresent(port -> rest.put("ansible_ssh_port", (long) port));
        }
        events.accept(new Event.Verbose(2, null, "creating host via 'add_host': hostname=" + text));
        boolean changed = inventory.addHost(text, groups, rest, at);
        var added = new LinkedHashMap<String, @Nullable Object>();
        added.put("host_name", text);
        added.put("groups", groups);
        added.put("host_vars", rest);
        return Result.done(changed).with("add_host", added);
    }

    private Result groupBy(Map<String, @Nullable Object> given, Host host, Position at) {
        if (given.get("key") == null) {
            return Result.failed("the 'key' param is required when using group_by");
        }
        var group = Printing.str(given.get("key")).replace(' ', '-');
        var parents = given.get("parents") == null
                ? List.of("all")
                : Values.texts(given.get("parents")).stream()
                        .map(text -> text.replace(' ', '-'))
                        .toList();
        boolean changed = inventory.groupBy(host.name(), group, parents, at);
        return Result.done(changed).with("add_group", group).with("parent_groups", parents);
    }

    private Result pause(Map<String, @Nullable Object> given, Position at, Consumer<Event> events)
            throws InterruptedException {
        double seconds = 0;
        for (var entry : given.entrySet()) {
            switch (entry.getKey()) {
                case "seconds" -> seconds += Double.parseDouble(Printing.str(entry.getValue()));
                case "minutes" -> seconds += 60 * Double.parseDouble(Printing.str(entry.getValue()));
                case "prompt", "echo" -> {}
                default -> throw new UserError("Unsupported parameters for (pause) module: " + entry.getKey()).at(at);
            }
        }
        var result = Result.ok();
        var typed = "";
        if (given.containsKey("seconds") || given.containsKey("minutes")) {
            seconds = Math.max(1, seconds);
            events.accept(new Event.Verbose(0, null, "Pausing for " + (long) seconds + " seconds"));
            Thread.sleep(Duration.ofMillis((long) (seconds * 1000)));
        } else if (console.isTyped()) {
            var question = given.get("prompt") == null
                    ? "Press enter to continue, Ctrl+C to interrupt"
                    : Printing.str(given.get("prompt"));
            typed = console.line("[pause]\n" + question + ":\n").orElse("");
        } else {
            result = result.warn("Not waiting for response to prompt as stdin is not interactive");
        }
        return result.with("delta", (long) seconds)
                .with("echo", true)
                .with("stdout", "Paused for " + Printing.number(seconds) + " seconds")
                .with("user_input", typed)
                .with("rc", 0L);
    }
}
