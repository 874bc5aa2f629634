package dev.muster.remote;

import java.io.InputStream;
import java.io.OutputStream;

/** The byte streams of one program that runs on a node. */
interface Wire extends AutoCloseable {

    /** What the program reads. Closing it is the end of its input. */
    OutputStream in();

    /** Whether the end of input may overtake input that the program has not read yet. */
    default boolean cutsInputShort() {
        return false;
    }

    InputStream out();

    InputStream err();

    /** Why the streams ended, as the end of a sentence: {@code its shell ended with status 1}, {@code the connection was cut}. */
    String ending();

    /** Whether the program itself has ended, though what it left behind may hold its streams open. Never waits. */
    boolean over();

    /** The kind of threads that may wait for these streams. Reading a pipe holds a carrier, so pipes ask for real threads. */
    default Thread.Builder threads() {
        return Thread.ofVirtual();
    }

    /** Lets the program go: its streams are closed. Never throws, never waits long. */
    @Override
    void close();
}
