package dev.muster.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.event.Event;
import dev.muster.lab.Lab;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole bootstrap on machines with systemd and a real Puppet server: one story, told in the order of its tests. */
@Tag("lab")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class BootstrapLabTest {

    /** Every file with its mode, owner, size, link and time, but for what the system writes of its own accord. */
    private static final String LISTING =
            "find / -xdev \\( -path /proc -o -path /sys -o -path /dev -o -path /run -o -path /tmp -o -path /var/log"
                    + " -o -path /var/lib/docker -o -path /var/lib/containers -o -path /var/lib/systemd -o -path '/var/tmp/systemd-private-*' -o -name .sudo_as_admin_successful \\) -prune"
                    + " -o ! -type d -printf '%p %m %u:%g %s %l %T@\\n' -o -printf '%p %m %u:%g\\n' | sort";

    @TempDir
    private static Path folder;

    @AutoClose
    private final Lab lab = new Lab("boot", "10.221");

    private LabSite site;

    @BeforeAll
    void start() throws IOException, InterruptedException {
        site = new LabSite(folder, lab)
                .node("n1", "controller")
                .node("n2", "worker")
                .node("n3", "wrong")
                .start();
    }

    @Test
    @Order(1)
    void checkOfFreshNodesReachesAllTasksAndChangesNothing() throws IOException, InterruptedException {
        var before = site.sh("n1", LISTING);

        var checked = site.run(site.request().phases("wait", null).checking());

        assertThat(checked.failures()).isEmpty();
        assertThat(site.changes())
                .contains("n1: The role file", "n1: The node's private key", "n1: The unit of the agent");
        assertThat(before.lines().count()).isGreaterThan(1000);
        assertThat(differences(before, site.sh("n1", LISTING))).isEmpty();
        assertThat(site.events)
                .contains(new Event.PhaseProgress("n1", "nothing to verify before it is configured", false));
        var wouldReach = site.reached("n1");
        assertThat(site.run(siteAlone().checking()).failures()).isEmpty();
        assertThat(site.reached("n1")).endsWith("The heart beats");
        assertThat(differences(before, site.sh("n1", LISTING))).isEmpty();

        // The server has no catalog for the role of the third node; the other two are not stopped by that.
        var first = site.run(site.request());
        assertThat(wouldReach).endsWith("The service of the agent");
        assertThat(first.failures())
                .extracting(NodeFailure::node, NodeFailure::phase)
                .containsExactly(Tuple.tuple("n3", "configure"));
        assertThat(first.failures().getFirst().cause()).contains("exit code 1");
        assertThat(first.outcome()).isEqualTo(Summary.Outcome.FAILED);
        assertThat(first.resumeCommands())
                .containsExactly("muster bootstrap -i " + site.inventory + " --limit n3 --from configure");
        assertThat(site.reached("n1")).startsWith(wouldReach.toArray(String[]::new));
        assertThat(site.sh("n1", "cat /etc/role")).isEqualTo("controller");
        assertThat(site.sh("n2", "cat /etc/lab-applied")).contains("role=worker fact=worker");
        assertThat(site.sh("n2", "stat -c %a /var/lib/puppet/ssl/private_keys/n2.lab.pem"))
                .isEqualTo("640");
    }

    @Test
    @Order(2)
    void secondRunChangesNothing() {
        var second = site.run(site.request().limitedTo("n1,n2"));

        assertThat(second.outcome()).isEqualTo(Summary.Outcome.OK);
        assertThat(site.changes()).isEmpty();
        assertThat(site.events)
                .filteredOn(event -> event instanceof Event.PhaseFinished)
                .extracting(event -> ((Event.PhaseFinished) event).changed())
                .containsOnly(0)
                .hasSize(6);
    }

    @Test
    @Order(3)
    void nodeWhoseRoleWasMendedFollows() throws IOException, InterruptedException {
        site.node("n3", "db").rewrite();

        var anew = new BootstrapRequest(
                site.inventory,
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

        assertThat(site.run(anew).failures()).isEmpty();
        assertThat(site.sh("n3", "cat /etc/lab-applied")).contains("role=db fact=db");
    }

    @Test
    @Order(4)
    void checkTellsWhatDiffersAndLeavesIt() throws IOException, InterruptedException {
        site.sh("n1", "echo other > /etc/role; touch /var/tmp/before");

        var checked = site.run(
                site.request().limitedTo("n1").phases("configure", "configure").checking());

        assertThat(checked.failures()).isEmpty();
        assertThat(site.changes()).containsExactly("n1: The role file");
        assertThat(site.sh("n1", "cat /etc/role")).isEqualTo("other");
        assertThat(site.sh("n1", "find /etc /var/lib/puppet/ssl -newer /var/tmp/before"))
                .isEmpty();
        assertThat(site.run(site.request().limitedTo("n1")).failures()).isEmpty();
        assertThat(site.changes()).containsExactly("n1: The role file");
    }

    @ParameterizedTest
    @Order(5)
    @CsvSource(
            delimiter = '|',
            value = {
                "/etc/role | echo db > FILE | /etc/role says 'db', the inventory 'worker'",
                "CERT | cat SAVED/n1.pem > FILE | the certificate on n2 says pp_role 'controller', the inventory 'worker';"
                        + " the agent's server goes by the certificate",
                "CERT | openssl x509 -in /etc/ssl/certs/ca-certificates.crt > FILE | the certificate on n2 says pp_role '',"
                        + " the inventory 'worker'; the agent's server goes by the certificate",
                "CERT | echo more >> FILE | n2.lab has another certificate than the one that muster made for it",
                "/etc/facter/facts.d/role.txt | echo role=db > FILE | the fact in /etc/facter/facts.d/role.txt on n2 is"
                        + " 'role=db', its certificate says pp_role 'worker'",
                "/etc/lab-applied | echo role=db fact=worker > FILE | /etc/lab-applied says 'role=db fact=worker', the role is"
                        + " 'worker'",
                "/etc/lab-applied | rm FILE | File not found: /etc/lab-applied",
                "/var/cache/puppet/public/last_run_summary.yaml | sed -i 's/^  failed: 0/  failed: 3/' FILE | the agent's last"
                        + " run failed: 3 resources failed; see 'journalctl -u puppet' on the node"
            })
    void verifyTellsWhatIsNotAsItWasMade(String file, String tamper, String cause)
            throws IOException, InterruptedException {
        var target = file.replace("CERT", "/var/lib/puppet/ssl/certs/n2.lab.pem");
        var other = site.sh("n1", "cat /var/lib/puppet/ssl/certs/n1.lab.pem");
        site.sh("n2", "mkdir -p /root/saved && cp -p " + target + " /root/saved/file");
        site.sh("n2", "cat >/root/saved/n1.pem <<'END'\n" + other + "\nEND");

        site.sh("n2", tamper.replace("FILE", target).replace("SAVED", "/root/saved"));
        var verified = site.run(site.request().limitedTo("n2").phases("verify", "verify"));
        site.sh("n2", "cp -p /root/saved/file " + target);

        assertThat(verified.failures())
                .extracting(failure -> failure.cause().replaceFirst("^[^:]*: ", ""))
                .containsExactly(cause);
    }

    @Test
    @Order(6)
    void verifyTellsThatTheServiceDoesNotRun() throws IOException, InterruptedException {
        site.sh("n2", "systemctl stop puppet");

        var verified = site.run(site.request().limitedTo("n2").phases("verify", "verify"));

        assertThat(verified.failures())
                .extracting(NodeFailure::cause)
                .containsExactly("The service of the agent is active: the service 'puppet' is inactive; see"
                        + " 'journalctl -u puppet' on the node");
        assertThat(site.run(site.request().limitedTo("n2")).failures()).isEmpty();
    }

    /** The demo's own playbook and no phase before it. */
    private BootstrapRequest siteAlone() {
        return new BootstrapRequest(
                site.inventory,
                null,
                "site",
                null,
                false,
                false,
                List.of(),
                List.of(Lab.repository().resolve("playbooks/demo/site.yml")),
                null,
                List.of(),
                false,
                Lab.repository());
    }

    /** The lines that are in one listing alone. */
    private static Set<String> differences(String before, String after) {
        var all = new TreeSet<>(before.lines().toList());
        after.lines().filter(line -> !all.remove(line)).toList().forEach(all::add);
        return all;
    }
}
