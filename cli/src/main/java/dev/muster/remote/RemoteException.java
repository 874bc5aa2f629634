package dev.muster.remote;

import org.jspecify.annotations.Nullable;

/** A step could not be run, or its end is not known. The message is for the user; {@link #kind} decides the outcome. */
public final class RemoteException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What is known of the step. */
    public enum Kind {
        /** It never began: no route, refused, wrong host key, no accepted login. */
        UNREACHABLE,
        /** The identity could not be taken: wrong or missing sudo password, not allowed. The step never began. */
        BECOME,
        /** Its deadline passed; its process group was killed and the shell is usable. */
        TIMED_OUT,
        /** The connection was lost after it began; whether it took effect is unknown. Never repeated silently. */
        LOST
    }

    private final Kind kind;
    private final @Nullable String hint;

    public RemoteException(Kind kind, String message, @Nullable String hint) {
        super(message);
        this.kind = kind;
        this.hint = hint;
    }

    public Kind kind() {
        return kind;
    }

    /** What the user can do about it, or null. */
    public @Nullable String hint() {
        return hint;
    }
}
