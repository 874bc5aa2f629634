package dev.muster.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Command;
import dev.muster.lab.Lab;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The ways in which an agent comes to a node and runs there. Each test has a node of its own. */
@Tag("lab")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AgentLabTest {

    private static final String LOCAL = "muster_agent_image: 'lab/puppet-agent:1'";

    @TempDir
    private static Path folder;

    @AutoClose
    private final Lab lab = new Lab("agent", "10.223");

    private LabSite site;

    @BeforeAll
    void start() throws IOException, InterruptedException {
        assertThat(Command.run("docker", "save", "-o", tar().toString(), "lab/puppet-agent:1"))
                .isEqualTo(new Command(0, ""));
        var images = lab.run("images", "modern");
        assertThat(images.code()).as(images.output()).isZero();
        site = new LabSite(folder, lab)
                .node("n1", "worker")
                .with("n1", LOCAL + ", muster_agent_image_source: tar, muster_agent_image_tar: ../agent.tar")
                .node("n2", "db")
                .with("n2", LOCAL + ", muster_agent_image_source: present, muster_agent_engine: podman")
                .node("m1", "controller")
                .with("m1", "muster_agent_engine: auto")
                .start();
    }

    private static Path tar() {
        return folder.resolve("agent.tar");
    }

    @Test
    void imageComesFromATarOfThisMachine() throws IOException, InterruptedException {
        var run = site.run(site.request().limitedTo("n1"));

        assertThat(run.failures()).isEmpty();
        assertThat(site.sh("n1", "docker images -q lab/puppet-agent:1 | wc -l")).isEqualTo("1");
        assertThat(site.sh("n1", "ls /var/tmp | grep muster")).isEmpty();
        assertThat(site.sh("n1", "cat /etc/lab-applied")).contains("role=worker fact=worker");
        assertThat(site.run(site.request().limitedTo("n1")).failures()).isEmpty();
        assertThat(site.changes()).isEmpty();
    }

    @Test
    void imageIsOnTheNodeOrTheErrorSaysWhatToDo() throws IOException, InterruptedException {
        var missing = site.run(site.request().limitedTo("n2"));

        assertThat(missing.failures())
                .extracting(NodeFailure::cause)
                .containsExactly(
                        "The image is missing: n2 has no image 'lab/puppet-agent:1' for podman; load it there, or set"
                                + " muster_agent_image_source to 'registry' or 'tar'");

        Command.run("docker", "cp", tar().toString(), "muster-agent-n2:/var/tmp/agent.tar");
        site.sh("n2", "podman load --input /var/tmp/agent.tar");

        assertThat(site.run(site.request().limitedTo("n2")).failures()).isEmpty();
        assertThat(site.sh("n2", "cat /etc/lab-applied")).contains("role=db fact=db");
        assertThat(site.sh("n2", "podman ps --format '{{.Names}}'")).isEqualTo("puppet");
        assertThat(site.run(site.request().limitedTo("n2")).failures()).isEmpty();
        assertThat(site.changes()).isEmpty();
    }

    @Test
    void podmanRunsTheAgentAsAQuadletWhereItCan() throws IOException, InterruptedException {
        var run = site.run(site.request().limitedTo("m1"));

        assertThat(run.failures()).isEmpty();
        assertThat(site.sh("m1", "systemctl show -P SourcePath puppet.service"))
                .isEqualTo("/etc/containers/systemd/puppet.container");
        assertThat(site.sh("m1", "systemctl is-enabled puppet.service")).isEqualTo("generated");
        assertThat(site.sh("m1", "podman ps --format '{{.Names}}'")).isEqualTo("puppet");
        assertThat(site.sh("m1", "cat /etc/lab-applied")).contains("role=controller fact=controller");
        assertThat(site.run(site.request().limitedTo("m1")).failures()).isEmpty();
        assertThat(site.changes()).isEmpty();
    }
}
