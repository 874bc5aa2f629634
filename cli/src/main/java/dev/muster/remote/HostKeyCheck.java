package dev.muster.remote;

import com.hierynomus.sshj.userauth.certificate.Certificate;
import dev.muster.remote.KnownHosts.Verdict;
import dev.muster.remote.RemoteException.Kind;
import dev.muster.remote.Target.HostKeys.Policy;
import java.io.IOException;
import java.security.PublicKey;
import java.util.List;
import java.util.function.Consumer;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.transport.verification.HostKeyVerifier;
import org.jspecify.annotations.Nullable;

/** Decides on the key that one server shows during one login. What was wrong with it is kept for the message. */
final class HostKeyCheck implements HostKeyVerifier {

    /** What a hint ends with that is about a node and not about one on the way to it. */
    static final String AT_FIRST_SIGHT = "ansible_ssh_common_args='-o StrictHostKeyChecking=accept-new'";

    private static final int SSH = 22;

    private final Target.Ssh target;
    private final KnownHosts known;
    private final Consumer<Notice> notices;
    private volatile @Nullable RemoteException refusal;
    private volatile boolean changed;

    HostKeyCheck(Target.Ssh target, KnownHosts known, Consumer<Notice> notices) {
        this.target = target;
        this.known = known;
        this.notices = notices;
    }

    /** Why the key was not accepted, or null. */
    @Nullable
    RemoteException refusal() {
        return refusal;
    }

    /** Whether the key was accepted unchecked although the host is known by another one: nothing secret may be told it. */
    boolean changed() {
        return changed;
    }

    /** The name under which the host is known; one that is chosen has no port. */
    private String host() {
        var alias = target.options().hostKeys().alias();
        return alias == null ? target.host() : alias;
    }

    private int port() {
        return target.options().hostKeys().alias() == null ? target.port() : SSH;
    }

    @Override
    public List<String> findExistingAlgorithms(String hostname, int port) {
        try {
            return known.algorithms(target.hostKeys().files(), host(), port());
        } catch (RemoteException e) {
            // It is told when the key is judged.
            return List.of();
        }
    }

    /** Called by the thread that reads from the server, which is why nothing is thrown here. */
    @Override
    public boolean verify(String hostname, int port, PublicKey key) {
        if (target.hostKeys().policy() == Policy.UNCHECKED) {
            changed = differs(key);
            return true;
        }
        try {
            refusal = judge(key);
        } catch (RemoteException e) {
            refusal = e;
        } catch (IOException e) {
            refusal = new RemoteException(
                    Kind.UNREACHABLE, "cannot write to '" + first() + "': " + e.getMessage(), "make it writable");
        }
        return refusal == null;
    }

    private boolean differs(PublicKey shown) {
        var key = shown instanceof Certificate<?> certificate ? certificate.getKey() : shown;
        try {
            return switch (known.judge(
                    target.hostKeys().files(),
                    host(),
                    port(),
                    KeyType.fromKey(key).toString(),
                    bytes(key))) {
                case Verdict.Known _, Verdict.Unknown _ -> false;
                case Verdict.Differs _, Verdict.Revoked _ -> true;
            };
        } catch (RemoteException e) {
            // A file that nobody asked to be looked into cannot be read.
            return false;
        }
    }

    private @Nullable RemoteException judge(PublicKey shown) throws IOException {
        var files = target.hostKeys().files();
        var key = shown;
        if (shown instanceof Certificate<?> certificate) {
            switch (known.judgeAuthority(files, host(), port(), certificate.getSignatureKey())) {
                case Verdict.Known _ -> {
                    return revoked(certificate.getKey());
                }
                case Verdict.Revoked revoked -> {
                    return refuse(revoked, "the authority behind the certificate", certificate.getSignatureKey());
                }
                // Nobody we trust vouches for it, but we may know the key itself.
                case Verdict.Unknown _, Verdict.Differs _ -> key = certificate.getKey();
            }
        }
        var type = KeyType.fromKey(key).toString();
        var bytes = bytes(key);
        return switch (known.judge(files, host(), port(), type, bytes)) {
            case Verdict.Known _ -> null;
            case Verdict.Revoked revoked -> refuse(revoked, "the host key", bytes);
            case Verdict.Differs differs -> differs(type, bytes, differs.known());
            case Verdict.Unknown _ -> first(type, bytes);
        };
    }

    private @Nullable RemoteException revoked(PublicKey key) {
        var bytes = bytes(key);
        var verdict = known.judge(
                target.hostKeys().files(), host(), port(), KeyType.fromKey(key).toString(), bytes);
        return verdict instanceof Verdict.Revoked revoked ? refuse(revoked, "the host key", bytes) : null;
    }

    private @Nullable RemoteException first(String type, byte[] key) throws IOException {
        var fingerprint = type + " " + KnownHosts.fingerprint(key);
        if (target.hostKeys().policy() == Policy.STRICT) {
            return new RemoteException(
                    Kind.UNREACHABLE,
                    "the host key of " + who() + " is not known: it shows " + fingerprint
                            + (target.hostKeys().files().isEmpty()
                                    ? ""
                                    : ", and '" + first() + "' has no line for " + KnownHosts.name(host(), port())),
                    "compare it with the output of 'ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub' on the node, then add it"
                            + " with 'ssh-keyscan -p " + target.port() + " " + target.host() + " >> " + first()
                            + "'; or trust it at first sight with " + AT_FIRST_SIGHT);
        }
        if (!target.hostKeys().files().isEmpty()) {
            known.add(
                    target.hostKeys().files().getFirst(),
                    KnownHosts.name(host(), port()),
                    target.options().hostKeys().hashed(),
                    type,
                    key);
        }
        notices.accept(new Notice(
                target.name(),
                "trusting the host key of " + who() + " at first sight: " + fingerprint
                        + (target.hostKeys().files().isEmpty() ? "" : ", added to '" + first() + "'")));
        return null;
    }

    private RemoteException differs(String type, byte[] key, KnownHosts.Entry entry) {
        return new RemoteException(
                Kind.UNREACHABLE,
                "the host key of " + who() + " is not the known one: it shows " + type + " "
                        + KnownHosts.fingerprint(key) + ", but " + entry.place() + " has " + entry.type() + " "
                        + entry.fingerprint(),
                "somebody may be in between; if the machine was really installed anew, remove the old key: ssh-keygen -f '"
                        + entry.file() + "' -R '" + KnownHosts.name(host(), port()) + "'");
    }

    private RemoteException refuse(Verdict.Revoked revoked, String what, byte[] key) {
        return new RemoteException(
                Kind.UNREACHABLE,
                what + " of " + who() + " (" + KnownHosts.fingerprint(key) + ") is revoked by "
                        + revoked.by().place(),
                "give the machine a new host key");
    }

    private String who() {
        return "'" + target.name() + "' (" + SshTransport.address(target) + ")";
    }

    private String first() {
        var files = target.hostKeys().files();
        return files.isEmpty() ? "known_hosts" : files.getFirst().toString();
    }

    static byte[] bytes(PublicKey key) {
        return new Buffer.PlainBuffer().putPublicKey(key).getCompactData();
    }
}
