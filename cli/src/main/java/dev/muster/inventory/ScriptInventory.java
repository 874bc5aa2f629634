package dev.muster.inventory;

import dev.muster.json.Json;
import dev.muster.source.Position;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.Binding;
import dev.muster.value.Template;
import dev.muster.value.Types;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads what an executable answers to {@code --list} and, when that gives no {@code _meta.hostvars}, to {@code --host NAME}: the
 * plugin {@code script} of ansible-core. What a script of the project's own says is trusted.
 */
final class ScriptInventory {

    private static final long LONGEST_SECONDS = 120;

    /** The key of a text that is no template, in the JSON of inventories. */
    static final String UNSAFE = "__ansible_unsafe";

    /** The key of a text that is encrypted. */
    static final String VAULT = "__ansible_vault";

    private final InventoryBuilder builder;
    private final Path script;
    private final Consumer<String> aside;
    private final Set<String> hosts = new LinkedHashSet<>();
    private final Position at;

    /** @param aside takes what the script says beside its answer */
    ScriptInventory(InventoryBuilder builder, Path script, Consumer<String> aside) {
        this.aside = aside;
        this.builder = builder;
        this.script = script;
        this.at = Source.ofText(script.toString(), "").at(1, 1);
    }

    void read() {
        var root = dictionary(answer("--list"), "the answer");
        @Nullable Map<?, ?> given = null;
        for (var entry : root.entrySet()) {
            var name = text(entry.getKey());
            if (name.equals("_meta")) {
                var all = dictionary(entry.getValue(), "'_meta'").get("hostvars");
                if (all != null) {
                    given = dictionary(all, "'_meta.hostvars'");
                }
            } else {
                group(name, entry.getValue());
            }
        }
        for (var host : hosts) {
            var variables = given == null ? answer("--host", host) : given.get(host);
            if (variables != null) {
                dictionary(variables, "what is given for host '" + host + "'")
                        .forEach((key, value) -> builder.setHostVariable(host, text(key), new Binding(value, at)));
            }
        }
    }

    private void group(String name, @Nullable Object value) {
        builder.addGroup(name);
        if (value instanceof List<?> names) {
            names.forEach(host -> add(text(host), name));
            return;
        }
        var group = dictionary(value, "group '" + name + "'");
        if (!group.containsKey("hosts") && !group.containsKey("vars") && !group.containsKey("children")) {
            add(name, name);
            group.forEach((key, each) -> builder.setGroupVariable(name, text(key), new Binding(each, at)));
            return;
        }
        if (group.containsKey("hosts")) {
            list(group.get("hosts"), "'" + name + ".hosts'").forEach(host -> add(text(host), name));
        }
        if (group.containsKey("vars")) {
            dictionary(group.get("vars"), "'" + name + ".vars'")
                    .forEach((key, each) -> builder.setGroupVariable(name, text(key), new Binding(each, at)));
        }
        if (group.containsKey("children")) {
            for (var child : list(group.get("children"), "'" + name + ".children'")) {
                builder.addGroup(text(child));
                builder.addChild(name, text(child), at);
            }
        }
    }

    private void add(String host, String group) {
        builder.addHost(host, group, script);
        hosts.add(host);
    }

    private static String text(@Nullable Object value) {
        return value instanceof Template template ? template.text() : String.valueOf(value);
    }

    private Map<?, ?> dictionary(@Nullable Object value, String what) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw wrong(what + " of the inventory script '" + script + "' must be a dictionary, not " + Types.name(value));
    }

    private List<?> list(@Nullable Object value, String what) {
        if (value instanceof List<?> items) {
            return items;
        }
        throw wrong(what + " of the inventory script '" + script + "' must be a list, not " + Types.name(value));
    }

    private UserError wrong(String what) {
        return new UserError(what).hint("run '" + script + " --list' to see its answer");
    }

    private @Nullable Object answer(String... arguments) {
        var command = new ArrayList<String>();
        command.add(script.toAbsolutePath().toString());
        command.addAll(List.of(arguments));
        var shown = script + " " + String.join(" ", arguments);
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .start();
        } catch (IOException e) {
            throw new UserError("cannot run the inventory script '" + script + "'")
                    .hint("it needs a first line such as '#!/bin/sh', and the program named there");
        }
        try {
            var errors = CompletableFuture.supplyAsync(() -> all(process.getErrorStream()), Thread::startVirtualThread);
            var output = CompletableFuture.supplyAsync(() -> all(process.getInputStream()), Thread::startVirtualThread);
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                throw new UserError(
                        "the inventory script '" + shown + "' did not end within " + LONGEST_SECONDS + " seconds");
            }
            var said = errors.join().strip();
            if (process.exitValue() != 0) {
                throw new UserError("the inventory script '" + shown + "' failed with exit code " + process.exitValue())
                        .hint(said.isEmpty() ? null : "it says: " + said);
            }
            if (arguments.length == 1 && !said.isEmpty()) {
                aside.accept(said);
            }
            var text = output.join();
            if (text.isBlank() && arguments.length > 1) {
                return Map.of();
            }
            return unmarked(Json.parseTrusted(Source.ofText("<output of " + shown + ">", text)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted while the inventory script '" + shown + "' ran");
        } finally {
            process.destroyForcibly();
        }
    }

    /** What is marked as no template, as {@code ansible-inventory} marks it, becomes a plain text. */
    private static @Nullable Object unmarked(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map when map.size() == 1 && map.containsKey(UNSAFE) -> text(map.get(UNSAFE));
            case Map<?, ?> map -> {
                var out = new LinkedHashMap<@Nullable Object, @Nullable Object>();
                map.forEach((key, item) -> out.put(key, unmarked(item)));
                yield out;
            }
            case List<?> list -> {
                var out = new ArrayList<@Nullable Object>();
                list.forEach(item -> out.add(unmarked(item)));
                yield out;
            }
            case null, default -> value;
        };
    }

    private static String all(java.io.InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
