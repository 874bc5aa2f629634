package dev.muster.render;

/**
 * How one file on disk differs from what would be rendered.
 *
 * @param kind in which way
 * @param path in the tree of artifacts
 * @param diff a unified diff from the disk to what would be rendered, with its two header lines; a sentence instead for
 *     secret or binary files; empty for a file that is missing or too much
 */
public record Difference(Kind kind, String path, String diff) {

    /** The ways in which a tree can differ. */
    public enum Kind {
        /** It would be rendered and is not there. */
        MISSING,
        /** It is there with other bytes. */
        CHANGED,
        /** It is there and would not be rendered: a leftover of another name or address. */
        EXTRA
    }
}
