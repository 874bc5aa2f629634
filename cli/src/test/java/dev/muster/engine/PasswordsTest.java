package dev.muster.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lookup {@code password} and its files. */
final class PasswordsTest {

    @TempDir
    Path folder;

    @Test
    void keepsThePasswordForTheNextTime() throws IOException {
        var first = Passwords.lookup("keys/web length=30", Map.of(), folder);
        assertThat(first).hasSize(30);
        assertThat(Passwords.lookup("keys/web", Map.of(), folder)).isEqualTo(first);
        var file = folder.resolve("keys/web");
        assertThat(Files.readString(file)).isEqualTo(first + "\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void keepsTheSaltOfAHashSoThatItIsTheSame() throws IOException {
        var hash = Passwords.lookup("pw", Map.of("encrypt", "sha512_crypt"), folder);
        assertThat(hash).startsWith("$6$rounds=656000$");
        assertThat(Passwords.lookup("pw", Map.of("encrypt", "sha512_crypt"), folder))
                .isEqualTo(hash);
        assertThat(Files.readString(folder.resolve("pw"))).matches("\\S{20} salt=\\S{16}\n");
        assertThat(Passwords.lookup("pw", Map.of(), folder)).hasSize(20);
    }

    @Test
    void refusesAnotherIdentThanTheStoredOne() throws IOException {
        Files.writeString(folder.resolve("pw"), "secret salt=abcdefgh ident=2b\n");
        assertThatThrownBy(() -> Passwords.lookup("pw", Map.of("ident", "2a"), folder))
                .hasMessageContaining("does not match the stored one (2b)");
    }
}
