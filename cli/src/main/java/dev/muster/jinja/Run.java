package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.Undefined;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One rendering: what it may see and how far it has gone. */
final class Run {

    private final JinjaEngine engine;
    private final Variables variables;
    /** How texts that this one includes are read. */
    private final Settings settings;

    private final boolean rendersConstants;
    /** Variables that were looked up, so that each is one value for as long as this rendering lasts. */
    private final Map<String, @Nullable Object> seen = new HashMap<>();

    private @Nullable Map<Object, Object> changed;
    private int depth;
    private long steps;
    private long written;

    Run(JinjaEngine engine, Variables variables, Settings settings, boolean rendersConstants) {
        this.engine = engine;
        this.variables = variables;
        this.settings = settings;
        this.rendersConstants = rendersConstants;
    }

    JinjaEngine engine() {
        return engine;
    }

    Variables variables() {
        return variables;
    }

    Settings settings() {
        return settings;
    }

    Outside outside() {
        return engine.outside();
    }

    Limits limits() {
        return engine.limits();
    }

    /** Whether strings of this expression that look like templates are rendered, as ansible-core does in conditions. */
    boolean rendersConstants() {
        return rendersConstants;
    }

    @Nullable
    Object variable(String name) {
        if (seen.containsKey(name)) {
            return seen.get(name);
        }
        var value = fresh(name);
        seen.put(name, value);
        return value;
    }

    /**
     * The value that stands for another since a method changed it: what a variable holds belongs to others too, so a template
     * that appends to it goes on with a copy of its own.
     */
    @Nullable
    Object current(@Nullable Object value) {
        if (changed == null || value == null) {
            return value;
        }
        return changed.getOrDefault(value, value);
    }

    /** Lets a copy stand for a value from now on. */
    <T> T replace(Object value, T copy) {
        if (changed == null) {
            changed = new IdentityHashMap<>();
        }
        changed.put(value, copy);
        return copy;
    }

    private @Nullable Object fresh(String name) {
        var value = variables.get(name);
        if (value instanceof Undefined undefined) {
            var global = engine.globals().get(name);
            return global != null ? global : undefined;
        }
        return value;
    }

    @Nullable
    Object global(String name) {
        var global = engine.globals().get(name);
        return global != null ? global : Undefined.name(name);
    }

    /** Goes one call deeper. Each must be followed by {@link #leave}. */
    void enter() {
        if (++depth > limits().depth()) {
            depth = 0;
            throw new UserError("recursive loop detected in template")
                    .hint("a macro, include or block calls itself without end");
        }
    }

    void leave() {
        depth--;
    }

    /** Counts a turn of a loop. */
    void step() {
        if (++steps > limits().steps()) {
            throw new UserError("the template's loops turn more than " + limits().steps() + " times");
        }
    }

    /** Counts characters that were written. */
    void wrote(int characters) {
        written += characters;
        if (written > limits().output()) {
            throw new UserError("the template writes more than " + limits().output() + " characters");
        }
    }

    /** Checks the size of something before it is made. */
    void admit(long size) {
        if (size > limits().items()) {
            throw new UserError("a result of " + size + " items is too long").hint("at most " + limits().items());
        }
    }
}
