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

    /**
     * An error held back until somebody uses the value: as in ansible-core 2.19 an error inside a template is an undefined
     * result, so that {@code default} can catch it.
     */
    public static Undefined heldBack(UserError error) {
        return new Undefined(error.what(), error.hint(), error.where());
    }

    /** The error that using the value is. */
    public UserError error() {
        return new UserError(undefined.message()).at(undefined.at()).hint(undefined.hint());
    }
}
