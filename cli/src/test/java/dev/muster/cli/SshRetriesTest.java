package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A connection that cannot be made is tried again as often as the settings or the host say. */
final class SshRetriesTest {

    @TempDir
    private Path folder;

    /** How often it was tried again. */
    private long retries(Map<String, String> environment, String variables) throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        var hosts = Files.writeString(
                folder.resolve("hosts"), "a ansible_host=127.0.0.1 ansible_port=" + port + " " + variables + "\n");
        var run = Invoked.in(folder, environment, "run", "-vv", "-i", hosts.toString(), "a", "-m", "ping");
        assertThat(run.code()).isEqualTo(4);
        assertThat(run.out()).contains("a | UNREACHABLE! => ");
        return (run.out() + run.err())
                .lines()
                .filter(line -> line.contains("ssh_retry: attempt: "))
                .count();
    }

    @Test
    void triesOnceWhereNothingIsSaid() throws IOException {
        assertThat(retries(Map.of(), "")).isZero();
    }

    @Test
    void triesAsOftenAsTheSettingSays() throws IOException {
        assertThat(retries(Map.of("ANSIBLE_SSH_RETRIES", "1"), "")).isEqualTo(1);
    }

    @Test
    void theHostKnowsBetter() throws IOException {
        assertThat(retries(Map.of("ANSIBLE_SSH_RETRIES", "5"), "ansible_ssh_retries=1"))
                .isEqualTo(1);
    }
}
