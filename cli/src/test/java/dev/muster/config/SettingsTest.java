package dev.muster.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where settings are found, and what is said of those that change nothing. */
final class SettingsTest {

    @TempDir
    private Path folder;

    private final Catalog catalog = Catalog.read();
    private final List<String> warnings = new ArrayList<>();

    private Settings load(Map<String, String> environment) throws IOException {
        var all = new HashMap<>(environment);
        all.put("HOME", Files.createDirectories(folder.resolve("home")).toString());
        return Settings.load(
                catalog, new Surroundings(all, Files.createDirectories(folder.resolve("work"))), warnings::add);
    }

    private Path write(String name, String text) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    @Test
    void theVariableNamesTheFileOrItsFolder() throws IOException {
        write("work/ansible.cfg", "[defaults]\nforks = 1\n");
        var other = write("other/ansible.cfg", "[defaults]\nforks = 2\n");

        assertThat(load(Map.of("ANSIBLE_CONFIG", "../other/ansible.cfg")).file())
                .contains(other);
        assertThat(load(Map.of("ANSIBLE_CONFIG", other.getParent().toString())).number("DEFAULT_FORKS", 0))
                .isEqualTo(2);
    }

    @Test
    void theWorkingDirectoryComesBeforeTheHomeDirectory() throws IOException {
        var home = write("home/.ansible.cfg", "[defaults]\nforks = 2\n");
        assertThat(load(Map.of()).file()).contains(home);

        var here = write("work/ansible.cfg", "[defaults]\nforks = 1\n");
        assertThat(load(Map.of()).file()).contains(here);
    }

    @Test
    void aFileThatAnybodyCouldHavePutThereIsNotRead() throws IOException {
        write("work/ansible.cfg", "[defaults]\nforks = 1\n");
        Files.setPosixFilePermissions(folder.resolve("work"), PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThat(load(Map.of()).file()).isNotEqualTo(folder.resolve("work/ansible.cfg"));
        assertThat(warnings)
                .singleElement()
                .asString()
                .startsWith("Ansible is being run in a world writable directory");

        warnings.clear();
        assertThat(load(Map.of("ANSIBLE_CONFIG", "ansible.cfg")).number("DEFAULT_FORKS", 0))
                .isEqualTo(1);
        assertThat(warnings).isEmpty();
    }

    @Test
    void aVariableThatIsNotFollowedIsSaid() throws IOException {
        load(Map.of("ANSIBLE_SSH_AGENT", "auto", "ANSIBLE_NOCOWS", "1", "ANSIBLE_UNHEARD_OF", "1"));

        assertThat(warnings)
                .containsExactly("the variable 'ANSIBLE_SSH_AGENT' is not followed: keys are read by the run itself");
    }

    @Test
    void whatIsSetWithoutEffectIsNotWorthAWord() throws IOException {
        write(
                "work/ansible.cfg",
                "[defaults]\nnocows = 1\n[galaxy_server.mine]\nurl = x\n[galaxy]\nserver_list = mine\n");

        load(Map.of());

        assertThat(warnings).isEmpty();
    }

    @Test
    void everySettingIsExplained() {
        assertThat(catalog.all()).hasSizeGreaterThan(300).allSatisfy(setting -> {
            assertThat(setting.description()).as(setting.name()).endsWith(".");
            assertThat(setting.why().isEmpty()).as(setting.name()).isEqualTo(setting.use() == Setting.Use.FOLLOWED);
        });
    }
}
