package dev.muster.lab;

import com.github.dockerjava.api.model.Capability;
import dev.muster.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/**
 * One blank machine for one test class, reached over SSH on loopback. It accepts the lab's client key for {@code root}
 * and {@code admin} ({@code admin} becomes root by sudo without a password; the user {@code clerk} has to give the password
 * {@code lab}; a light node has no sudo), and shows a host key that was made for it.
 *
 * <p>Closing removes it. What a killed run has left is removed by the next run that starts a node: every node carries the
 * process that started it as a label.
 */
public final class LabNode implements AutoCloseable {

    /** The two kinds of machine there are. */
    public enum Kind {
        /** Debian 12 with systemd, sshd, sudo, docker and podman, without Python. */
        SYSTEMD("lab/node:1", "systemctl is-system-running"),
        /** What a router has: BusyBox and dropbear, no bash, no scp, no sudo. */
        LIGHT("lab/light:1", "grep -q ':0016 .* 0A ' /proc/net/tcp");

        private final String image;
        private final String ready;

        Kind(String image, String ready) {
            this.image = image;
            this.ready = ready;
        }
    }

    private static final String LABEL = "dev.muster.lab";
    private static final String PROCESS_LABEL = "dev.muster.lab.process";
    private static final Duration DEADLINE = Duration.ofSeconds(120);

    private final GenericContainer<?> container;
    private final Path folder;

    private LabNode(GenericContainer<?> container, Path folder) {
        this.container = container;
        this.folder = folder;
    }

