package dev.muster.remote;

/** Starts shells on one node. Safe for use by several threads. */
interface Transport extends AutoCloseable {

    /**
     * Starts the target's shell as the user that logs in, connecting first where that is needed.
     *
     * @throws RemoteException of kind {@link RemoteException.Kind#UNREACHABLE} if there is no way to the node
     */
    Wire start() throws InterruptedException;

    /** How long a shell may take from its start to its first word. */
    java.time.Duration patience();

    /** The name of the node, for messages. */
    String name();

    @Override
    void close();
}
