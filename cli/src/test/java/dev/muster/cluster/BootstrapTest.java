package dev.muster.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.event.Event;
import dev.muster.file.RunLock;
import dev.muster.file.SafeFile;
import dev.muster.pki.Pki;
import dev.muster.pki.PkiSettings;
import dev.muster.source.UserError;
import dev.muster.value.Secrets;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BootstrapTest {

    @TempDir
    Path folder;

    private final List<Event> events = new ArrayList<>();
    private final Secrets secrets = new Secrets();
    private Site site;

    /** Authorities take seconds to make, so that most tests begin with the same ones. */
    @TempDir
    static Path authorities;

    @BeforeAll
    static void authorities() {
        Pki.open(authorities.resolve("pki"), PkiSettings.named("lab"), Clock.systemUTC())
                .issue(List.of(), Pki.Replace.NOTHING);
    }

    @BeforeEach
    void site() {
        site = new Site(folder, Site.HOSTS, Site.GROUP);
    }

    private void haveAuthorities() throws IOException {
        try (var all = Files.walk(authorities)) {
            for (var from : all.toList()) {
                var to = site.state().resolve(authorities.relativize(from).toString());
                if (!Files.exists(to)) {
                    Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    private Summary run(BootstrapRequest request) {
        events.clear();
        return new Bootstrap(Clock.systemUTC(), secrets).run(request, site, events::add);
    }

    private BootstrapRequest toRender() {
        return site.request().phases(null, "render");
    }

    private List<String> phases() {
        return events.stream()
                .filter(event -> event instanceof Event.PhaseStarted)
                .map(event -> ((Event.PhaseStarted) event).name())
                .toList();
    }

    private int changes() {
        return events.stream()
                .filter(event -> event instanceof Event.PhaseFinished)
                .mapToInt(event -> ((Event.PhaseFinished) event).changed())
                .sum();
    }

    /** Trust and artifacts by path; the journal and locks are new each time. */
    private TreeMap<String, String> files() throws IOException {
        var files = new TreeMap<String, String>();
        if (!Files.exists(site.state())) {
            return files;
        }
        try (var all = Files.walk(site.state())) {
            for (var file : all.filter(Files::isRegularFile).toList()) {
                var path = site.state().relativize(file).toString();
                if (!path.startsWith("journal") && !path.endsWith(".lock")) {
                    files.put(path, new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
                }
            }
        }
        return files;
    }

    @Test
    void makesTrustAndArtifactsOnce() throws IOException {
        assertThat(run(toRender()).outcome()).isEqualTo(Summary.Outcome.OK);
        assertThat(phases()).containsExactly("check", "trust", "render");
        assertThat(changes()).isEqualTo(4);
        var first = files();
        assertThat(first)
                .containsKeys(
                        "pki/known_hosts",
                        "pki/nodes/n1.lab/cert.pem",
                        "pki/ssh/n2/ssh_host_ed25519_key",
                        "artifacts/n1/cloud-init/user-data",
                        "artifacts/n2/cidata.iso",
                        "artifacts/dnsmasq.conf");
        assertThat(first.get("pki/known_hosts")).contains("[127.0.0.1]:2201 ", "[127.0.0.1]:2202 ");

        assertThat(run(toRender()).outcome()).isEqualTo(Summary.Outcome.OK);
        assertThat(changes()).isZero();
        assertThat(files()).isEqualTo(first);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(site.state())))
                .isEqualTo("rwx------");
    }

    @Test
    void aCheckTouchesNothing() throws IOException {
        assertThat(run(toRender().checking()).outcome()).isEqualTo(Summary.Outcome.OK);
        assertThat(site.state()).doesNotExist();
        assertThat(events)
                .contains(
                        new Event.PhaseProgress("lab", "would make certificate authority", true),
                        new Event.PhaseProgress("n1", "would make certificate, SSH host key", true),
                        new Event.PhaseProgress("n1", "would be rendered when it has its host key", true));
    }

    @Test
    void aFindingStopsBeforeAnythingIsTouched() {
        site.write("hosts.yml", "nodes: {hosts: {n1: {muster_role: boss, muster_ip: nowhere}}}");
        assertThatThrownBy(() -> run(toRender()))
                .isInstanceOf(Findings.class)
                .hasMessageContaining("there is no role 'boss'")
                .hasMessageContaining("'nowhere' is no IPv4 address")
                .hasMessageEndingWith("2 findings; nothing was touched");
        assertThat(site.state()).doesNotExist();
    }

    @Test
    void aLimitLeavesTheOthersAlone() throws IOException {
        haveAuthorities();
        run(toRender().limitedTo("n2"));
        assertThat(files()).containsKey("artifacts/n2/cidata.iso").doesNotContainKey("artifacts/n1/cidata.iso");
        assertThat(files()).doesNotContainKey("pki/nodes/n1.lab/cert.pem");
        run(toRender());
        var all = files();
        run(toRender().limitedTo("n1"));
        assertThat(files()).isEqualTo(all);
    }

    @Test
    void aLimitThatSelectsNothingIsAnError() {
        assertThatThrownBy(() -> run(toRender().limitedTo("n2:!n2")))
                .isInstanceOf(UserError.class)
                .hasMessage("'--limit n2:!n2' selects no node of the cluster");
    }

    @Test
    void aPhaseThatIsNoneIsAnError() {
        assertThatThrownBy(() -> run(site.request().phases("verfiy", null)))
                .isInstanceOfSatisfying(
                        UserError.class, error -> assertThat(error.hint()).isEqualTo("did you mean 'verify'?"));
        assertThatThrownBy(() -> run(site.request().phases("verify", "trust")))
                .hasMessage("'--from verify' comes after '--to trust'");
    }

    @Test
    void rendersNothingWithoutTrust() {
        var summary = run(site.request().phases("render", "render"));
        assertThat(summary.failures())
                .extracting(NodeFailure::node, NodeFailure::cause)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("n1", "it has no SSH host key yet"),
                        org.assertj.core.groups.Tuple.tuple("n2", "it has no SSH host key yet"));
    }

    @Test
    void aNodeThatFailsLeavesAndTheOthersGoOn() throws IOException {
        site.write("../site.yml", "[]");
        site.write("group_vars/all.yml", Site.GROUP + "muster_then: [../site.yml]\n");
        site.failing.put("n1", new NodeFailure("n1", "configure", NodeFailure.Kind.FAILED, "disk full", "make room"));
        var summary = run(site.request().phases("configure", null));
        assertThat(site.played)
                .containsExactly(
                        "configure playbooks/bootstrap.yml n1,n2",
                        "verify playbooks/verify.yml n2",
                        "site " + folder.getFileName() + "/site.yml n2");
        assertThat(summary.outcome()).isEqualTo(Summary.Outcome.FAILED);
        assertThat(summary.resumeCommands())
                .containsExactly("muster bootstrap -i " + site.folder + " --limit n1 --from configure");
        assertThat(events).contains(new Event.NodeFailed("n1", "configure", "disk full", "make room"));
        assertThat(SafeFile.readText(site.state().resolve("journal/latest.json")))
                .contains("\"outcome\":\"failed\"", "\"cause\":\"disk full\"", "--limit n1 --from configure");
    }

    @Test
    void theSitesOwnPlaybookTakesThePlaceOfOurs() {
        site.write("../playbooks/verify.yml", "[]");
        run(site.request().phases("verify", "verify"));
        assertThat(site.playbooks).containsExactly(folder.resolve("playbooks/verify.yml"));
    }

    @Test
    void aNodeThatDoesNotAnswerIsOutAfterItsDeadline() throws IOException {
        haveAuthorities();
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        site.write("hosts.yml", "nodes: {hosts: {n1: {muster_role: db, ansible_port: " + port + "}}}");
        site.write("group_vars/all.yml", Site.GROUP + "muster_wait_timeout: 1\n");
        run(toRender());
        var summary = run(site.request().phases("wait", null));
        assertThat(summary.outcome()).isEqualTo(Summary.Outcome.UNREACHABLE);
        assertThat(summary.failures().getFirst().cause())
                .isEqualTo("127.0.0.1:" + port + " has refused connections for 1 seconds");
        assertThat(phases()).containsExactly("wait");
    }

    /** The same answer twice ends the wait for a node that is reached directly; one in between says so while the node boots. */
    @Test
    void aNodeBehindSomethingElseIsWaitedForAsWell() throws IOException {
        haveAuthorities();
        site.ssh = "-o 'ProxyCommand=sh -c \"echo not yet >&2; exit 1\"'";
        site.write("hosts.yml", "nodes: {hosts: {n1: {muster_role: db}}}");
        site.write("group_vars/all.yml", Site.GROUP + "muster_wait_timeout: 1\n");
        run(toRender());
        assertThat(run(site.request().phases("wait", "wait"))
                        .failures()
                        .getFirst()
                        .cause())
                .isEqualTo("the proxy command 'sh -c \"echo not yet >&2; exit 1\"' ended with status 1: not yet, before"
                        + " 'n1' had answered for 1 seconds");
    }

    @Test
    void optionsOfSshThatAreWrongEndTheWaitAtOnce() throws IOException {
        haveAuthorities();
        site.ssh = "-o Prot=22";
        site.write("hosts.yml", "nodes: {hosts: {n1: {muster_role: db}}}");
        run(toRender());
        var failure = run(site.request().phases("wait", "wait")).failures().getFirst();
        assertThat(failure.cause())
                .isEqualTo(
                        "the ssh options of 'n1' cannot be followed: 'Prot' is no option of ssh (ssh_common_args:1)");
        assertThat(failure.hint()).isEqualTo("did you mean 'Port'?");
    }

    @Test
    void whatIsNoSshServerIsToldAsSuch() throws IOException {
        haveAuthorities();
        try (var server = new ServerSocket(0)) {
            Thread.ofVirtual().start(() -> {
                while (!server.isClosed()) {
                    try (var socket = server.accept()) {
                        socket.getOutputStream()
                                .write("HTTP/1.1 400 Bad Request\r\n".getBytes(StandardCharsets.US_ASCII));
                    } catch (IOException e) {
                        return;
                    }
                }
            });
            site.write(
                    "hosts.yml",
                    "nodes: {hosts: {n1: {muster_role: db, ansible_port: " + server.getLocalPort() + "}}}");
            site.write("group_vars/all.yml", Site.GROUP + "muster_wait_timeout: 1\n");
            run(toRender());
            assertThat(run(site.request().phases("wait", "wait"))
                            .failures()
                            .getFirst()
                            .cause())
                    .isEqualTo("127.0.0.1:" + server.getLocalPort() + " is no SSH server for 1 seconds");
        }
    }

    @Test
    void twoRunsKeepApart() {
        site.state().toFile().mkdirs();
        try (var _ = RunLock.take(site.state().resolve(".lock"), Instant.EPOCH)) {
            assertThatThrownBy(() -> run(toRender())).hasMessageContaining("is in use by process ");
        }
    }

    @Test
    void theJournalShowsNoSecret() throws IOException {
        secrets.add("canary-5f1e");
        site.failing.put(
                "n1", new NodeFailure("n1", "verify", NodeFailure.Kind.FAILED, "said \"canary-5f1e\"\n", null));
        run(site.request().phases("verify", "verify"));
        try (var files = Files.list(site.state().resolve("journal"))) {
            for (var file : files.toList()) {
                assertThat(SafeFile.readText(file))
                        .doesNotContain("canary-5f1e")
                        .contains("said \\\"********\\\"\\n");
            }
        }
    }

    @Test
    void anInterruptEndsTheRunWithTheCommandThatResumes() {
        site.interrupting = true;
        var summary = run(site.request().phases("verify", null));
        assertThat(summary.outcome()).isEqualTo(Summary.Outcome.INTERRUPTED);
        assertThat(summary.resumeCommands())
                .containsExactly("muster bootstrap -i " + site.folder + " --limit n1,n2 --from verify");
    }

    @Test
    void renderCheckTellsWhatDiffers() throws IOException {
        haveAuthorities();
        run(toRender());
        var input = Bootstrap.read(site.request(), site, events::add);
        assertThat(RenderCheck.of(input, Clock.systemUTC())).isEmpty();
        Files.writeString(site.state().resolve("artifacts/dnsmasq.conf"), "other\n");
        Files.delete(site.state().resolve("artifacts/n1/cidata.iso"));
        assertThat(RenderCheck.text(RenderCheck.of(input, Clock.systemUTC())))
                .contains("differs: dnsmasq.conf\n--- dnsmasq.conf (on disk)\n", "missing: n1/cidata.iso\n");
    }

    @Test
    void certificatesOfAnotherRoleFailTheNodeUntilTheyAreReissued() throws IOException {
        haveAuthorities();
        run(toRender());
        site.write("hosts.yml", Site.HOSTS.replace("muster_role: worker", "muster_role: db"));
        var summary = run(toRender());
        assertThat(summary.failures()).hasSize(1);
        assertThat(summary.failures().getFirst().cause())
                .isEqualTo("the certificate 'n2.lab' says pp_role 'worker', the inventory says 'db'");
        var request = toRender();
        var anew = new BootstrapRequest(
                request.inventory(),
                null,
                null,
                "render",
                false,
                false,
                List.of(),
                List.of(),
                null,
                List.of(),
                true,
                request.home());
        assertThat(run(anew).outcome()).isEqualTo(Summary.Outcome.OK);
        assertThat(run(toRender()).outcome()).isEqualTo(Summary.Outcome.OK);
    }

    @Test
    void theCommandThatResumesCanBePasted() {
        var request = new BootstrapRequest(
                Path.of("my site"),
                null,
                null,
                "verify",
                true,
                false,
                List.of("a='b c'"),
                List.of(Path.of("x.yml")),
                null,
                List.of(),
                false,
                Path.of("/"));
        assertThat(request.resumeCommand("n1", "wait"))
                .isEqualTo("muster bootstrap -i 'my site' --limit n1 --from wait --to verify --check"
                        + " -e 'a='\\''b c'\\''' --then x.yml");
    }
}
