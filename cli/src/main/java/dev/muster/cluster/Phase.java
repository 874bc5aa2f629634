package dev.muster.cluster;

/**
 * One step of the bootstrap. A phase takes the nodes that are still in and answers which of them are done and which are out; it
 * keeps nothing between calls.
 */
public interface Phase {

    /** One word, as {@code --from} and {@code --to} take it. */
    String name();

    /** What it does, as a heading. */
    String title();

    /** What {@link #run} would do, told as progress; neither this machine nor any node is changed. */
    PhaseResult plan(PhaseInput input) throws InterruptedException;

    /** Does it. What is wrong with all nodes alike is a {@link dev.muster.source.UserError}. */
    PhaseResult run(PhaseInput input) throws InterruptedException;
}
