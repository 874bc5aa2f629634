package dev.muster.galaxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others write into files of requirements does not start programs. */
final class GitTest {

    @TempDir
    private Path folder;

    private Git git() {
        return new Git(Map.of(), true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--upload-pack=touch marker", "-ccore.sshCommand=touch marker", ""})
    void anAddressIsNoOption(String url) {
        assertThatThrownBy(() -> git().clone(url, folder.resolve("clone"), ""))
                .hasMessage("'" + url + "' is not the address of a git repository");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ext::sh -c touch% marker", "fd::17", "http+x::y"})
    void noHelperProgramIsStarted(String url) {
        assertThatThrownBy(() -> git().clone(url, folder.resolve("clone"), ""))
                .hasMessage("'" + url + "' names a helper program of git, which is not started");
    }

    @Test
    void aVersionIsNoOption() {
        assertThatThrownBy(() -> git().clone("file:///x", folder.resolve("clone"), "--orphan"))
                .hasMessage("'--orphan' is not a version in a git repository");
        assertThatThrownBy(() -> git().archive(folder, "x", "--output=/tmp/x", folder.resolve("x.tar")))
                .hasMessage("'--output=/tmp/x' is not a version in a git repository");
    }

    @Test
    void whatGitSaysIsTold() {
        assertThatThrownBy(() -> git().clone("file://" + folder + "/none", folder.resolve("clone"), ""))
                .hasMessageContaining("- command git clone --quiet -- file://" + folder + "/none")
                .hasMessageContaining("does not appear to be a git repository");
        assertThat(Files.exists(folder.resolve("clone"))).isFalse();
    }
}
