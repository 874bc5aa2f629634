package dev.muster.engine;

import java.util.Optional;

/** Where somebody may be asked before a play. */
public interface Asking {

    /** Nobody is there. */
    Asking NOBODY = (_, _) -> Optional.empty();

    /**
     * Shows a question and reads the answer.
     *
     * @param question all that is shown
     * @param secret whether the answer must not be seen, now or later
     * @return the line that was typed; nothing when there is nobody to ask
     */
    Optional<String> answer(String question, boolean secret);
}
