package dev.muster.remote;

import java.time.Duration;

/** Starts shells on one node. Safe for use by several threads. */
interface Transport extends AutoCloseable {

    /**
     * Starts the target's shell as the user that logs in, connecting first where that is needed.
     *
     * @throws RemoteException of kind {@link RemoteException.Kind#UNREACHABLE} if there is no way to the node
     */
    Wire start() throws InterruptedException;

    /** How long a shell may take from its start to its first word. */
    Duration patience();

    /** The shell that is started, with its arguments if it needs any. */
    String shell();

    /** The name of the node, for messages. */
    String name();

    @Override
    void close();
}
