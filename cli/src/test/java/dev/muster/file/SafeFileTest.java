package dev.muster.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.source.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SafeFileTest {

    @TempDir
    Path folder;

    @Test
    void givesSecretsToTheirOwnerAlone() throws Exception {
        SafeFile.write(folder.resolve("key"), "secret", SafeFile.Mode.SECRET);
        SafeFile.write(folder.resolve("cert"), "public", SafeFile.Mode.PUBLIC);

        assertThat(mode("key")).isEqualTo("rw-------");
        assertThat(mode("cert")).isEqualTo("rw-r--r--");
        assertThat(SafeFile.isReadableByOthers(folder.resolve("key"))).isFalse();
        assertThat(SafeFile.isReadableByOthers(folder.resolve("cert"))).isTrue();
    }

    @Test
    void narrowsTheModeOfAFileThatWasOpenToOthers() throws Exception {
        var file = Files.writeString(folder.resolve("key"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

        SafeFile.write(file, "new", SafeFile.Mode.SECRET);

        assertThat(mode("key")).isEqualTo("rw-------");
        assertThat(file).hasContent("new");
    }

    @Test
    void leavesTheOldContentWhenItCannotWrite() throws Exception {
        var file = Files.writeString(folder.resolve("kept"), "old");
        // A folder in the place of the file beside stops the write on every system, even for root.
        Files.createDirectories(folder.resolve(".kept.muster-new/full"));

        assertThatThrownBy(() -> SafeFile.write(file, "new", SafeFile.Mode.PUBLIC))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("cannot write '" + file + "': ");
        assertThat(file).hasContent("old");
    }

    @Test
    void overwritesWhatAKilledRunLeftBeside() throws Exception {
        var left = Files.writeString(folder.resolve(".a.muster-new"), "half");

        SafeFile.write(folder.resolve("a"), "whole", SafeFile.Mode.PUBLIC);

        assertThat(folder.resolve("a")).hasContent("whole");
        assertThat(left).doesNotExist();
        assertThat(SafeFile.isLeftover(left)).isTrue();
    }

    @Test
    void makesFoldersForTheirOwnerAlone() throws Exception {
        SafeFile.makeFolder(folder.resolve("a/b"));

        assertThat(mode("a")).isEqualTo("rwx------");
        assertThat(mode("a/b")).isEqualTo("rwx------");
    }

    @Test
    void saysThatAFileIsInTheWay() throws Exception {
        Files.writeString(folder.resolve("a"), "");

        assertThatThrownBy(() -> SafeFile.makeFolder(folder.resolve("a")))
                .hasMessage("'" + folder.resolve("a") + "' is in the way: it is a file, a folder is needed");
    }

    @Test
    void letsOnlyOneRunIn() {
        var file = folder.resolve(".lock");
        var since = Instant.parse("2026-01-02T03:04:05Z");

        try (var _ = RunLock.take(file, since)) {
            assertThatThrownBy(() -> RunLock.take(file, since))
                    .isInstanceOf(UserError.class)
                    .hasMessage("'" + folder + "' is in use by process "
                            + ProcessHandle.current().pid() + " since 2026-01-02T03:04:05Z");
        }
        try (var again = RunLock.take(file, since)) {
            assertThat(again).isNotNull();
        }
    }

    private String mode(String name) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name)));
    }
}
