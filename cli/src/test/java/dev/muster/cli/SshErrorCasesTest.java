package dev.muster.cli;

import dev.muster.remote.Accounts;
import dev.muster.remote.SshServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is said of nodes that cannot be reached or do not obey: a real OpenSSH server on loopback, with accounts of its own. */
@Tag("lab")
@Timeout(120)
final class SshErrorCasesTest {

    @TempDir
    private static Path folder;

    private static Accounts accounts;
    private static SshServer server;
    private static ServerSocket silent;

    @BeforeAll
    static void start() throws IOException {
        accounts = Accounts.make();
        server = SshServer.start(accounts.folder(), accounts.prefix());
        silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        SshServer.keygen(folder.resolve("other"), "ed25519");
    }

    @AfterAll
    static void stop() throws IOException {
        silent.close();
        server.close();
        accounts.close();
    }

    /** The words of the cases that are not known before the server runs. */
    static Map<String, String> words() throws IOException {
        var key = server.userKey();
        var other = folder.resolve("other");
        return Map.of(
                "PORT", String.valueOf(server.port()),
                "CLOSED", String.valueOf(SshServer.freePort()),
                "SILENT", String.valueOf(silent.getLocalPort()),
                "USERKEY", key.toString(),
                "KEYPRINT", fingerprint(key),
                "OTHER", other.toString(),
                "OTHERPRINT", fingerprint(other),
                "HOSTKEY", publicKey(server.hostKey()),
                "OTHERHOSTKEY", publicKey(other),
                "HOSTPRINT", fingerprint(server.hostKey()));
    }

    private static String publicKey(Path key) throws IOException {
        var words = List.of(Files.readString(Path.of(key + ".pub")).split(" "));
        return words.get(0) + " " + words.get(1);
    }

    private static String fingerprint(Path key) {
        return SshServer.run(List.of("ssh-keygen", "-lf", key.toString())).split(" ")[1];
    }

    @TestFactory
    Stream<DynamicTest> saysWhatTheNodeDoesNotDoAndHowToMendIt() throws IOException {
        var words = words();
        return ErrorCases.of("ssh").stream().map(one -> DynamicTest.dynamicTest(one.name(), () -> one.check(words)));
    }
}
