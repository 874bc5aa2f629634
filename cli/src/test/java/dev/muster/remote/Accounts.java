package dev.muster.remote;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * User accounts that exist for one server alone: it sees an {@code /etc} of its own, with another {@code passwd} and its like, in a
 * mount namespace of its own. Needs root, and leaves nothing behind.
 */
public final class Accounts implements AutoCloseable {

    public static final String PASSWORD = "pa$$ 'w\"ord \\ é";

    private final Path folder;

    private Accounts(Path folder) {
        this.folder = folder;
    }

    public static Accounts make() {
        try {
            var folder = Files.createTempDirectory("accounts");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            var accounts = new Accounts(folder);
            accounts.write();
            return accounts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write() throws IOException {
        var passwd = new StringBuilder(Files.readString(Path.of("/etc/passwd"))
                .replaceFirst("(?m)^root:.*$", "root:x:0:0::" + folder.resolve("home/root") + ":/bin/sh"));
        Files.createDirectories(folder.resolve("home/root"));
        Files.createDirectories(folder.resolve("etc"));
        var shadow = new StringBuilder("root:*:19000:0:99999:7:::\n");
        var group = new StringBuilder(Files.readString(Path.of("/etc/group")));
        var hash = SshServer.run(List.of("openssl", "passwd", "-6", PASSWORD)).strip();
        var number = 4200;
        for (var user : List.of("free", "asked", "guest", "noisy", "app", "nologin")) {
            number++;
            var home = Files.createDirectories(folder.resolve("home").resolve(user));
            var shell = switch (user) {
                case "noisy" -> "/bin/bash";
                case "nologin" -> "/usr/sbin/nologin";
                default -> "/bin/sh";
            };
            passwd.append("%s:x:%d:%d::%s:%s\n".formatted(user, number, number, home, shell));
            shadow.append("%s:%s:19000:0:99999:7:::\n".formatted(user, hash));
            group.append("%s:x:%d:\n".formatted(user, number));
            SshServer.run(List.of("chown", number + ":" + number, home.toString()));
        }
        Files.setPosixFilePermissions(folder.resolve("home/asked"), PosixFilePermissions.fromString("rwx------"));
        Files.writeString(folder.resolve("home/noisy/.bashrc"), """
                echo "Welcome to the noisiest of hosts"
                echo "warning: something:" >&2
                printf 'and no line end: '
                printf 'none here: ' >&2
                sleep 0.4
                trap 'echo bye; echo bye >&2' EXIT
                """);
        Files.writeString(folder.resolve("passwd"), passwd);
        Files.writeString(folder.resolve("shadow"), shadow);
        Files.writeString(folder.resolve("group"), group);
        Files.writeString(folder.resolve("sudoers"), """
                Defaults env_reset
                Defaults use_pty
                Defaults secure_path="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
                root ALL=(ALL:ALL) ALL
                free ALL=(ALL:ALL) NOPASSWD: ALL
                noisy ALL=(ALL:ALL) NOPASSWD: ALL
                asked ALL=(ALL:ALL) ALL
                """);
        Files.writeString(folder.resolve("doas.conf"), "permit nopass free\npermit asked\n");
        Files.setPosixFilePermissions(folder.resolve("shadow"), PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(folder.resolve("sudoers"), PosixFilePermissions.fromString("r--r-----"));
        Files.setPosixFilePermissions(folder.resolve("doas.conf"), PosixFilePermissions.fromString("r--r-----"));
    }

    /** A folder that every account may read. */
    public Path folder() {
        return folder;
    }

    Path home(String user) {
        return folder.resolve("home").resolve(user);
    }

    /**
     * A command in front of another one, which then sees these accounts.
     *
     * <p>The whole of {@code /etc} is replaced by a copy: a mount over a single file is lost, in every namespace, as soon as
     * anybody on this machine replaces the file that lies beneath, and that is how every tool writes {@code /etc/passwd}. The
     * copy is made again if a file went away meanwhile, for the same reason.
     */
    public List<String> prefix() {
        return List.of("unshare", "-m", "sh", "-ec", """
                cd "$1"; shift
                mount -t tmpfs -o mode=755 etc etc
                cp -a /etc/. etc/ 2>/dev/null || cp -a /etc/. etc/
                for f in passwd shadow group sudoers doas.conf; do rm -f etc/$f; cp -p $f etc/$f; done
                mount --bind etc /etc
                exec "$@"
                """, "sh", folder.toString());
    }

    @Override
    public void close() {
        SshServer.run(List.of("rm", "-rf", folder.toString()));
    }
}
