package dev.muster.remote;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;

/**
 * Shells that are programs of this machine: a local one, one that a container engine starts inside a container, or one in
 * another root folder.
 */
record ProcessTransport(String name, List<String> command, String shell, Duration patience) implements Transport {

    @Override
    public Wire start() {
        try {
            return new ProcessWire(new ProcessBuilder(command).start());
        } catch (IOException e) {
            throw new RemoteException(
                    RemoteException.Kind.UNREACHABLE,
                    "cannot start '" + String.join(" ", command) + "': " + reason(e),
                    "check that '" + command.getFirst() + "' is installed and can be run");
        }
    }

    private static String reason(IOException e) {
        var text = String.valueOf(e.getMessage());
        return text.contains("error=2,") ? "no such file" : text.contains("error=13,") ? "permission denied" : text;
    }

    @Override
    public void close() {
        // Every shell is closed by whoever started it; there is nothing in common between them.
    }

    private record ProcessWire(Process process) implements Wire {

        @Override
        public OutputStream in() {
            return process.getOutputStream();
        }

        @Override
        public InputStream out() {
            return process.getInputStream();
        }

        @Override
        public InputStream err() {
            return process.getErrorStream();
        }

        @Override
        public String ending() {
            try {
                return process.waitFor(Duration.ofSeconds(1))
                        ? "its shell ended with status " + process.exitValue()
                        : "its shell closed its output";
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return "its shell ended";
            }
        }

        @Override
        public boolean over() {
            return !process.isAlive();
        }

        @Override
        public Thread.Builder threads() {
            return Thread.ofPlatform().daemon();
        }

        @Override
        public void close() {
            // Closing a stream waits for a thread that is reading it, and that one waits for whoever holds the other
            // end: a daemon that a step left behind may do so for ever. The threads end when it does.
            threads().name("close").start(() -> {
                quietly(process.getOutputStream());
                quietly(process.getInputStream());
                quietly(process.getErrorStream());
            });
        }

        private static void quietly(java.io.Closeable stream) {
            try {
                stream.close();
            } catch (IOException gone) {
                // It is closed either way.
            }
        }
    }
}
