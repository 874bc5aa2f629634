package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Command;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real {@code ansible-vault} opens what Muster made, and the other way round, and both say the same. */
@Tag("oracle")
final class VaultOracleTest {

    /** Every byte there is, and an end in the middle of a line. */
    private static final byte[] CONTENT = content();

    @TempDir
    private Path folder;

    private static byte[] content() {
        var text = "käse: ☃\nlines: many\n".repeat(100).getBytes(StandardCharsets.UTF_8);
        var all = Arrays.copyOf(text, text.length + 256);
        for (int i = 0; i < 256; i++) {
            all[text.length + i] = (byte) i;
        }
        return all;
    }

    private Command original(String... words) throws IOException, InterruptedException {
        var program = System.getenv("MUSTER_ORACLE") + "/bin/ansible-vault";
        return Command.run(Stream.concat(
                        Stream.of(
                                "env",
                                "ANSIBLE_NOCOLOR=1",
                                "ANSIBLE_VAULT_ENCRYPT_SALT=saltysalt",
                                "ANSIBLE_HOME=" + folder.resolve("home"),
                                program),
                        Stream.of(words))
                .toArray(String[]::new));
    }

    private static Invoked own(String... words) {
        return Invoked.muster(
                Map.of("ANSIBLE_VAULT_ENCRYPT_SALT", "saltysalt"),
                Stream.concat(Stream.of("vault"), Stream.of(words)).toArray(String[]::new));
    }

    private String password() throws IOException {
        return Files.writeString(folder.resolve("pw"), "pässwörd of some length\n")
                .toString();
    }

    @ParameterizedTest
    @CsvSource({"'',$ANSIBLE_VAULT;1.1;AES256", "prod@,$ANSIBLE_VAULT;1.2;AES256;prod"})
    void eachOpensWhatTheOtherMade(String label, String header) throws IOException, InterruptedException {
        var id = label + password();
        var made = Files.write(folder.resolve("made"), CONTENT).toString();
        var theirs = Files.write(folder.resolve("theirs"), CONTENT).toString();

        assertThat(own("encrypt", made, "--vault-id", id).code()).isZero();
        assertThat(original("encrypt", theirs, "--vault-id", id).code()).isZero();
        assertThat(Path.of(made)).content().startsWith(header + "\n").isEqualTo(Files.readString(Path.of(theirs)));

        assertThat(original("decrypt", made, "--vault-id", id).code()).isZero();
        assertThat(own("decrypt", theirs, "--vault-id", id).code()).isZero();
        assertThat(Path.of(made)).hasBinaryContent(CONTENT);
        assertThat(Path.of(theirs)).hasBinaryContent(CONTENT);
    }

    @Test
    void eachRekeysWhatTheOtherMade() throws IOException, InterruptedException {
        var id = password();
        var other = Files.writeString(folder.resolve("other"), "other").toString();
        var file = Files.write(folder.resolve("file"), CONTENT).toString();

        own("encrypt", file, "--vault-id", id);
        assertThat(original("rekey", file, "--vault-id", id, "--new-vault-id", "x@" + other)
                        .output())
                .isEqualTo("Rekey successful\n");
        assertThat(own("rekey", file, "--vault-id", other, "--new-vault-id", id).err())
                .isEqualTo("Rekey successful\n");
        original("decrypt", file, "--vault-id", id);
        assertThat(Path.of(file)).hasBinaryContent(CONTENT);
    }

    @ParameterizedTest
    @CsvSource({
        "encrypt_string --vault-id PW one two --name a",
        "encrypt_string --vault-id l@PW one --name a",
        "encrypt PLAIN --output - --vault-id l@PW",
        "view PLAIN --vault-id l;m@PW",
        "encrypt PLAIN --vault-id a@PW --vault-id b@PW",
        "encrypt PLAIN --vault-id a@PW --vault-id b@PW --encrypt-vault-id c",
        "encrypt PLAIN PLAIN --output x --vault-id PW",
        "encrypt PLAIN --output PLAIN-no/x --vault-id PW",
        "encrypt_string --vault-id PW --prompt --stdin-name x",
        "encrypt_string --vault-id PW",
        "create PLAIN-new --vault-id PW",
        "create PLAIN --skip-tty-check --vault-id PW",
        "view PLAIN --vault-password-file PLAIN-no",
        "view PLAIN --vault-password-file /"
    })
    void bothSayTheSame(String words) throws IOException, InterruptedException {
        var plain = Files.writeString(folder.resolve("plain"), "hello\n").toString();
        var all = words.replace("PW", password()).replace("PLAIN", plain).split(" ");
        var theirs = original(all);
        var ours = own(all);
        assertThat(ours.code()).isEqualTo(theirs.code());
        // What is on standard error comes first from the original, which writes its result at its end.
        assertThat(ours.err() + ours.out()).isEqualTo(theirs.output());
    }
}
