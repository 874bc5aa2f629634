package dev.muster.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.json.Json;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The vaults were made by ansible-vault; see {@code src/test/oracle/vault.py}. */
@Tag("conformance")
final class VaultTest {

    private static final Password PASSWORD = Password.of("default", "password");

    /** A vault of ansible-vault, with what it was made of. */
    record Made(String name, byte[] password, String id, byte[] plaintext, String vault) {

        static List<Made> all() {
            var list = (List<?>) Json.parse(Source.of(Path.of("src/test/cases/vault/vaults.json")));
            return list.stream()
                    .map(item -> (Map<?, ?>) item)
                    .map(item -> new Made(
                            text(item, "name"),
                            bytes(item, "password"),
                            item.get("id") == null ? "default" : text(item, "id"),
                            bytes(item, "plaintext"),
                            text(item, "vault")))
                    .toList();
        }

        private static String text(Map<?, ?> item, String key) {
            return String.valueOf(item.get(key));
        }

        private static byte[] bytes(Map<?, ?> item, String key) {
            return HexFormat.of().parseHex(text(item, key));
        }

        /** The password without the white space around it, which ansible-vault leaves out of a file. */
        Password trimmed() {
            var text = new String(password, StandardCharsets.ISO_8859_1).strip();
            return new Password(id, text.getBytes(StandardCharsets.ISO_8859_1));
        }

        Vault opener() {
            return new Vault(List.of(trimmed()), false);
        }
    }

    @TestFactory
    Stream<DynamicTest> opensWhatAnsibleVaultMade() {
        return Made.all().stream()
                .map(made -> DynamicTest.dynamicTest(
                        made.name(),
                        () -> assertThat(made.opener().open(made.vault()).bytes())
                                .isEqualTo(made.plaintext())));
    }

    /** With the salt of the original the whole text has to be the same. */
    @TestFactory
    Stream<DynamicTest> makesTheVaultThatAnsibleVaultMade() {
        return Made.all().stream()
                .map(made -> DynamicTest.dynamicTest(made.name(), () -> {
                    var salt =
                            Payload.parse(Envelope.parse(made.vault()).body()).salt();
                    assertThat(made.opener().seal(made.plaintext(), made.trimmed(), made.id(), salt))
                            .isEqualTo(made.vault());
                }));
    }

    private static String secret() {
        return Made.all().getFirst().vault();
    }

    private static String prod() {
        return Made.all().stream()
                .filter(made -> made.id().equals("prod"))
                .findFirst()
                .orElseThrow()
                .vault();
    }

    @Test
    void readsLinesThatEndAsOnWindows() {
        assertThat(new Vault(List.of(PASSWORD), false)
                        .open(secret().replace("\n", "\r\n"))
                        .text())
                .isEqualTo("secret\n");
    }

    @Test
    void triesEveryPasswordButThoseOfItsOwnLabelFirst() {
        var vault = new Vault(
                List.of(Password.of("dev", "wrong"), Password.of("prod", "also wrong"), Password.of("qa", "password")),
                false);
        assertThat(vault.open(prod()).with().vaultId()).isEqualTo("qa");
    }

    @Test
    void triesNoOtherLabelWhenLabelsHaveToMatch() {
        var vault = new Vault(List.of(Password.of("prod", "wrong"), Password.of("qa", "password")), true);
        assertThatThrownBy(() -> vault.open(prod()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("Decryption failed (no vault secrets were found that could decrypt)");
    }

    @Test
    void saysThatThereIsNoPassword() {
        assertThatThrownBy(() -> Vault.locked().open(secret()))
                .hasMessageContaining("Attempting to decrypt but no vault secrets found");
    }

    @Test
    void saysThatNoPasswordFits() {
        var vault = new Vault(List.of(Password.of("default", "wrong")), false);
        assertThatThrownBy(() -> vault.open(secret()))
                .hasMessageContaining("Decryption failed (no vault secrets were found that could decrypt)");
    }

    @Test
    void refusesAnotherCipherAndABrokenHeader() {
        var vault = new Vault(List.of(PASSWORD), false);
        assertThatThrownBy(() -> vault.open("$ANSIBLE_VAULT;1.1;AES\n3030\n"))
                .hasMessageContaining("Cipher 'AES' could not be found");
        assertThatThrownBy(() -> vault.open("$ANSIBLE_VAULT;1.1\n3030\n"))
                .hasMessageContaining("Vault envelope format error");
        assertThatThrownBy(() -> vault.open("$ANSIBLE_VAULT;1.1;AES256\n303\n"))
                .hasMessageContaining("Vault format unhexlify error: Odd-length string");
        assertThatThrownBy(() -> vault.open("$ANSIBLE_VAULT;1.1;AES256\n3030\n"))
                .hasMessageContaining("Vault vaulttext format error");
        assertThatThrownBy(() -> vault.open("plain")).hasMessageContaining("not vault encrypted data");
    }

    @Test
    void noticesOneChangedBit() {
        var text = secret();
        int digit = text.length() - 4;
        var changed = text.substring(0, digit) + (text.charAt(digit) == '0' ? '1' : '0') + text.substring(digit + 1);
        assertThatThrownBy(() -> new Vault(List.of(PASSWORD), false).open(changed))
                .isInstanceOf(UserError.class);
    }

    @Test
    void doesNotEncryptTwice() {
        assertThatThrownBy(() -> Vault.locked().seal(secret().getBytes(StandardCharsets.UTF_8), PASSWORD, null))
                .hasMessageContaining("input is already encrypted");
    }

    @Test
    void makesADifferentVaultEachTime() {
        var vault = new Vault(List.of(PASSWORD), false);
        var text = "secret".getBytes(StandardCharsets.UTF_8);
        assertThat(vault.seal(text, PASSWORD, null)).isNotEqualTo(vault.seal(text, PASSWORD, null));
    }

    @Test
    void neverShowsThePassword() {
        assertThat(Password.of("prod", "hunter2").toString()).isEqualTo("password of 'prod'");
    }

    @Test
    void derivesTheKeysOfAPasswordAndASaltOnce() {
        var ring = new KeyRing();
        var first = ring.keys(new byte[] {1}, new byte[] {2});
        assertThat(ring.keys(new byte[] {1}, new byte[] {2})).isSameAs(first);
        assertThat(ring.keys(new byte[] {1}, new byte[] {3})).isNotSameAs(first);
    }

    @Test
    void derivesTheSameKeysHoweverManyThereAre() {
        for (var password : new byte[][] {{}, {1}, "p".repeat(100).getBytes(StandardCharsets.UTF_8), {-1, 0, 1}}) {
            var salt = new byte[] {4, 0, 5};
            var slow = Keys.derive(password, salt);
            var fast = Keys.deriveByLibrary(password, salt);
            assertThat(fast.cipher()).isEqualTo(slow.cipher());
            assertThat(fast.authentication()).isEqualTo(slow.authentication());
            assertThat(fast.counter()).isEqualTo(slow.counter());
        }
        var ring = new KeyRing();
        for (byte i = 0; i < 6; i++) {
            assertThat(ring.keys(new byte[] {1}, new byte[] {i}).cipher())
                    .isEqualTo(Keys.derive(new byte[] {1}, new byte[] {i}).cipher());
        }
    }
}
