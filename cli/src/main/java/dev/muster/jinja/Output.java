package dev.muster.jinja;

import dev.muster.value.Undefined;
import dev.muster.value.UndefinedUse;
import org.jspecify.annotations.Nullable;

/**
 * What a template, macro or block has written so far. As in ansible-core a single piece keeps its own type, several are joined
 * as text, None writes nothing, and nothing at all is None.
 */
final class Output {

    private final Run run;
    private final boolean silent;
    private int pieces;
    private @Nullable Object first;
    private @Nullable StringBuilder text;

    Output(Run run) {
        this(run, false);
    }

    private Output(Run run, boolean silent) {
        this.run = run;
        this.silent = silent;
    }

    /** An output that forgets everything, for what a child template writes outside of blocks. */
    static Output silent(Run run) {
        return new Output(run, true);
    }

    void data(String data) {
        run.wrote(data.length());
        add(data);
    }

    void value(@Nullable Object value) {
        if (value instanceof String data) {
            data(data);
        } else if (value instanceof Module module) {
            add(module.body());
        } else {
            add(value);
        }
    }

    private void add(@Nullable Object piece) {
        if (piece == null || silent) {
            return;
        }
        if (piece instanceof Undefined undefined) {
            // Whatever else is written, the result is the first undefined piece.
            throw new UndefinedUse(undefined);
        }
        pieces++;
        if (pieces == 1) {
            first = piece;
            return;
        }
        if (text == null) {
            text = new StringBuilder(Finish.text(first));
        }
        int before = text.length();
        text.append(Finish.text(piece));
        if (!(piece instanceof String)) {
            run.wrote(text.length() - before);
        }
    }

    /** The single piece, the joined text, or null when nothing was written. */
    @Nullable
    Object result() {
        return text != null ? text.toString() : first;
    }
}
