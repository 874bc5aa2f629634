package dev.muster.source;

import java.util.function.Consumer;

/** What becomes of a key that stands twice in one dictionary of a file; where it is no error, the last one counts. */
@FunctionalInterface
public interface Duplicates {

    /** It is an error. */
    Duplicates REFUSED = error -> {
        throw error;
    };

    /** It is an error unless whoever reads knows better. */
    Duplicates UNSAID = error -> {
        throw error;
    };

    /** It is passed over. */
    Duplicates IGNORED = _ -> {};

    /**
     * One was found.
     *
     * @param error what there is to say of it
     */
    void found(UserError error);

    /** The same, or this where nobody has said anything. */
    default Consumer<UserError> or(Consumer<UserError> otherwise) {
        return this == UNSAID ? otherwise : this::found;
    }
}
