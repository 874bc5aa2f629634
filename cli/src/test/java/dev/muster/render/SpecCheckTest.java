package dev.muster.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class SpecCheckTest {

    private static List<SpecFinding> check(NodeSpec.Os os, Consumer<Specs.Spec> change) {
        return SpecCheck.of(Specs.spec("n1", os).with(change).make());
    }

    private static void finds(Consumer<Specs.Spec> change, String variable, String what) {
        assertThat(check(NodeSpec.Os.DEBIAN12, change))
                .extracting(SpecFinding::variable, SpecFinding::what)
                .containsExactly(tuple(variable, what));
    }

    @Test
    void findsNothingInAGoodSpec() {
        for (var os : NodeSpec.Os.values()) {
            assertThat(check(os, spec -> {})).isEmpty();
            assertThat(check(os, spec -> {
                        spec.role = Specs.HOSTILE;
                        spec.cluster = Specs.HOSTILE;
                        spec.keys = List.of(
                                Specs.KEY + " " + Specs.HOSTILE,
                                "ecdsa-sha2-nistp256 AAAA",
                                "from=\"10.0.0.0/8\",command=\"echo a b\" ssh-rsa AAAAB3== x",
                                "sk-ssh-ed25519@openssh.com AAAA me");
                        spec.kernelArguments = List.of("console=ttyS0,115200n8", "ip=::1%eth0", "x=é");
                        spec.mac = "52-54-00-aa-BB-01";
                        spec.server = "boot-1.lab:65535";
                    }))
                    .isEmpty();
        }
    }

    @Test
    void needsLittleOfAMachineThatHasItsSystem() {
        assertThat(check(NodeSpec.Os.EXISTING, spec -> {
                    spec.mac = null;
                    spec.ip = null;
                    spec.network = null;
                    spec.server = null;
                    spec.keys = List.of();
                    spec.mirror = null;
                }))
                .isEmpty();
    }

    @Test
    void findsAllThatAnInstallationLacksAtOnce() {
        assertThat(check(NodeSpec.Os.DEBIAN12, spec -> {
                    spec.mac = null;
                    spec.ip = null;
                    spec.network = null;
                    spec.server = null;
                    spec.keys = List.of();
                    spec.mirror = null;
                }))
                .extracting(SpecFinding::what)
                .containsExactly(
                        "'muster_mac' is needed to install debian12",
                        "'muster_ip' is needed to install debian12",
                        "'muster_boot_server' is needed to install debian12",
                        "'muster_debian_mirror' is needed to install debian12",
                        "'muster_ssh_authorized_keys' is needed to install debian12");
    }

    @Test
    void saysWhatIsWrongWithEachValue() {
        finds(spec -> spec.mac = "52:54:00:77:00", "muster_mac", "'52:54:00:77:00' is no MAC address");
        finds(spec -> spec.mac = "52:54:00:77:00:01\n", "muster_mac", "'52:54:00:77:00:01\\n' is no MAC address");
        finds(spec -> spec.ip = "172.30.0.256", "muster_ip", "'172.30.0.256' is no IPv4 address");
        finds(spec -> spec.ip = "172.30.0.011", "muster_ip", "'172.30.0.011' is no IPv4 address");
        finds(spec -> spec.ip = "10.0.0.1", "muster_ip", "'10.0.0.1' is outside of the network '172.30.0.0/16'");
        finds(
                spec -> spec.ip = "172.30.255.255",
                "muster_ip",
                "'172.30.255.255' is outside of the network '172.30.0.0/16'");
        finds(spec -> spec.fqdn = "n 1.lab", "muster_domain", "'n 1.lab' is no host name");
        finds(spec -> spec.fqdn = "n1..lab", "muster_domain", "'n1..lab' is no host name");
        finds(spec -> spec.server = "http://x", "muster_boot_server", "'http://x' is no server");
        finds(spec -> spec.server = "x:99999", "muster_boot_server", "'x:99999' is no server");
        finds(spec -> spec.networkInterface = "a b", "muster_boot_interface", "'a b' is no network interface");
        finds(spec -> spec.disk = "/dev/sda; reboot", "muster_disk", "'/dev/sda; reboot' is no disk");
        finds(spec -> spec.disk = "/dev/../etc", "muster_disk", "'/dev/../etc' is no disk");
        finds(spec -> spec.user = "Admin", "muster_admin_user", "'Admin' is no user name");
        finds(spec -> spec.role = "", "muster_role", "'' is empty or holds a control character");
        finds(spec -> spec.cluster = "a\nb", "muster_cluster", "'a\\nb' is empty or holds a control character");
        finds(
                spec -> spec.mirror = "ftp://x/debian",
                "muster_debian_mirror",
                "'ftp://x/debian' is no 'http' address of a mirror");
        finds(spec -> spec.keys = List.of("AAAA"), "muster_ssh_authorized_keys", "'AAAA' is no public key");
        finds(
                spec -> spec.keys = List.of(Specs.KEY + "\nssh-rsa AAAA"),
                "muster_ssh_authorized_keys",
                "'" + Specs.KEY.substring(0, 80) + "...' is no public key");
        for (var word : List.of("a b", "a'b", "a\"b", "a\\b", "${x}", "a;b", "a#b", "||", "", "a\tb")) {
            var shown = word.replace("\t", "\\t");
            finds(
                    spec -> spec.kernelArguments = List.of(word),
                    "muster_kernel_arguments",
                    "'" + shown + "' cannot be given to a kernel by every firmware");
        }
    }

    @Test
    void checksTheNetwork() {
        finds(
                spec -> spec.network = new NodeSpec.Network("172.30.0.1/16", null, List.of("1.1.1.1"), null),
                "muster_network.cidr",
                "'172.30.0.1/16' is no network");
        finds(
                spec -> spec.network = new NodeSpec.Network("172.30.0.0", null, List.of("1.1.1.1"), null),
                "muster_network.cidr",
                "'172.30.0.0' is no network");
        finds(
                spec -> spec.network = new NodeSpec.Network("172.30.0.0/16", "172.31.0.1", List.of("1.1.1.1"), null),
                "muster_network.gateway",
                "'172.31.0.1' is outside of the network '172.30.0.0/16'");
        finds(
                spec -> spec.network = new NodeSpec.Network("172.30.0.0/16", null, List.of("dns.lab"), null),
                "muster_network.dns",
                "'dns.lab' is no IPv4 address");
        finds(
                spec -> spec.network = new NodeSpec.Network("172.30.0.0/16", null, List.of(), null),
                "muster_network.dns",
                "'muster_network.dns' is needed to install debian12");
        finds(
                spec -> spec.network = new NodeSpec.Network("172.30.0.0/16", null, List.of("1.1.1.1"), "fd77::1/48"),
                "muster_network.ipv6",
                "'fd77::1/48' is no prefix of 64 bits");
        finds(spec -> spec.network = null, "muster_network", "'172.30.0.69' is an address of no known network");
    }

    @Test
    void findsNamesThatCannotBeFolders() {
        for (var name : List.of("grub", "os", "../x", "a/b", "")) {
            assertThat(SpecCheck.of(Specs.spec(name, NodeSpec.Os.EXISTING)
                            .with(spec -> spec.fqdn = "n1.lab")
                            .make()))
                    .extracting(SpecFinding::variable)
                    .as(name)
                    .containsExactly("inventory_hostname");
        }
    }

    @Test
    void findsWhatTwoNodesShare() {
        var one = Specs.spec("n1", NodeSpec.Os.EXISTING).make();
        var two = Specs.spec("n2", NodeSpec.Os.EXISTING)
                .with(spec -> {
                    spec.fqdn = "N1.lab";
                    spec.mac = String.valueOf(one.mac()).replace(':', '-');
                    spec.ip = one.ip();
                    spec.server = "172.30.0.2";
                })
                .make();

        assertThat(Specs.cluster(one, two).check())
                .extracting(SpecFinding::node, SpecFinding::variable)
                .containsExactly(
                        tuple("n2", "muster_domain"),
                        tuple("n2", "muster_mac"),
                        tuple("n2", "muster_ip"),
                        tuple("n2", "muster_boot_server"));
    }
}
