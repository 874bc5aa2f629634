package dev.muster.remote;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The host keys that files in OpenSSH's known_hosts format hold (sshd(8), 'SSH_KNOWN_HOSTS FILE FORMAT'). A file is read again
 * when it has changed. Safe for use by several threads.
 */
final class KnownHosts {

    /** What the files say of a key that a host has shown. */
    sealed interface Verdict {

        record Known() implements Verdict {}

        record Unknown() implements Verdict {}

        /** The host is known by another key. */
        record Differs(Entry known) implements Verdict {}

        record Revoked(Entry by) implements Verdict {}
    }

    enum Marker {
        NONE,
        AUTHORITY,
        REVOKED
    }

    /** One line: whose key it is, its type and its bytes, and where it stands. */
    record Entry(Path file, int line, Marker marker, List<String> hosts, String type, byte[] key) {

        String place() {
            return file + ":" + line;
        }

        String fingerprint() {
            return KnownHosts.fingerprint(key);
        }

        /** Any pattern must match, and none that begins with an exclamation mark. */
        boolean isFor(String host) {
            var found = false;
            for (var pattern : hosts) {
                if (pattern.startsWith("!")) {
                    if (matches(pattern.substring(1), host)) {
                        return false;
                    }
                } else if (!found) {
                    found = pattern.startsWith("|1|") ? hashed(pattern, host) : matches(pattern, host);
                }
            }
            return found;
        }

        private static boolean matches(String pattern, String host) {
            if (pattern.indexOf('*') < 0 && pattern.indexOf('?') < 0) {
                return pattern.equalsIgnoreCase(host);
            }
            var regex = new StringBuilder();
            for (var c : pattern.toLowerCase(Locale.ROOT).toCharArray()) {
                regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
            }
            return host.matches(regex.toString());
        }

        private static boolean hashed(String pattern, String host) {
            var parts = pattern.split("\\|");
            if (parts.length != 4) {
                return false;
            }
            try {
                var mac = Mac.getInstance("HmacSHA1");
                mac.init(new SecretKeySpec(Base64.getDecoder().decode(parts[2]), "HmacSHA1"));
                return MessageDigest.isEqual(
                        mac.doFinal(bytes(host)), Base64.getDecoder().decode(parts[3]));
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                return false;
            }
        }
    }

    /** As long as the hash. */
    private static final int SALT = 20;

    private record Read(FileTime changed, long size, List<Entry> entries) {}

    private final Map<Path, Read> read = new ConcurrentHashMap<>();
    private final ReentrantLock writing = new ReentrantLock();

    /**
     * Judges a key that a host has shown.
     *
     * @param type the key's type, such as {@code ssh-ed25519}
     * @param key the key as it goes over the wire
     */
    Verdict judge(List<Path> files, String host, int port, String type, byte[] key) {
        var entries = entries(files, host, port);
        for (var entry : entries) {
            if (entry.marker() == Marker.REVOKED && Arrays.equals(entry.key(), key)) {
                return new Verdict.Revoked(entry);
            }
        }
        Optional<Entry> other = Optional.empty();
        for (var entry : entries) {
            if (entry.marker() == Marker.NONE) {
                if (Arrays.equals(entry.key(), key)) {
                    return new Verdict.Known();
                }
                // A key of another type than the known ones is no new acquaintance: we have asked for the known types
                // first.
                if (other.isEmpty() || entry.type().equals(type)) {
                    other = Optional.of(entry);
                }
            }
        }
        return other.<Verdict>map(Verdict.Differs::new)
                .orElseGet(() -> withoutPort(files, host, port, key) ? new Verdict.Known() : new Verdict.Unknown());
    }

    /** Whether a line without a port holds this very key, which is as good (as in OpenSSH's client). */
    private boolean withoutPort(List<Path> files, String host, int port, byte[] key) {
        return port != 22
                && entries(files, host, 22).stream()
                        .anyMatch(entry -> entry.marker() == Marker.NONE && Arrays.equals(entry.key(), key));
    }

    /** Whether an authority with this key may vouch for the host. */
    Verdict judgeAuthority(List<Path> files, String host, int port, byte[] authority) {
        var entries = new ArrayList<>(entries(files, host, port));
        if (port != 22) {
            entries.addAll(entries(files, host, 22));
        }
        for (var entry : entries) {
            if (entry.marker() == Marker.REVOKED && Arrays.equals(entry.key(), authority)) {
                return new Verdict.Revoked(entry);
            }
        }
        return entries.stream()
                        .anyMatch(entry -> entry.marker() == Marker.AUTHORITY && Arrays.equals(entry.key(), authority))
                ? new Verdict.Known()
                : new Verdict.Unknown();
    }

