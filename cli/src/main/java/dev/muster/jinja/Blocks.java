package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.Undefined;
import dev.muster.value.UndefinedUse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The blocks of a template and of those it extends: of each name the one that counts first, then those it overrides. */
final class Blocks implements Attributed {

    /** A block with the outermost scope of the template it stands in. */
    record Body(Action action, Frame home, boolean required) {}

    private final Map<String, List<Body>> stacks = new HashMap<>();

    void add(String name, Body body) {
        stacks.computeIfAbsent(name, _ -> new ArrayList<>()).add(body);
    }

    /** Writes a block, in the scope it stands in if that is given, else in the outermost of its template. */
    void write(String name, int level, @Nullable Frame around, Output out) {
        var stack = stacks.getOrDefault(name, List.of());
        var body = stack.get(level);
        if (body.required && stack.size() == 1) {
            throw new UserError("Required block '" + name + "' not found");
        }
        var frame = around == null ? body.home.inner() : around.inner(body.home);
        frame.set("super", superOf(name, level, around));
        frame.run().enter();
        body.action.run(frame, out);
        frame.run().leave();
    }

    private Object superOf(String name, int level, @Nullable Frame around) {
        if (stacks.getOrDefault(name, List.of()).size() <= level + 1) {
            return Undefined.because("there is no parent block called '" + name + "'");
        }
        return Function.of("super", "", call -> text(name, level + 1, around, call.run()));
    }

    private @Nullable Object text(String name, int level, @Nullable Frame around, Run run) {
        var out = new Output(run);
        try {
            write(name, level, around, out);
        } catch (UndefinedUse use) {
            return use.undefined();
        }
        return out.result();
    }

    /** {@code self.name} */
    @Override
    public Object attribute(String name) {
        if (!stacks.containsKey(name)) {
            return MISSING;
        }
        return Function.of(name, "", call -> text(name, 0, null, call.run()));
    }

    @Override
    public String typeName() {
        return "TemplateReference";
    }

    @Override
    public String repr() {
        return "<TemplateReference>";
    }
}
