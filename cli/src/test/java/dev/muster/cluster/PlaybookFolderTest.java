package dev.muster.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PlaybookFolderTest {

    @TempDir
    Path folder;

    private BootstrapRequest request;

    @BeforeEach
    void playbooks() throws IOException {
        write("home/playbooks/bootstrap.yml", "ours");
        write("home/playbooks/verify.yml", "ours");
        write("home/playbooks/roles/agent/tasks/main.yml", "ours");
        write("home/playbooks/roles/agent/templates/puppet.service.j2", "ours");
        request = BootstrapRequest.of(folder.resolve("site/lab"), folder.resolve("home"));
    }

    private void write(String path, String text) throws IOException {
        var file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void oneFileOfTheSiteTakesThePlaceOfOursAndTheOthersStay() throws IOException {
        write("site/playbooks/roles/agent/templates/puppet.service.j2", "theirs");
        write("site/playbooks/roles/agent/files/more", "theirs");
        write("site/playbooks/roles/mine/tasks/main.yml", "theirs");
        Path place;
        try (var playbooks = PlaybookFolder.of(request)) {
            place = playbooks.file("bootstrap.yml").getParent();
            assertThat(playbooks.file("roles/agent/templates/puppet.service.j2"))
                    .hasContent("theirs");
            assertThat(playbooks.file("roles/agent/files/more")).hasContent("theirs");
            assertThat(playbooks.file("roles/mine/tasks/main.yml")).hasContent("theirs");
            assertThat(playbooks.file("bootstrap.yml")).hasContent("ours");
            assertThat(playbooks.file("roles/agent/tasks/main.yml")).hasContent("ours");
            assertThat(PlaybookFolder.read(playbooks.file("roles/agent/templates/puppet.service.j2"))
                            .name())
                    .isEqualTo(folder.toRealPath() + "/site/playbooks/roles/agent/templates/puppet.service.j2");
        }
        assertThat(place).doesNotExist();
        assertThat(folder.resolve("site/playbooks/roles/mine/tasks/main.yml")).exists();
        assertThat(folder.resolve("home/playbooks/bootstrap.yml")).exists();
    }

    @Test
    void playbooksOfOtherNamesAreTheSitesOwnAffair() throws IOException {
        write("site/playbooks/site.yml", "theirs");
        try (var playbooks = PlaybookFolder.of(request)) {
            assertThat(playbooks.file("verify.yml")).isEqualTo(folder.resolve("home/playbooks/verify.yml"));
        }
    }

    @Test
    void anInventoryBesideOurOwnPlaybooksOverridesNothing() {
        var beside = BootstrapRequest.of(folder.resolve("home/lab"), folder.resolve("home"));
        try (var playbooks = PlaybookFolder.of(beside)) {
            assertThat(playbooks.file("verify.yml")).isEqualTo(folder.resolve("home/playbooks/verify.yml"));
        }
    }
}
