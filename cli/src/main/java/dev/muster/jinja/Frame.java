package dev.muster.jinja;

import dev.muster.source.Position;
import dev.muster.source.UserError;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A scope of names inside a template. Each template, loop turn, macro call and block has one; what it sets ends with it. */
final class Frame {

    private final Run run;
    private final Spot spot;
    private final @Nullable Frame parent;
    /** Whether names that no frame knows are looked up among the variables, which an import without context does not. */
    private final boolean seesVariables;

    private @Nullable Map<String, @Nullable Object> names;

    /** The template that this is a scope of, or null in a bare expression. */
    private final @Nullable Document document;

    private Frame(Run run, Spot spot, @Nullable Frame parent, boolean seesVariables, @Nullable Document document) {
        this.run = run;
        this.spot = spot;
        this.parent = parent;
        this.seesVariables = seesVariables;
        this.document = document;
    }

    static Frame root(Run run, Spot spot) {
        return new Frame(run, spot, null, true, null);
    }

    /** The outermost scope of a template that sees neither variables nor the names around its import. */
    static Frame isolated(Run run, Spot spot) {
        return new Frame(run, spot, null, false, null);
    }

    Frame inner() {
        return new Frame(run, spot, this, seesVariables, document);
    }

    /** A scope within this one for text that stands where the other scope is. */
    Frame inner(Frame elsewhere) {
        return new Frame(run, elsewhere.spot, this, seesVariables, elsewhere.document);
    }

    /** The same scope for another text. */
    Frame elsewhere(Spot other, Document document) {
        if (names == null) {
            names = new HashMap<>();
        }
        var frame = new Frame(run, other, parent, seesVariables, document);
        frame.names = names;
        return frame;
    }

    Run run() {
        return run;
    }

    Spot spot() {
        return spot;
    }

    @Nullable
    Document document() {
        return document;
    }

    void set(String name, @Nullable Object value) {
        if (names == null) {
            names = new HashMap<>();
        }
        names.put(name, value);
    }

    /** The names that were set in this very scope. */
    Map<String, @Nullable Object> names() {
        return names == null ? Map.of() : names;
    }

    @Nullable
    Object resolve(String name) {
        for (var frame = this; frame != null; frame = frame.parent) {
            if (frame.names != null) {
                var value = frame.names.get(name);
                if (value != null || frame.names.containsKey(name)) {
                    return value;
                }
            }
        }
        return seesVariables ? run.variable(name) : run.global(name);
    }

    Position position(int at) {
        return spot.position(at);
    }

    UserError error(int at, String what) {
        return spot.error(at, what);
    }
}
