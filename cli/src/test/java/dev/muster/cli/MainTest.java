package dev.muster.cli;

import static dev.muster.cli.Invoked.muster;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MainTest {

    @Test
    void withoutWordsTheCommandsAreListed() {
        var run = muster();

        assertThat(run.code()).isZero();
        assertThat(run.out()).startsWith("Usage: muster [-h] COMMAND\n").contains("\n  version ");
    }

    @Test
    void aMistypedCommandIsCorrected() {
        assertThat(muster("versoin"))
                .isEqualTo(new Invoked(2, "", "error: unknown command 'versoin'\nhint: did you mean 'version'?\n"));
    }

    @Test
    void aMistypedOptionIsCorrected() {
        assertThat(muster("pki", "list", "--stat", "x"))
                .isEqualTo(new Invoked(2, "", "error: unknown option '--stat'\nhint: did you mean '--state'?\n"));
    }

    @Test
    void aMissingValueIsSaid() {
        var run = muster("pki", "show");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .isEqualTo(
                        "error: missing required parameter: 'NAME'\nhint: 'muster pki show --help' shows what there is\n");
    }

    @Test
    void theVersionNamesTheAnsibleThatIsFollowed() {
        var run = muster("version");

        assertThat(run.code()).isZero();
        assertThat(run.out()).startsWith("muster ").contains("\nansible-core 2.19 (followed)\njava ");
    }

    @Test
    void aCommandOfAnsiblesTellsItsVersionAsProgramsReadIt() {
        assertThat(muster("playbook", "--version").out()).startsWith("ansible-playbook [core 2.19.0]\n  muster ");
        assertThat(muster("run", "--version").out()).startsWith("ansible [core 2.19.0]\n  muster ");
        assertThat(muster("vault", "view", "--version").out()).startsWith("ansible-vault [core 2.19.0]\n  muster ");
        assertThat(muster("render", "--version").out()).startsWith("muster ");
    }

    @Test
    void certificatesOfNoClusterCannotBeShown(@TempDir Path folder) {
        assertThat(muster("pki", "show", "n1.lab", "--state", folder.toString()))
                .isEqualTo(new Invoked(
                        1,
                        "",
                        "error: there is no certificate authority in '" + folder
                                + "/pki'\nhint: 'muster bootstrap --to trust' makes one\n"));
    }

    @Test
    void theStateFolderMustBeKnown() {
        assertThat(muster("pki", "list"))
                .isEqualTo(new Invoked(
                        1,
                        "",
                        "error: it is not clear which cluster is meant\n"
                                + "hint: name the inventory with -i, or the folder with --state\n"));
    }

    @Test
    void anInventoryThatIsNotThereIsNamed() {
        assertThat(muster("pki", "list", "-i", "/nowhere/hosts").err())
                .isEqualTo("error: the inventory '/nowhere/hosts' does not exist\nhint: give a file or a directory\n");
    }

    @Test
    void onlyTheHighestVerbosityShowsWhereInTheProgramAnErrorOfTheUserArose() {
        assertThat(muster("playbook", "-vvv", "/nowhere/site.yml").err())
                .contains("/nowhere/site.yml")
                .doesNotContain("\tat dev.muster");
        assertThat(muster("playbook", "-vvvvv", "/nowhere/site.yml").err()).contains("\tat dev.muster");
    }
}
