package dev.muster.value;

import dev.muster.source.UserError;

/**
 * Somebody used an {@link Undefined}. The template engine turns it back into the value it carries, so that it travels outwards
 * until something tests it, defaults it, or shows its error.
 */
public final class UndefinedUse extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Undefined undefined;

    public UndefinedUse(Undefined undefined) {
        // Nobody ever reads where in this program an undefined value was noticed, so no stack is walked.
        super(undefined.message(), null, false, false);
        this.undefined = undefined;
    }

    public Undefined undefined() {
        return undefined;
    }

    /** The error that using the value is. */
    public UserError error() {
        return new UserError(undefined.message()).at(undefined.at()).hint(undefined.hint());
    }
}