    /**
     * Starts a node and waits until it is up, two minutes at most.
     *
     * @param name its host name
     * @throws IllegalStateException when the images are missing or the node does not come up; says what to do
     */
    public static LabNode start(Kind kind, String name) throws IOException, InterruptedException {
        if (!"true".equals(System.getenv("TESTCONTAINERS_RYUK_DISABLED"))) {
            throw new IllegalStateException(
                    "set TESTCONTAINERS_RYUK_DISABLED=true and TESTCONTAINERS_HOST_OVERRIDE=127.0.0.1, as the pom does");
        }
        removeLeftovers();
        var folder = Files.createTempDirectory("muster-node");
        var hostKey = folder.resolve("host_key");
        succeed(Command.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", hostKey.toString()));
        var authorized = Transferable.of(Files.readAllBytes(Path.of(Lab.clientKey() + ".pub")), 0600);
        var container = new GenericContainer<>(DockerImageName.parse(kind.image))
                .withImagePullPolicy(image -> false)
                .withExposedPorts(22)
                .withLabel(LABEL, "test")
                .withLabel(PROCESS_LABEL, identity(ProcessHandle.current()))
                .withCopyToContainer(
                        Transferable.of(Files.readAllBytes(hostKey), 0600), "/etc/ssh/ssh_host_ed25519_key")
                .withCopyToContainer(
                        Transferable.of(Files.readAllBytes(folder.resolve("host_key.pub")), 0644),
                        "/etc/ssh/ssh_host_ed25519_key.pub")
                .withCopyToContainer(authorized, "/root/.ssh/authorized_keys")
                // sshd takes a key file that belongs to root from any home; the owner must only be able to read it.
                .withCopyToContainer(
                        Transferable.of(Files.readAllBytes(Path.of(Lab.clientKey() + ".pub")), 0644),
                        "/home/admin/.ssh/authorized_keys")
                .waitingFor(Wait.forSuccessfulCommand(kind.ready).withStartupTimeout(DEADLINE));
        switch (kind) {
            case SYSTEMD -> likeMachine(container, name);
            case LIGHT -> likeRouter(container, name);
        }
        var node = new LabNode(container, folder);
        try {
            container.start();
            return node;
        } catch (RuntimeException e) {
            node.close();
            throw new IllegalStateException(
                    "a node from " + kind.image + " does not start; 'lab/lab images' makes it", e);
        }
    }

    /** Removes the nodes of test runs that have ended without doing so themselves. */
    public static void removeLeftovers() {
        var docker = DockerClientFactory.lazyClient();
        for (var left : docker.listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(List.of(PROCESS_LABEL))
                .exec()) {
            if (!isAlive(left.getLabels().getOrDefault(PROCESS_LABEL, ""))) {
                docker.removeContainerCmd(left.getId())
                        .withForce(true)
                        .withRemoveVolumes(true)
                        .exec();
            }
        }
    }

    /** Where its SSH server is reached. */
    public String host() {
        return container.getHost();
    }

    /** The port on {@link #host()}. */
    public int port() {
        return container.getMappedPort(22);
    }

    /** The file with the private key that the node accepts. */
    public Path clientKey() throws IOException, InterruptedException {
        return Lab.clientKey();
    }

    /** The node's public host key: its type and its bytes in base64, as in a {@code known_hosts} line. */
    public String hostKey() throws IOException {
        var words = Files.readString(folder.resolve("host_key.pub")).split(" ", 3);
        return words[0] + " " + words[1];
    }

    /** A {@code known_hosts} file with this node alone in it. */
    public Path knownHosts() throws IOException {
        return Files.writeString(folder.resolve("known_hosts"), "[" + host() + "]:" + port() + " " + hostKey() + "\n");
    }

    /** Runs a shell line on the node past SSH, as root: how a test looks at what Muster has done. */
    public Command sh(String line) throws IOException, InterruptedException {
        var result = container.execInContainer("sh", "-c", line);
        return new Command(result.getExitCode(), result.getStdout() + result.getStderr());
    }

    /** Runs a shell line over OpenSSH with the host key checked. */
    public Command ssh(String user, String line) throws IOException, InterruptedException {
        return Command.run(
                "ssh",
                "-F",
                "none",
                "-i",
                clientKey().toString(),
                "-o",
                "BatchMode=yes",
                "-o",
                "ConnectTimeout=10",
                "-o",
                "StrictHostKeyChecking=yes",
                "-o",
                "UserKnownHostsFile=" + knownHosts(),
                "-p",
                "" + port(),
                user + "@" + host(),
                line);
    }

    /** The engine's identity of its container. */
    public String containerId() {
        return container.getContainerId();
    }

    /** Stops every process of the node without taking it away: connections stall, as when a machine hangs. */
    public void pause() {
        container.getDockerClient().pauseContainerCmd(containerId()).exec();
    }

    /** Lets the processes of a paused node go on. */
    public void resume() {
        container.getDockerClient().unpauseContainerCmd(containerId()).exec();
    }

    @Override
    public void close() {
        container.stop();
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same rights as {@code lab/lab up} gives: systemd needs them, and not every host can give all there are. */
    private static void likeMachine(GenericContainer<?> container, String name) {
        container
                .withTmpFs(Map.of("/run", "rw,exec", "/run/lock", "rw", "/tmp", "rw,exec"))
                .withCreateContainerCmdModifier(create -> {
                    create.withHostName(name);
                    var host = create.getHostConfig();
                    if (host != null) {
                        host.withCapAdd(Capability.ALL)
                                .withCapDrop(Capability.SYS_RESOURCE)
                                .withCgroupnsMode("private")
                                .withSecurityOpts(List.of("seccomp=unconfined", "apparmor=unconfined"))
                                .withDeviceCgroupRules(List.of("a *:* rwm"));
                    }
                });
    }

    private static void likeRouter(GenericContainer<?> container, String name) {
        container.withCreateContainerCmdModifier(create -> {
            create.withHostName(name);
            var host = create.getHostConfig();
            if (host != null) {
                host.withCapAdd(Capability.SYS_ADMIN).withInit(true).withSecurityOpts(List.of("apparmor=unconfined"));
            }
        });
    }

    /** A process by number and start, because numbers are used again. */
    private static String identity(ProcessHandle process) {
        return process.pid() + "@"
                + process.info().startInstant().map(Object::toString).orElse("");
    }

    private static boolean isAlive(String identity) {
        var pid = identity.substring(0, Math.max(0, identity.indexOf('@')));
        return pid.matches("[0-9]{1,9}")
                && ProcessHandle.of(Long.parseLong(pid))
                        .map(process -> identity(process).equals(identity))
                        .orElse(false);
    }

    private static void succeed(Command command) {
        if (command.code() != 0) {
            throw new IllegalStateException(command.output());
        }
    }
}
