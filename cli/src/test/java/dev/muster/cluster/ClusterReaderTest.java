package dev.muster.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClusterReaderTest {

    @TempDir
    Path folder;

    private Reading read(String hosts, String group) {
        return read(new Site(folder, hosts, group));
    }

    private static Reading read(Site site) {
        return ClusterReader.read(site.folder, site.nodes());
    }

    /** Findings as {@code file:line variable: what -> hint}, the folder left out. */
    private List<String> findings(String hosts, String group) {
        return read(hosts, group).findings().stream()
                .map(finding -> (finding.at() == null
                                ? "-"
                                : Path.of(finding.at().file()).getFileName() + ":"
                                        + finding.at().line())
                        + " " + finding.node() + ": " + finding.what() + " -> " + finding.hint())
                .map(text -> text.replace(folder.resolve("lab").toString(), "SITE"))
                .toList();
    }

    private List<String> group(String more) {
        return findings("nodes: {hosts: {n1: {muster_role: worker}}}", Site.GROUP + more);
    }

    @Test
    void readsNodes() {
        var reading = read(Site.HOSTS, Site.GROUP);
        assertThat(reading.findings()).isEmpty();
        assertThat(reading.cluster()).isEqualTo("lab");
        var n1 = reading.nodes().getFirst();
        assertThat(n1.identity().certname()).isEqualTo("n1.lab");
        assertThat(n1.identity().role()).isEqualTo("controller");
        assertThat(n1.address()).isEqualTo("127.0.0.1:2201");
        assertThat(n1.spec().ip()).isEqualTo("172.30.0.11");
        assertThat(n1.waitTimeout()).hasSeconds(300);
    }

    @Test
    void tellsAllFindingsAtOnceWithTheirPlaces() {
        var hosts = """
                nodes:
                  hosts:
                    n1:
                      ansible_port: 2201
                      muster_mac: "52:54:00:77:00:01"
                      muster_ip: 172.30.0.11
                      muster_role: worker
                    n2:
                      ansible_port: 2201
                      muster_mac: "52-54-00-77-00-01"
                      muster_ip: 172.30.0.11
                      muster_role: wroker
                    n3:
                      ansible_port: 2203
                      muster_ip: 10.0.0.1
                      muster_os: flatcar
                """;
        assertThat(findings(hosts, Site.GROUP))
                .contains(
                        "hosts.yml:12 n2: there is no role 'wroker' -> did you mean 'worker'?",
                        "hosts.yml:9 n2: 127.0.0.1 port 2201 is also that of 'n1' -> give each node its own",
                        "hosts.yml:10 n2: muster_mac '52:54:00:77:00:01' is also that of 'n1' -> give each node its own",
                        "hosts.yml:11 n2: muster_ip '172.30.0.11' is also that of 'n1' -> give each node its own",
                        "- n3: it has no role -> write 'muster_role:' with 'controller', 'worker' or 'db'",
                        "- n3: 'muster_mac' is needed to install flatcar -> as in 'muster_mac: 52:54:00:12:34:56'",
                        "hosts.yml:15 n3: muster_ip '10.0.0.1' is outside of the network '172.30.0.0/16' -> the first and the"
                                + " last address of it do not count");
    }

    @Test
    void tellsAWrongLineOfAGroupOnce() {
        var hosts = "nodes: {hosts: {n1: {muster_role: db, ansible_port: 1}, n2: {muster_role: db, ansible_port: 2}}}";
        assertThat(findings(hosts, Site.GROUP + "muster_clustre: x\n"))
                .containsExactly(
                        "all.yml:9 n1: there is no variable 'muster_clustre' -> did you mean 'muster_cluster'?");
    }

    @Test
    void findsNamesThatDifferInCaseAlone() {
        var hosts = "nodes: {hosts: {n1: {muster_role: db, ansible_port: 1}, N1: {muster_role: db, ansible_port: 2}}}";
        assertThat(findings(hosts, Site.GROUP))
                .containsExactly("all.yml:2 N1: muster_domain 'n1.lab' is also that of 'n1' -> give each node its own");
    }

    @Test
    void findsAnUnknownSystem() {
        assertThat(group("muster_os: debain12\n"))
                .containsExactly("all.yml:9 n1: 'debain12' is no value of 'muster_os' -> did you mean 'debian12'?");
    }

    @Test
    void findsAgentsThatCannotBe() {
        var agent = Site.GROUP.replace("muster_agent: none\n", "muster_agent: puppet\n");
        var hosts = "nodes: {hosts: {n1: {muster_role: worker}}}";
        assertThat(findings(
                        hosts,
                        agent
                                + "muster_agent_engine: dokcer\nmuster_puppet_layout: rpm\nmuster_puppet_version: seven\n"
                                + "muster_agent_image_source: tar\nmuster_puppet_port: 0\n"))
                .containsExactly(
                        "- n1: the agent has no server: 'muster_puppet_server' is missing -> write 'muster_puppet_server:"
                                + " puppet.example.org', or 'muster_agent: none' for a node without agent",
                        "all.yml:10 n1: 'rpm' is no value of 'muster_puppet_layout' -> write 'debian' or 'aio'",
                        "all.yml:11 n1: 'muster_puppet_version' is to be a number, not 'seven' -> write one from 5 to 8",
                        "all.yml:13 n1: 'muster_puppet_port' is to be a number, not '0' -> write one from 1 to 65535",
                        "all.yml:9 n1: 'dokcer' is no value of 'muster_agent_engine' -> did you mean 'docker'?",
                        "- n1: the agent has no image: 'muster_agent_image' is missing -> write its name and tag, as in"
                                + " 'muster_agent_image: lab/puppet-agent:1'",
                        "- n1: the agent's image is to come from a tar: 'muster_agent_image_tar' is missing -> write the path"
                                + " of what 'docker save' wrote on this machine");
    }

    @Test
    void findsAnImageThatIsNotThere() {
        var agent = Site.GROUP.replace("muster_agent: none\n", "muster_agent: puppet\n")
                + "muster_puppet_server: puppet.lab\nmuster_agent_image: a:1\nmuster_agent_image_source: tar\n"
                + "muster_agent_image_tar: agent.tar\n";
        assertThat(findings("nodes: {hosts: {n1: {muster_role: worker}}}", agent))
                .containsExactly(
                        "all.yml:12 n1: there is no file 'SITE/agent.tar' -> write the path of what 'docker save'"
                                + " wrote on this machine");
    }

    @Test
    void findsPodmanOnFlatcar() {
        var agent = Site.GROUP.replace("muster_agent: none\n", "muster_agent: puppet\n")
                + "muster_puppet_server: puppet.lab\nmuster_agent_image: a:1\nmuster_agent_engine: podman\n"
                + "muster_os: flatcar\nmuster_ssh_authorized_keys: [ssh-ed25519 AAAA]\n";
        var hosts =
                "nodes: {hosts: {n1: {muster_role: worker, muster_ip: 172.30.0.9, muster_mac: '52:54:00:00:00:01'}}}";
        assertThat(findings(hosts, agent))
                .containsExactly(
                        "all.yml:11 n1: flatcar has docker and no podman -> write 'muster_agent_engine: docker' or"
                                + " 'auto'");
    }

    @Test
    void findsAddressesThatAreMissing() {
        var group = Site.GROUP.replace("muster_domain: lab\n", "").replace("ansible_host: 127.0.0.1\n", "");
        assertThat(findings("nodes: {hosts: {n1: {muster_role: worker}}}", group))
                .containsExactly(
                        "- n1: it has no address -> write 'ansible_host:' with an address or a name, or 'muster_ip:'");
    }

    @Test
    void findsValuesOfTheWrongKind() {
        assertThat(group("muster_wait_timeout: soon\nmuster_mac: [a]\nmuster_proof_file: etc/x\n"))
                .containsExactlyInAnyOrder(
                        "all.yml:9 n1: 'muster_wait_timeout' is to be a number, not 'soon' -> write one from 1 to 86400",
                        "all.yml:10 n1: 'muster_mac' is to be a text, this is a list -> write it in quotes",
                        "all.yml:11 n1: 'etc/x' is no path on a node -> begin it with '/'");
    }

    @Test
    void findsASitePlaybookThatIsNotThere() {
        assertThat(group("muster_then: [site.yml]\n"))
                .containsExactly(
                        "all.yml:9 n1: there is no playbook 'SITE/site.yml' -> paths in 'muster_then' are relative to"
                                + " 'SITE'");
    }

    @Test
    void showsTheLineOfAFinding() {
        var finding = read("nodes: {hosts: {n1: {muster_role: boss}}}", Site.GROUP)
                .findings()
                .getFirst();
        assertThat(finding.error().render().replace(folder.resolve("lab").toString(), "SITE"))
                .isEqualTo("""
                SITE/hosts.yml:1:35: node 'n1': there is no role 'boss'
                    1 | nodes: {hosts: {n1: {muster_role: boss}}}
                      |                                   ^
                hint: write 'controller', 'worker' or 'db', or add it to 'muster_roles'""");
    }

    @Test
    void rendersWhatTheInventoryHasAsTemplates() {
        var group = Site.GROUP + """
                net: "{{ lookup('env', 'NET') }}"
                muster_puppet_server_ip: "{{ net }}.0.10"
                muster_admin_user: "{{ hostvars['n1'].muster_role }}"
                """;
        var node = read("nodes: {hosts: {n1: {muster_role: worker, muster_ip: '{{ net }}.0.11'}}}", group)
                .nodes()
                .getFirst();
        assertThat(node.spec().ip()).isEqualTo("172.30.0.11");
        assertThat(node.spec().puppet().serverIp()).isEqualTo("172.30.0.10");
        assertThat(node.spec().admin().user()).isEqualTo("worker");
    }

    @Test
    void tellsWhatCannotBeRendered() {
        assertThat(findings("nodes: {hosts: {n1: {muster_role: worker, muster_ip: '{{ nte }}.0.11'}}}", Site.GROUP))
                .containsExactly("hosts.yml:1 n1: 'muster_ip' cannot be rendered: 'nte' is undefined -> null");
    }

    @Test
    void variablesOfTheCommandLineWin() {
        var site = new Site(folder, Site.HOSTS, Site.GROUP);
        var nodes = site.fleet(java.util.Map.of("muster_domain", "example.org")).nodes();
        assertThat(ClusterReader.read(site.folder, nodes)
                        .nodes()
                        .getFirst()
                        .identity()
                        .certname())
                .isEqualTo("n1.example.org");
    }
}
