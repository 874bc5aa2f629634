package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.Template;
import org.jspecify.annotations.Nullable;

/** One template on its way through a rendering; what it extends follows with a document of its own and the same blocks. */
final class Document {

    private final Blocks blocks;
    private @Nullable Parent parent;

    private record Parent(Compiled compiled, Template template) {}

    private Document(Blocks blocks) {
        this.blocks = blocks;
    }

    /** Writes a template in a scope, and after it the one it extends. */
    static void write(Compiled compiled, Template template, Frame frame, Output out) {
        var blocks = new Blocks();
        var current = new Parent(compiled, template);
        while (current != null) {
            var spot = current.compiled.spot(current.template);
            var document = new Document(blocks);
            // What a child sets is seen by the statements and blocks of its parent: they share one scope of names.
            var scope = frame.elsewhere(spot, document);
            current.compiled
                    .blocks()
                    .forEach((name, block) ->
                            blocks.add(name, new Blocks.Body(block.action(), scope, block.required())));
            scope.set("self", blocks);
            frame.run().enter();
            document.run(current.compiled, scope, out);
            frame.run().leave();
            current = document.parent;
        }
    }

    private void run(Compiled compiled, Frame scope, Output out) {
        var target = out;
        for (var action : compiled.actions()) {
            action.run(scope, target);
            if (parent != null && target == out) {
                target = Output.silent(scope.run());
            }
        }
    }

    void extend(Compiled compiled, Template template) {
        if (parent != null) {
            throw new UserError("extended multiple times");
        }
        parent = new Parent(compiled, template);
    }

    Blocks blocks() {
        return blocks;
    }

    /** Whether this template extends another, so that its own blocks are not written where they stand. */
    boolean extending() {
        return parent != null;
    }
}
