package dev.muster.remote;

import dev.muster.sshconfig.LocalAccount;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes connections. One of these serves a whole run: it remembers what ssh connections have in common, such as opened keys. */
public final class Connections {

    /** How long a shell of this machine may take to say its first word. */
    private static final Duration LOCAL_PATIENCE = Duration.ofSeconds(30);

    private final Supplier<SshTransport.Common> ssh;
    private final SshTargets targets;
    private final SecureRandom random = new SecureRandom();
    private final GivenKeys given = new GivenKeys();

    /**
     * @param notices what the user should know, such as a host key that is trusted at first sight; called from any thread
     * @param passphrases what opens an encrypted private key: asked with the key's file, empty when there is no answer
     */
    public Connections(Consumer<Notice> notices, Function<Path, Optional<String>> passphrases) {
        this(notices, passphrases, LocalAccount.ofProcess(), Agent.ofEnvironment());
    }

    Connections(
            Consumer<Notice> notices, Function<Path, Optional<String>> passphrases, LocalAccount account, Agent agent) {
        targets = new SshTargets(account, text -> notices.accept(new Notice("", text)));
        ssh = once(() -> new SshTransport.Common(
                SshAlgorithms.make(),
                new KnownHosts(),
                new KeyFiles(passphrases, account.home(), given),
                agent,
                new SshHops(),
                notices));
    }

    Connections(Consumer<Notice> notices, Function<Path, Optional<String>> passphrases, Path home, Agent agent) {
        this(notices, passphrases, new LocalAccount("nobody", home, Map.of(), home.resolve("etc")), agent);
    }

    /**
     * A private key that is given as a text, in place of the name of a file with one.
     *
     * @param passphrase what opens it, or null where nothing has to
     */
    public Path key(String text, @Nullable String passphrase) {
        return given.name(text, passphrase);
    }

    /**
     * Where a node is and how it is reached by ssh, when what ssh's own configuration says of it is counted in.
     *
     * @throws RemoteException for options and names that ssh would not take either
     */
    public Target.Ssh ssh(SshRequest request) {
        return targets.target(request);
    }

    /** The ssh library is slow to load, so nothing of it is touched for a run that stays on this machine. */
    private static <T> Supplier<T> once(Supplier<T> maker) {
        var lock = new ReentrantLock();
        var made = new AtomicReference<@Nullable T>();
        return () -> {
            lock.lock();
            try {
                var there = made.get();
                if (there == null) {
                    there = maker.get();
                    made.set(there);
                }
                return there;
            } finally {
                lock.unlock();
            }
        };
    }

    /** The way to a node. Nothing is opened before the first step, so this never fails for a node that is not there. */
    public Connection open(Target target) {
        return new ShellConnection(transport(target), random);
    }

    private Transport transport(Target target) {
        return switch (target) {
            case Target.Local local ->
                new ProcessTransport(local.name(), alone(List.of(local.shell())), local.shell(), LOCAL_PATIENCE);
            case Target.Container container ->
                new ProcessTransport(container.name(), inside(container), container.shell(), LOCAL_PATIENCE);
            case Target.Chroot chroot ->
                new ProcessTransport(
                        chroot.name(),
                        alone(List.of("chroot", chroot.root().toString(), chroot.shell())),
                        chroot.shell(),
                        LOCAL_PATIENCE);
            case Target.Ssh node -> new SshTransport(node, ssh.get());
        };
    }

    /** In a session of its own, so that a step's processes can be told from ours and a key press at our terminal spares them. */
    private static List<String> alone(List<String> command) {
        var setsid = List.of("/usr/bin/setsid", "/bin/setsid").stream()
                .filter(program -> Files.isExecutable(Path.of(program)))
                .findFirst();
        var whole = new ArrayList<String>();
        setsid.ifPresent(whole::add);
        whole.addAll(command);
        return List.copyOf(whole);
    }

    private static List<String> inside(Target.Container container) {
        var command = new ArrayList<>(List.of(container.engine(), "exec", "-i"));
        if (container.user() != null) {
            command.addAll(List.of("-u", container.user()));
        }
        command.addAll(List.of(container.container(), container.shell()));
        return List.copyOf(command);
    }
}
