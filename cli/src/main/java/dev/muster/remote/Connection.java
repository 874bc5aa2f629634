package dev.muster.remote;

import dev.muster.step.Answer;
import dev.muster.step.Script;

/**
 * The way to one node. Opens lazily, keeps one shell per {@link Identity}, and may be used by several threads: steps of one
 * identity queue up.
 */
public interface Connection extends AutoCloseable {

    /**
     * Runs one step and waits for its answer.
     *
     * @throws RemoteException if the node could not be reached, the step timed out, or the connection was lost after it began
     * @throws InterruptedException if the calling thread was interrupted; the step's process group on the node is killed first
     */
    Answer run(Script script, Identity identity) throws InterruptedException;

    /**
     * Ends the shells of a user that steps became, and waits for them: an account that is in use cannot be deleted. Later steps
     * start new ones.
     */
    void leave(String user) throws InterruptedException;

    /** Ends every shell; what still runs in them is killed. Never throws for a connection that is broken already. */
    @Override
    void close();
}
