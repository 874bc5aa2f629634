package dev.muster.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.engine.Engine;
import dev.muster.engine.EngineOptions;
import dev.muster.engine.Lookups;
import dev.muster.event.Event;
import dev.muster.inventory.InventoryLoader;
import dev.muster.jinja.JinjaEngine;
import dev.muster.jinja.Limits;
import dev.muster.lab.Lab;
import dev.muster.modules.ModuleCatalog;
import dev.muster.playbook.LoaderSettings;
import dev.muster.playbook.PlaybookLoader;
import dev.muster.remote.Connections;
import dev.muster.source.Source;
import dev.muster.value.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole bootstrap on machines with systemd and a real Puppet server, with all that can go wrong on the way. */
@Tag("lab")
final class BootstrapLabTest {

    private static final String NET = "10.221";

    @TempDir
    Path folder;

    @AutoClose
    private final Lab lab = new Lab("boot", NET);

    private final List<Event> events = new ArrayList<>();

    private void inventory(String roleOfThird, int first, int second, int third)
            throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("lab/group_vars"));
        Files.writeString(
                folder.resolve("lab/hosts.yml"), """
                nodes:
                  hosts:
                    n1: {ansible_port: %d, muster_mac: "52:54:00:77:00:01", muster_ip: %s.0.11, muster_role: controller}
                    n2: {ansible_port: %d, muster_mac: "52:54:00:77:00:02", muster_ip: %s.0.12, muster_role: worker}
                    n3: {ansible_port: %d, muster_mac: "52:54:00:77:00:03", muster_ip: %s.0.13, muster_role: %s}
                """.formatted(first, NET, second, NET, third, NET, roleOfThird));
        var group = Files.readString(Lab.repository().resolve("inventories/lab/group_vars/all.yml"))
                .replaceAll("(?m)^lab_net:.*", "lab_net: '" + NET + "'")
                .replaceAll("(?m)^ansible_ssh_private_key_file:.*", "ansible_ssh_private_key_file: " + Lab.clientKey())
                .replace("[controller, worker, db]", "[controller, worker, db, wrong]")
                .replaceAll("(?ms)^muster_then:.*", "");
        Files.writeString(folder.resolve("lab/group_vars/all.yml"), group);
    }

    private BootstrapRequest request() {
        return BootstrapRequest.of(folder.resolve("lab"), Lab.repository());
    }

    private Summary run(BootstrapRequest request) {
        events.clear();
        var inventory = InventoryLoader.load(List.of(folder.resolve("lab").toString()), null, warning -> {});
        var lookups = new Lookups(Source::of, pattern -> List.of());
        var jinja = new JinjaEngine(lookups, new Environment.NoYaml(), Limits.DEFAULT);
        var connections = new Connections(notice -> {}, file -> Optional.empty());
        var modules = new HashSet<>(ModuleCatalog.all().names());
        modules.addAll(Engine.actions());
        var secrets = new Secrets();
        var options = EngineOptions.DEFAULT;
        var plays = new EnginePlays(options, new PlaybookLoader(LoaderSettings.of(modules)), connections, secrets);
        var fleet = new InventoryFleet(
                inventory, Map.of(), jinja, EngineOptions.DEFAULT.login(), connections, plays, warning -> {});
        return new Bootstrap(Clock.systemUTC(), secrets).run(request, fleet, this::hear);
    }

    private synchronized void hear(Event event) {
        events.add(event);
    }

    private List<String> changes() {
        return events.stream()
                .filter(event -> event instanceof Event.HostFinished finished
                        && finished.result().changed())
                .map(event -> ((Event.HostFinished) event).host() + ": "
                        + ((Event.HostFinished) event).task().name())
                .toList();
    }

    private String shown(String node, String line) throws IOException, InterruptedException {
        return lab.sh(node, line).output().strip();
    }

    @Test
    void makesAClusterAndKeepsGoingWhenNodesFail() throws IOException, InterruptedException {
        inventory("wrong", 2201, 2202, 2203);
        assertThat(run(request().phases(null, "render")).outcome()).isEqualTo(Summary.Outcome.OK);
        lab.up("--state", folder.resolve("lab/.muster").toString());
        inventory("wrong", lab.port("n1"), lab.port("n2"), lab.port("n3"));

        // The server has no catalog for the role of the third node; the other two are not stopped by that.
        var first = run(request());
        assertThat(first.failures())
                .extracting(NodeFailure::node, NodeFailure::phase)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("n3", "configure"));
        assertThat(first.failures().getFirst().cause()).contains("exit code 1");
        assertThat(first.outcome()).isEqualTo(Summary.Outcome.FAILED);
        assertThat(first.resumeCommands())
                .containsExactly("muster bootstrap -i " + folder.resolve("lab") + " --limit n3 --from configure");
        assertThat(shown("n1", "cat /etc/role")).isEqualTo("controller");
        assertThat(shown("n2", "cat /etc/lab-applied")).contains("role=worker fact=worker");
        assertThat(shown("n2", "stat -c %a /var/lib/puppet/ssl/private_keys/n2.lab.pem"))
                .isEqualTo("640");

        assertThat(run(request().limitedTo("n1,n2")).outcome()).isEqualTo(Summary.Outcome.OK);
        assertThat(changes()).isEmpty();

        // With its role mended and a certificate that says so, the third one follows.
        inventory("db", lab.port("n1"), lab.port("n2"), lab.port("n3"));
        var anew = new BootstrapRequest(
                folder.resolve("lab"),
                "n3",
                null,
                null,
                false,
                false,
                List.of(),
                List.of(),
                null,
                List.of(),
                true,
                Lab.repository());
        assertThat(run(anew).failures()).isEmpty();
        assertThat(shown("n3", "cat /etc/lab-applied")).contains("role=db fact=db");

        // A check reaches the same tasks and changes nothing.
        lab.sh("n1", "echo other > /etc/role; touch /var/tmp/before");
        assertThat(run(request()
                                .limitedTo("n1")
                                .phases("configure", "configure")
                                .checking())
                        .failures())
                .isEmpty();
        assertThat(changes()).containsExactly("n1: The role file");
        assertThat(shown("n1", "cat /etc/role")).isEqualTo("other");
        assertThat(shown("n1", "find /etc /var/lib/puppet/ssl -newer /var/tmp/before"))
                .isEmpty();

        lab.stop("n2");
        var group = folder.resolve("lab/group_vars/all.yml");
        Files.writeString(
                group, Files.readString(group).replaceAll("muster_wait_timeout: .*", "muster_wait_timeout: 2"));
        var last = run(request().phases("wait", null));
        assertThat(last.outcome()).isEqualTo(Summary.Outcome.UNREACHABLE);
        assertThat(last.failures())
                .extracting(NodeFailure::node, NodeFailure::phase)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("n2", "wait"));
        assertThat(changes()).containsExactly("n1: The role file");
    }
}
