package dev.muster.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.source.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PasswordSourcesTest {

    private final List<String> asked = new ArrayList<>();
    private final List<String> warned = new ArrayList<>();

    @TempDir
    private Path folder;

    private List<String> load(boolean fresh, Iterator<String> answers, String... sources) {
        return new PasswordSources(
                        folder::resolve,
                        text -> {
                            asked.add(text);
                            return answers.next();
                        },
                        warned::add,
                        "default")
                .load(List.of(sources), fresh).stream()
                        .map(password -> password.vaultId() + "=" + password.secret())
                        .toList();
    }

    private List<String> load(String... sources) {
        return load(false, List.<String>of().iterator(), sources);
    }

    private void script(String name, String body) throws IOException {
        Files.writeString(folder.resolve(name), "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(folder.resolve(name), PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void readsFilesAndLeavesOutTheSpaceAround() throws IOException {
        Files.writeString(folder.resolve("one"), "  two words \r\n\n");
        assertThat(load("one", "prod@one", PasswordSources.file("default", "one")))
                .containsExactly("default=two words", "prod=two words", "default=two words");
    }

    @Test
    void runsAScriptAndTakesItsOutput() throws IOException {
        script("secret.sh", "echo \"said $#\"");
        assertThat(load("dev@secret.sh")).containsExactly("dev=said 0");
    }

    @Test
    void tellsAClientScriptTheLabel() throws IOException {
        script("keyring-client.sh", "echo \"said $*\"");
        assertThat(load("dev@keyring-client.sh")).containsExactly("dev=said --vault-id dev");
    }

    @Test
    void saysThatAClientScriptKnowsNoSuchLabel() throws IOException {
        script("keyring-client", "echo nobody >&2; exit 2");
        assertThatThrownBy(() -> load("dev@keyring-client"))
                .hasMessageContaining("did not find a secret for vault-id=dev: nobody");
    }

    @Test
    void saysThatAScriptFailed() throws IOException {
        script("secret.sh", "exit 3");
        assertThatThrownBy(() -> load("secret.sh")).hasMessageContaining("returned non-zero (3)");
    }

    @Test
    void goesOnWithoutAFileThatGivesNothingWhileAnotherDoes() throws IOException {
        Files.writeString(folder.resolve("empty"), "\n");
        Files.writeString(folder.resolve("good"), "word\n");
        assertThat(load("a@missing", "b@empty", "c@good")).containsExactly("c=word");
        assertThat(warned).hasSize(2);
        assertThatThrownBy(() -> load("missing")).isInstanceOf(UserError.class).hasMessageContaining("was not found");
        assertThatThrownBy(() -> load("empty")).hasMessageContaining("Invalid vault password was provided from file");
    }

    @Test
    void opensAPasswordFileWithAnEarlierPassword() throws IOException {
        Files.writeString(folder.resolve("first"), "password\n");
        Files.writeString(
                folder.resolve("second"), VaultTest.Made.all().getFirst().vault());
        assertThat(load("first", "b@second")).containsExactly("default=password", "b=secret");
    }

    @Test
    void asksAsAnsibleDoes() {
        assertThat(load(false, List.of(" one ", "two").iterator(), PasswordSources.ASK, "dev@prompt"))
                .containsExactly("default=one", "dev=two");
        assertThat(asked).containsExactly("Vault password", "Vault password (dev)");
    }

    @Test
    void asksTwiceForANewPassword() {
        assertThat(load(true, List.of("one", "one", "two", "two").iterator(), PasswordSources.ASK, "dev@prompt"))
                .containsExactly("default=one", "dev=two");
        assertThat(asked)
                .containsExactly(
                        "New Vault password",
                        "Confirm New Vault password",
                        "New vault password (dev)",
                        "Confirm new vault password (dev)");
        assertThatThrownBy(() -> load(true, List.of("one", "other").iterator(), "prompt"))
                .hasMessageContaining("Passwords do not match");
    }
}
