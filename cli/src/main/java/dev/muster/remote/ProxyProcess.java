package dev.muster.remote;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The user's own {@code ProxyCommand}, whose standard streams are the connection. Like ssh, it is run by the user's shell, which
 * it takes the place of.
 */
final class ProxyProcess {

    /** As much of what it complains about as helps. */
    private static final int LINES = 3;

    /** How long it may take to end when there is nothing left for it to do. */
    private static final Duration PARTING = Duration.ofMillis(500);

    private final String command;
    private final Process process;
    private final Deque<String> complaints = new ArrayDeque<>();
    private final Thread listener;
    private volatile boolean ours;

    private ProxyProcess(String command, Process process) {
        this.command = command;
        this.process = process;
        listener = Thread.ofPlatform().daemon().name("proxy command").start(this::listen);
    }

    /** @param shell what {@code SHELL} says, or null */
    static ProxyProcess start(String command, @Nullable String shell) {
        var program = shell == null || shell.isEmpty() ? "/bin/sh" : shell;
        try {
            return new ProxyProcess(command, new ProcessBuilder(List.of(program, "-c", "exec " + command)).start());
        } catch (IOException e) {
            throw new RemoteException(
                    RemoteException.Kind.UNREACHABLE,
                    "cannot start '" + program + "' for the proxy command '" + command + "': " + e.getMessage(),
                    "the variable SHELL names your shell");
        }
    }

    private void listen() {
        try (var reader = process.errorReader(StandardCharsets.UTF_8)) {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                synchronized (complaints) {
                    complaints.add(line.strip());
                    if (complaints.size() > LINES) {
                        complaints.removeFirst();
                    }
                }
            }
        } catch (IOException | UncheckedIOException gone) {
            // It was ended while it spoke.
        }
    }

    Socket socket() {
        InputStream in = process.getInputStream();
        return new ChannelSocket(in, process.getOutputStream(), this::end);
    }

    /** Lets it go: at the end of its input it may end by itself, and with it what it has started, which is left no choice later. */
    void end() {
        try {
            process.getOutputStream().close();
        } catch (IOException gone) {
            // Then it has ended already.
        }
        try {
            if (process.waitFor(PARTING)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ours = true;
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }

    /** What it said last and how it ended, or null if it is at work, or has done its work, or was ended. */
    @Nullable
    String failure() throws InterruptedException {
        if (!process.waitFor(PARTING) || ours || process.exitValue() == 0) {
            return null;
        }
        listener.join(PARTING);
        synchronized (complaints) {
            return "the proxy command '" + command + "' ended with status " + process.exitValue()
                    + (complaints.isEmpty() ? "" : ": " + String.join("; ", complaints));
        }
    }
}
