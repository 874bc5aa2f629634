package dev.muster.remote;

import com.hierynomus.sshj.common.KeyDecryptionFailedException;
import com.hierynomus.sshj.userauth.certificate.Certificate;
import com.hierynomus.sshj.userauth.keyprovider.OpenSSHKeyV1KeyFile;
import dev.muster.remote.RemoteException.Kind;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.common.SSHRuntimeException;
import net.schmizz.sshj.userauth.keyprovider.FileKeyProvider;
import net.schmizz.sshj.userauth.keyprovider.KeyPairWrapper;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;
import net.schmizz.sshj.userauth.keyprovider.PKCS8KeyFile;
import net.schmizz.sshj.userauth.keyprovider.PuTTYKeyFile;
import net.schmizz.sshj.userauth.password.PasswordFinder;
import net.schmizz.sshj.userauth.password.Resource;
import org.jspecify.annotations.Nullable;

/** Private keys from files, each read and opened once for all nodes: opening an encrypted one is slow by design. */
final class KeyFiles {

    private static final List<String> DEFAULTS = List.of("id_ed25519", "id_ecdsa", "id_rsa");

    private final Function<Path, Optional<String>> passphrases;
    private final Path home;
    private final GivenKeys given;
    private final Map<Path, Key> open = new ConcurrentHashMap<>();

    KeyFiles(Function<Path, Optional<String>> passphrases, Path home, GivenKeys given) {
        this.given = given;
        this.passphrases = passphrases;
        this.home = home;
    }

    /** A key and the file it came from. */
    record Key(Path file, KeyProvider provider, String description) {}

    /** The keys that OpenSSH's client would try by itself, as far as they are there. */
    List<Path> defaults() {
        return DEFAULTS.stream()
                .map(name -> home.resolve(".ssh").resolve(name))
                .filter(Files::isReadable)
                .toList();
    }

    /** @throws RemoteException if the file cannot be read or opened; the message says why and the hint what to do */
    Key open(Path file) {
        return open.computeIfAbsent(file, this::load);
    }

    /** The public half as it goes over the wire, from the file beside the key, or null. */
    byte @Nullable [] publicHalf(Path file) {
        return blob(Path.of(file + ".pub"));
    }

    private static byte @Nullable [] blob(Path file) {
        try {
            var words =
                    Files.readString(file, StandardCharsets.ISO_8859_1).strip().split("\\s+");
            return words.length < 2 ? null : Base64.getDecoder().decode(words[1]);
        } catch (IOException | IllegalArgumentException e) {
            // Nobody promised that there is one.
            return null;
        }
    }

    /** The key with a certificate, if that is its own. */
    Optional<Key> certified(Key key, Path certificate) {
        var blob = blob(certificate);
        if (blob == null) {
            throw bad(
                    certificate,
                    "it is no certificate",
                    "name a file that 'ssh-keygen -s' made, such as 'id-cert.pub'");
        }
        try {
            var shown = new Buffer.PlainBuffer(blob).readPublicKey();
            return shown instanceof Certificate<?> own
                            && Arrays.equals(
                                    HostKeyCheck.bytes(own.getKey()),
                                    HostKeyCheck.bytes(plain(key.provider().getPublic())))
                    ? Optional.of(new Key(
                            certificate,
                            new KeyPairWrapper(new KeyPair(shown, key.provider().getPrivate())),
                            "'" + certificate + "' (" + KeyType.fromKey(shown) + ")"))
                    : Optional.empty();
        } catch (IOException e) {
            throw bad(certificate, "it cannot be understood (" + e.getMessage() + ")", null);
        }
    }

    private static PublicKey plain(PublicKey key) {
        return key instanceof Certificate<?> certificate ? certificate.getKey() : key;
    }

    private Key load(Path file) {
        var told = given.get(file);
        String text;
        try {
            text = told.isPresent() ? told.get().text() : Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw bad(file, "there is no such file", "name a private key that exists with --private-key");
        } catch (IOException e) {
            throw bad(
                    file,
                    "it cannot be read",
                    "it must be readable by you, and by you alone: chmod 600 '" + file + "'");
        }
        if (text.startsWith("ssh-") || text.startsWith("ecdsa-")) {
            throw bad(file, "it is the public half", "name the file without '.pub'");
        }
        var provider = provider(file, text);
        if (told.isPresent()) {
            provider.init(new StringReader(text), new Passphrase(file));
        } else {
            provider.init(file.toFile(), new Passphrase(file));
        }
        try {
            var pair = new KeyPair(provider.getPublic(), provider.getPrivate());
            var type = KeyType.fromKey(pair.getPublic()).toString();
            return new Key(
                    file,
                    new KeyPairWrapper(pair),
                    "'" + file + "' (" + type + " " + KnownHosts.fingerprint(HostKeyCheck.bytes(pair.getPublic()))
                            + ")");
        } catch (NoPassphrase e) {
            throw bad(
                    file,
                    "it is encrypted, and no passphrase was given",
                    told.isPresent()
                            ? "give it as 'ansible_private_key_passphrase'"
                            : "load it into ssh-agent with 'ssh-add '" + file + "'");
        } catch (KeyDecryptionFailedException e) {
            throw bad(file, "the passphrase does not open it", null);
        } catch (IOException | SSHRuntimeException | IllegalStateException e) {
            throw bad(
                    file,
                    "it cannot be understood (" + e.getMessage() + ")",
                    "write it in OpenSSH's own format: ssh-keygen -p -f '" + file + "'");
        }
    }

    private static FileKeyProvider provider(Path file, String text) {
        if (text.contains("-----BEGIN OPENSSH PRIVATE KEY-----")) {
            return new OpenSSHKeyV1KeyFile();
        }
        if (text.startsWith("PuTTY-User-Key-File-")) {
            return new PuTTYKeyFile();
        }
        if (text.contains("-----BEGIN ") && text.contains("PRIVATE KEY-----")) {
            return new PKCS8KeyFile();
        }
        // Its first line is not shown in full: what follows such a line is masked wherever it is printed.
        throw bad(file, "it is not a private key", "the first line of one says 'BEGIN OPENSSH PRIVATE KEY'");
    }

    private static RemoteException bad(Path file, String why, @Nullable String hint) {
        return new RemoteException(Kind.UNREACHABLE, "cannot use the private key '" + file + "': " + why, hint);
    }

    /** Nobody knows the passphrase. */
    private static final class NoPassphrase extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final class Passphrase implements PasswordFinder {

        private final Path file;

        Passphrase(Path file) {
            this.file = file;
        }

        @Override
        public char[] reqPassword(Resource<?> resource) {
            var told = given.get(file);
            return (told.isPresent() ? Optional.ofNullable(told.get().passphrase()) : passphrases.apply(file))
                    .orElseThrow(NoPassphrase::new)
                    .toCharArray();
        }

        @Override
        public boolean shouldRetry(Resource<?> resource) {
            return false;
        }
    }
}
