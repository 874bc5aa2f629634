package dev.muster.galaxy;

/** A Galaxy server could not be asked, or said no. */
final class ServerError extends Exception {

    private static final long serialVersionUID = 1L;

    private static final int NOT_FOUND = 404;

    private final int code;

    /** @param code of HTTP, or 0 where there was no answer to understand */
    ServerError(String what, int code) {
        super(what);
        this.code = code;
    }

    String what() {
        return String.valueOf(getMessage());
    }

    int code() {
        return code;
    }

    boolean isNotFound() {
        return code == NOT_FOUND;
    }
}
