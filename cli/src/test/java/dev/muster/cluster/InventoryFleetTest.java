package dev.muster.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.engine.EngineOptions;
import dev.muster.remote.SshRequest;
import dev.muster.remote.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How phase "wait" logs in: as the engine does later, by the inventory first and by the command line otherwise. */
final class InventoryFleetTest {

    private static final Path OURS = Path.of("/state/known_hosts");

    private static final EngineOptions.Login COMMAND_LINE = new EngineOptions.Login(
            "ssh",
            "operator",
            Path.of("/keys/operator"),
            "from the prompt",
            Duration.ofSeconds(10),
            new Target.HostKeys(List.of(Path.of("/home/known_hosts")), Target.HostKeys.Policy.TRUST_ON_FIRST_USE),
            SshRequest.Arguments.NONE);

    @TempDir
    Path folder;

    private Target.Ssh target(String variables) {
        var site = new Site(folder, Site.HOSTS, Site.GROUP.replace("ansible_user: admin\n", "") + variables);
        site.login = COMMAND_LINE;
        var fleet = site.fleet(Map.of());
        var node = Bootstrap.read(site.request(), fleet, event -> {}).nodes().getFirst();
        return (Target.Ssh) fleet.target(node, OURS);
    }

    @Test
    void theCommandLineSaysHowToLogIn() {
        var target = target("");
        assertThat(target.user()).isEqualTo("operator");
        assertThat(target.keys()).containsExactly(Path.of("/keys/operator"));
        assertThat(target.password()).isEqualTo("from the prompt");
        assertThat(target.hostKeys().files()).containsExactly(OURS, Path.of("/home/known_hosts"));
        assertThat(target.hostKeys().policy()).isEqualTo(Target.HostKeys.Policy.TRUST_ON_FIRST_USE);
    }

    @Test
    void theInventoryIsStronger() {
        var target =
                target("ansible_ssh_user: admin\nansible_ssh_private_key_file: /keys/admin\nansible_ssh_pass: own\n");
        assertThat(target.user()).isEqualTo("admin");
        assertThat(target.keys()).containsExactly(Path.of("/keys/admin"));
        assertThat(target.password()).isEqualTo("own");
    }

    @Test
    void optionsOfSshCountAsInTheEngine() {
        var target = target("ansible_ssh_common_args: -o ProxyJump=ops@10.9.9.9:2222 -o StrictHostKeyChecking=yes\n");
        assertThat(target.isDirect()).isFalse();
        assertThat(target.hop())
                .extracting(Target.Ssh::host, Target.Ssh::port, Target.Ssh::user)
                .containsExactly("10.9.9.9", 2222, "ops");
        assertThat(target("").isDirect()).isTrue();
    }
}
