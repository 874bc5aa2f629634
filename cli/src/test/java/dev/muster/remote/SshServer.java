package dev.muster.remote;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An OpenSSH server of this machine on a loopback port, with keys and settings of its own. It lets the running user log in. */
public final class SshServer implements AutoCloseable {

    private final Path folder;
    private final int port;
    private final Process process;

    private SshServer(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    /** @param settings lines of sshd_config(5) that come before the usual ones, and so win */
    static SshServer start(Path folder, String... settings) {
        return start(folder, List.of(), settings);
    }

    /** @param prefix a command that runs the server as its last words */
    public static SshServer start(Path folder, List<String> prefix, String... settings) {
        try {
            var port = freePort();
            keygen(folder.resolve("host"), "ed25519");
            if (!Files.exists(folder.resolve("user"))) {
                keygen(folder.resolve("user"), "ed25519");
                Files.copy(folder.resolve("user.pub"), folder.resolve("authorized"));
            }
            Files.writeString(
                    folder.resolve("sshd_config"), String.join("\n", settings) + """

                    ListenAddress 127.0.0.1
                    Port %d
                    HostKey %s/host
                    AuthorizedKeysFile %s/authorized
                    StrictModes no
                    PermitRootLogin yes
                    PasswordAuthentication no
                    KbdInteractiveAuthentication no
                    PidFile none
                    MaxStartups 200
                    MaxSessions 100
                    LogLevel ERROR
                    """.formatted(port, folder, folder));
            if (!Files.isDirectory(Path.of("/run/sshd")) && user().equals("root")) {
                Files.createDirectories(Path.of("/run/sshd"));
            }
            var command = new ArrayList<>(prefix);
            command.addAll(List.of(
                    "/usr/sbin/sshd",
                    "-D",
                    "-e",
                    "-f",
                    folder.resolve("sshd_config").toString()));
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("sshd.log").toFile())
                    .start();
            var server = new SshServer(folder, port, process);
            server.awaitPort();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String user() {
        return System.getProperty("user.name");
    }

    public static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Makes a key pair unless it is there. */
    public static void keygen(Path file, String type, String... more) {
        if (!Files.exists(file)) {
            var command = new ArrayList<>(List.of("ssh-keygen", "-q", "-t", type, "-f", file.toString(), "-C", "test"));
            command.addAll(List.of(more));
            if (!command.contains("-N")) {
                command.addAll(List.of("-N", ""));
            }
            run(command);
        }
    }

    public static String run(List<String> command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            var output = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitPort() throws IOException {
        for (var until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20); System.nanoTime() < until; ) {
            if (!process.isAlive()) {
                throw new IllegalStateException(Files.readString(folder.resolve("sshd.log")));
            }
            try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException notYet) {
                Thread.onSpinWait();
            }
        }
        throw new IllegalStateException("sshd does not listen");
    }

    public int port() {
        return port;
    }

    Process process() {
        return process;
    }

    public Path userKey() {
        return folder.resolve("user");
    }

    public Path hostKey() {
        return folder.resolve("host");
    }

    /** A known_hosts file that knows this server. */
    Path knownHosts() {
        try {
            var words = Files.readString(folder.resolve("host.pub")).split(" ");
            return Files.writeString(
                    folder.resolve("known"), "[127.0.0.1]:" + port + " " + words[0] + " " + words[1] + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Target.Ssh target() {
        return target(List.of(userKey()), new Target.HostKeys(List.of(knownHosts()), Target.HostKeys.Policy.STRICT));
    }

    Target.Ssh target(String user) {
        var usual = target();
        return new Target.Ssh(
                usual.name(),
                usual.host(),
                port,
                user,
                usual.keys(),
                null,
                usual.connectTimeout(),
                usual.hostKeys(),
                "/bin/sh");
    }

    Target.Ssh target(List<Path> keys, Target.HostKeys hostKeys) {
        return new Target.Ssh("n1", "127.0.0.1", port, user(), keys, null, Duration.ofSeconds(20), hostKeys, "/bin/sh");
    }

    @Override
    public void close() {
        // The master's children serve the connections that are open; they go first, or they would outlive it.
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        process.onExit().join();
    }
}
