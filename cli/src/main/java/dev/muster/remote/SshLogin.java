package dev.muster.remote;

import dev.muster.remote.RemoteException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.Service;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;
import net.schmizz.sshj.userauth.method.AuthKeyboardInteractive;
import net.schmizz.sshj.userauth.method.AuthMethod;
import net.schmizz.sshj.userauth.method.AuthPassword;
import net.schmizz.sshj.userauth.method.AuthPublickey;
import net.schmizz.sshj.userauth.method.KeyedAuthMethod;
import net.schmizz.sshj.userauth.method.PasswordResponseProvider;
import net.schmizz.sshj.userauth.password.PasswordFinder;
import net.schmizz.sshj.userauth.password.PasswordUtils;
import org.jspecify.annotations.Nullable;

/**
 * Proves to a server who we are: the named keys, then the password, then the agent's and the default keys.
 *
 * @param changed whether the server shows another host key than the known one, so that it must not learn the password
 */
record SshLogin(Target.Ssh target, KeyFiles keys, Agent agent, boolean changed) {

    /** One way to prove it, and how it is called when none of them has helped. */
    private record Way(String name, String description, Supplier<AuthMethod> method) {}

    void login(SSHClient client) throws TransportException {
        var unusable = new ArrayList<String>();
        var tried = new ArrayList<Way>();
        Collection<String> allowed = List.of("publickey", "password", "keyboard-interactive");
        var last = "";
        for (var way : ways(unusable)) {
            if (!allowed.contains(way.name())) {
                continue;
            }
            tried.add(way);
            try {
                if (client.getUserAuth()
                        .authenticate(
                                target.user(),
                                (Service) client.getConnection(),
                                way.method().get(),
                                client.getTransport().getTimeoutMs())) {
                    return;
                }
                allowed = client.getUserAuth().getAllowedMethods();
            } catch (UserAuthException e) {
                last = String.valueOf(e.getMessage());
                if (!client.getTransport().isRunning()) {
                    break;
                }
            }
        }
        // What the server does not take at all was never refused.
        var accepted = allowed;
        var words = new ArrayList<>(tried.stream()
                .filter(way -> accepted.contains(way.name()) || tried.size() == 1)
                .map(Way::description)
                .toList());
        words.addAll(unusable);
        throw refused(words, allowed, last);
    }

    private List<Way> ways(List<String> unusable) {
        var identities = target.options().identities();
        var held = agent.keys();
        var ways = new ArrayList<Way>();
        target.keys().forEach(file -> ways.addAll(identity(file, held, ways.isEmpty())));
        identities.files().forEach(file -> ways.addAll(configured(file, held, ways.isEmpty(), unusable)));
        ways.addAll(passwords(unusable));
        if (target.keys().isEmpty()) {
            if (!identities.only()) {
                held.forEach(key -> ways.add(ofAgent(key)));
            }
            if (identities.files().isEmpty() && !identities.none()) {
                keys.defaults().forEach(file -> ways.addAll(configured(file, held, ways.isEmpty(), unusable)));
            }
        }
        return wanted(ways);
    }

    private List<Way> passwords(List<String> unusable) {
        var password = target.password();
        if (password == null) {
            return List.of();
        }
        if (changed) {
            unusable.add("not the password, as the host key is not the known one");
            return List.of();
        }
        return List.of(
                new Way("password", "the password", () -> new AuthPassword(finder(password))),
                new Way(
                        "keyboard-interactive",
                        "the password (keyboard-interactive)",
                        () -> new AuthKeyboardInteractive(new PasswordResponseProvider(finder(password)))));
    }

    /** What the options leave of them, in the order that they want. */
    private List<Way> wanted(List<Way> ways) {
        var logins = target.options().logins();
        var preferred = logins.preferred();
        return ways.stream()
                .filter(way -> switch (way.name()) {
                    case "publickey" -> logins.publicKey();
                    case "password" -> logins.password();
                    default -> logins.interactive();
                })
                .filter(way -> preferred.isEmpty() || preferred.contains(way.name()))
                .sorted(Comparator.comparingInt(way -> preferred.indexOf(way.name())))
                .toList();
    }

    private static Way ofAgent(Agent.Key key) {
        return new Way("publickey", "the agent's key " + key.description(), key::method);
    }

    /** A key that the user has not named for this node: if it cannot be opened, that is told if nothing else helps. */
    private List<Way> configured(Path file, List<Agent.Key> held, boolean first, List<String> unusable) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return identity(file, held, first);
        } catch (RemoteException e) {
            unusable.add("not the key '" + file + "', which cannot be opened");
            return List.of();
        }
    }

    /** The agent signs for a key that it holds, so that nobody is asked for its passphrase. */
    private List<Way> identity(Path file, List<Agent.Key> held, boolean first) {
        var known = held.isEmpty() ? null : keys.publicHalf(file);
        if (known != null) {
            var there = held.stream()
                    .filter(key -> Arrays.equals(key.blob(), known))
                    .findFirst();
            if (there.isPresent()) {
                return List.of(ofAgent(there.get()));
            }
        }
        var key = keys.open(file);
        var ways = new ArrayList<Way>();
        for (var certificate : target.options().identities().certificates()) {
            keys.certified(key, certificate).ifPresent(certified -> ways.add(key(certified, first && ways.isEmpty())));
        }
        ways.add(key(key, first && ways.isEmpty()));
        return ways;
    }

    /** The first key is sent with its signature at once, which saves a question; later ones are asked about first. */
    private static Way key(KeyFiles.Key key, boolean first) {
        return new Way(
                "publickey",
                "the key " + key.description(),
                () -> first ? new Signed(key.provider()) : new AuthPublickey(key.provider()));
    }

    private static PasswordFinder finder(String password) {
        return PasswordUtils.createOneOff(password.toCharArray());
    }

    private RemoteException refused(List<String> tried, Collection<String> allowed, String last) {
        var why = last.contains("Too many authentication failures") ? ": too many authentication failures" : "";
        if (tried.isEmpty()) {
            return new RemoteException(
                    Kind.UNREACHABLE,
                    "cannot log in to '" + target.name() + "' (" + SshTransport.address(target) + ") as '"
                            + target.user() + "': there is no key to try in ~/.ssh, and no password",
                    "name a private key with --private-key (ansible_ssh_private_key_file), or give a password with -k");
        }
        return new RemoteException(
                Kind.UNREACHABLE,
                "login to '" + target.name() + "' (" + SshTransport.address(target) + ") as '" + target.user()
                        + "' was refused" + why + "; tried " + String.join(", ", tried),
                hint(allowed));
    }

    private @Nullable String hint(Collection<String> allowed) {
        if (allowed.contains("publickey")) {
            return "put the public key into ~" + target.user()
                    + "/.ssh/authorized_keys on the node, or name another user with -u"
                    + " (ansible_user) or another key with --private-key";
        }
        return "the server takes only: " + String.join(", ", allowed);
    }

    /** Public key login without the question whether the key would do. */
    private static final class Signed extends KeyedAuthMethod {

        Signed(KeyProvider provider) {
            super("publickey", provider);
        }

        @Override
        protected SSHPacket buildReq() throws UserAuthException {
            return putSig(putPubKey(super.buildReq().putBoolean(true)));
        }

        @Override
        public void handle(Message message, SSHPacket packet) throws UserAuthException, TransportException {
            throw new UserAuthException("unexpected answer to a signed request: " + message);
        }
    }
}