    /** The algorithms with which the host can show a key that the files know, certificates first. */
    List<String> algorithms(List<Path> files, String host, int port) {
        var entries = new ArrayList<>(entries(files, host, port));
        if (port != 22) {
            entries.addAll(entries(files, host, 22));
        }
        Set<String> names = new LinkedHashSet<>();
        if (entries.stream().anyMatch(entry -> entry.marker() == Marker.AUTHORITY)) {
            for (var type : List.of(
                    "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa")) {
                names.add(type + "-cert-v01@openssh.com");
            }
        }
        for (var entry : entries) {
            if (entry.marker() == Marker.NONE) {
                if (entry.type().equals("ssh-rsa")) {
                    names.addAll(List.of("rsa-sha2-512", "rsa-sha2-256"));
                }
                names.add(entry.type());
            }
        }
        return List.copyOf(names);
    }

    private List<Entry> entries(List<Path> files, String host, int port) {
        var name = name(host, port);
        var found = new ArrayList<Entry>();
        for (var file : files) {
            for (var entry : entries(file)) {
                if (entry.isFor(name)) {
                    found.add(entry);
                }
            }
        }
        return found;
    }

    /** How known_hosts names a host: alone, or with its port if that is not 22. */
    static String name(String host, int port) {
        var lower = host.toLowerCase(Locale.ROOT);
        return port == 22 ? lower : "[" + lower + "]:" + port;
    }

    static String fingerprint(byte[] key) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(key);
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK knows SHA-256", e);
        }
    }

    private List<Entry> entries(Path file) {
        try {
            var changed = Files.getLastModifiedTime(file);
            var size = Files.size(file);
            var known = read.get(file);
            if (known == null || !known.changed().equals(changed) || known.size() != size) {
                known = new Read(changed, size, parse(file, Files.readString(file, StandardCharsets.ISO_8859_1)));
                read.put(file, known);
            }
            return known.entries();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new RemoteException(
                    RemoteException.Kind.UNREACHABLE,
                    "cannot read the known hosts in '" + file + "': " + e.getMessage(),
                    "make it readable, or name another file with ansible_ssh_common_args='-o UserKnownHostsFile=FILE'");
        }
    }

    private static List<Entry> parse(Path file, String text) {
        var entries = new ArrayList<Entry>();
        var number = 0;
        for (var line : text.split("\n", -1)) {
            number++;
            var at = number;
            var words = new ArrayList<>(List.of(line.strip().split("\\s+")));
            var marker = switch (words.getFirst()) {
                case "@cert-authority" -> Marker.AUTHORITY;
                case "@revoked" -> Marker.REVOKED;
                case String _ -> Marker.NONE;
            };
            if (marker != Marker.NONE) {
                words.removeFirst();
            }
            if (words.size() >= 3 && !words.getFirst().startsWith("#")) {
                key(words.get(2))
                        .ifPresent(key -> entries.add(
                                new Entry(file, at, marker, List.of(words.get(0).split(",")), words.get(1), key)));
            }
        }
        return List.copyOf(entries);
    }

    private static Optional<byte[]> key(String word) {
        try {
            return Optional.of(Base64.getDecoder().decode(word));
        } catch (IllegalArgumentException e) {
            // OpenSSH passes over a line that it cannot read, too.
            return Optional.empty();
        }
    }

    /**
     * Adds a host's key to the end of a file, which is made if need be; several programs may do so at once.
     *
     * @param hashed whether the file is not to tell the name (ssh_config(5), 'HashKnownHosts')
     */
    void add(Path file, String name, boolean hashed, String type, byte[] key) throws IOException {
        var line = (hashed ? hashed(name) : name) + " " + type + " "
                + Base64.getEncoder().encodeToString(key) + "\n";
        writing.lock();
        try {
            var folder = file.toAbsolutePath().getParent();
            if (folder != null && !Files.isDirectory(folder)) {
                Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            try (var channel = FileChannel.open(
                            file,
                            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                            owner);
                    var lock = channel.lock()) {
                var end = channel.size();
                var last = ByteBuffer.allocate(1);
                var torn = end > 0 && channel.read(last, end - 1) == 1 && last.get(0) != '\n';
                channel.position(end);
                channel.write(ByteBuffer.wrap(bytes(torn ? "\n" + line : line)));
                channel.force(true);
                lock.release();
            }
        } finally {
            writing.unlock();
        }
    }

    private static String hashed(String name) {
        var salt = new byte[SALT];
        new SecureRandom().nextBytes(salt);
        try {
            var mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(salt, "HmacSHA1"));
            var encoder = Base64.getEncoder();
            return "|1|" + encoder.encodeToString(salt) + "|" + encoder.encodeToString(mac.doFinal(bytes(name)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK knows HmacSHA1", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
