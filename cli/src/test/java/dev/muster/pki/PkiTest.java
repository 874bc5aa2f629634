package dev.muster.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.muster.file.RunLock;
import dev.muster.source.UserError;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
final class PkiTest {

    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");

    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private static final PkiSettings SETTINGS = PkiSettings.named("lab").withKeys(KeyKind.RSA_2048, KeyKind.EC_P256);

    private static final NodeIdentity N1 = node("n1", "controller", 2201);

    private static final NodeIdentity N2 = node("n2", "worker", 2202);

    /** A trust with two nodes, made once: making authorities takes most of the time of this test. */
    @TempDir
    static Path made;

    @TempDir
    Path folder;

    private static NodeIdentity node(String name, String role, int port) {
        return new NodeIdentity(
                name,
                name + ".lab",
                role,
                "lab",
                List.of(
                        new NodeIdentity.SshAddress("127.0.0.1", port),
                        new NodeIdentity.SshAddress(name + ".lab", 22)));
    }

    @BeforeAll
    static void makeTrust() {
        Pki.open(made.resolve("pki"), SETTINGS, CLOCK).issue(List.of(N1, N2), Pki.Replace.NOTHING);
    }

    /** A copy of that trust for one test to spoil. */
    private Path copy() throws IOException {
        var target = folder.resolve("pki");
        try (var files = Files.walk(made.resolve("pki"))) {
            for (var file : files.toList()) {
                Files.copy(
                        file, target.resolve(made.resolve("pki").relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return target;
    }

    private static Pki pki(Path folder) {
        return Pki.open(folder, SETTINGS, CLOCK);
    }

    private static Map<String, String> contents(Path folder) throws IOException {
        var contents = new TreeMap<String, String>();
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                contents.put(folder.relativize(file).toString(), Files.readString(file));
            }
        }
        return contents;
    }

    @Test
    void plansEverythingAndWritesNothing() {
        var plan = pki(folder.resolve("pki")).plan(List.of(N1));

        assertThat(plan.creations())
                .extracting(Creation::kind, Creation::subject)
                .containsExactly(
                        tuple(Creation.Kind.AUTHORITY, "lab"),
                        tuple(Creation.Kind.CERTIFICATE, "n1.lab"),
                        tuple(Creation.Kind.SSH_HOST_KEY, "n1"),
                        tuple(Creation.Kind.KNOWN_HOSTS, "known_hosts"));
        assertThat(folder.resolve("pki")).doesNotExist();
    }

    @Test
    void changesNothingTheSecondTime() throws Exception {
        var copy = copy();
        var before = contents(copy);

        assertThat(pki(copy).plan(List.of(N1, N2))).isEqualTo(new TrustPlan(List.of(), List.of()));
        assertThat(pki(copy).issue(List.of(N1, N2), Pki.Replace.WRONG_CERTIFICATES))
                .isEqualTo(new TrustPlan(List.of(), List.of()));
        assertThat(contents(copy)).isEqualTo(before);
    }

    @Test
    void keepsKeysAndTheirFoldersFromOthers() throws Exception {
        try (var files = Files.walk(made.resolve("pki"))) {
            for (var file : files.toList()) {
                var mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
                var name = file.getFileName().toString();
                boolean isPublic = name.endsWith(".pem") && !name.equals("key.pem")
                        || name.endsWith(".pub")
                        || name.endsWith(".txt")
                        || name.equals("serial")
                        || name.equals("known_hosts");
                assertThat(mode)
                        .as(file.toString())
                        .isEqualTo(Files.isDirectory(file) ? "rwx------" : isPublic ? "rw-r--r--" : "rw-------");
            }
        }
    }

    @Test
    void givesNodesTheProfileOfAPuppetAgent() throws Exception {
        var certificate = Pem.certificate(made.resolve("pki/nodes/n1.lab/cert.pem"));

        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=n1.lab");
        assertThat(certificate.getIssuerX500Principal().getName()).isEqualTo("CN=Puppet CA: lab");
        assertThat(certificate.getSubjectAlternativeNames()).containsExactly(List.of(2, "n1.lab"));
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
        assertThat(certificate.getCriticalExtensionOIDs())
                .containsExactlyInAnyOrder("2.5.29.19", "2.5.29.37", "2.5.29.15");
        assertThat(certificate.getNonCriticalExtensionOIDs())
                .containsExactlyInAnyOrder(
                        "2.16.840.1.113730.1.13",
                        "2.5.29.35",
                        "2.5.29.14",
                        "2.5.29.17",
                        "1.3.6.1.4.1.34380.1.1.13",
                        "1.3.6.1.4.1.34380.1.1.16");
        // OCTET STRING { UTF8String "controller" }
        assertThat(certificate.getExtensionValue("1.3.6.1.4.1.34380.1.1.13"))
                .startsWith(0x04, 12, 0x0c, 10, 'c', 'o')
                .hasSize(14);
        assertThat(certificate.getNotBefore().toInstant()).isEqualTo(NOW.minus(Duration.ofHours(24)));
        assertThat(certificate.getNotAfter().toInstant()).isEqualTo(NOW.plus(SETTINGS.nodeLife()));
    }

    @Test
    void makesAChainThatTheJdkTrustsAndRevokes() throws Exception {
        var copy = copy();
        validate(copy, "n1.lab");
        assertThat(pki(copy).revoke("n1.lab")).hasSize(1);
        assertThatThrownBy(() -> validate(copy, "n1.lab")).hasMessageContaining("revoked");
        validate(copy, "n2.lab");
        assertThat(pki(copy).revoke("n1.lab")).isEmpty();
        assertThat(pki(copy).revoke("n2.lab")).hasSize(1);
        assertThatThrownBy(() -> validate(copy, "n1.lab")).hasMessageContaining("revoked");
    }

    private static void validate(Path pki, String certname) throws Exception {
        var factory = CertificateFactory.getInstance("X.509");
        X509Certificate root = Pem.certificate(pki.resolve("root/ca.pem"));
        var parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
        try (var in = Files.newInputStream(pki.resolve("crls.pem"))) {
            var store = new java.security.cert.CollectionCertStoreParameters(factory.generateCRLs(in));
            parameters.addCertStore(java.security.cert.CertStore.getInstance("Collection", store));
        }
        // The JDK lets a revocation count from the second after it.
        parameters.setDate(Date.from(NOW.plusSeconds(1)));
        var path = factory.generateCertPath(List.of(
                Pem.certificate(pki.resolve("nodes/" + certname + "/cert.pem")),
                Pem.certificate(pki.resolve("ca/ca.pem"))));
        CertPathValidator.getInstance("PKIX").validate(path, parameters);
    }

    @Test
    void bundlesTheSigningAuthorityFirst() throws Exception {
        var pki = made.resolve("pki");

        assertThat(Files.readString(pki.resolve("bundle.pem")))
                .isEqualTo(Files.readString(pki.resolve("ca/ca.pem")) + Files.readString(pki.resolve("root/ca.pem")));
        assertThat(Files.readString(pki.resolve("crls.pem")))
                .isEqualTo(Files.readString(pki.resolve("ca/crl.pem")) + Files.readString(pki.resolve("root/crl.pem")));
        assertThat(Pem.crl(pki.resolve("ca/crl.pem")).getNextUpdate().toInstant())
                .isEqualTo(NOW.plus(SETTINGS.authorityLife()));
    }

    @Test
    void keepsTheBooksOfPuppetsServer() throws Exception {
        var ca = made.resolve("pki/ca");

        assertThat(ca.resolve("serial")).hasContent("40000002");
        assertThat(ca.resolve("inventory.txt")).hasContent("""
                        0x40000000 2026-04-30T12:00:00UTC 2031-04-30T12:00:00UTC /CN=n1.lab
                        0x40000001 2026-04-30T12:00:00UTC 2031-04-30T12:00:00UTC /CN=n2.lab
                        """);
        assertThat(ca.resolve("signed/n2.lab.pem")).hasSameTextualContentAs(made.resolve("pki/nodes/n2.lab/cert.pem"));
    }

    @Test
    void refusesSerialNumbersThatPuppetsServerCannotRead() throws Exception {
        var copy = copy();
        Files.writeString(copy.resolve("ca/serial"), "7FFFFFFF\n");

        assertThatThrownBy(() -> pki(copy).issue(List.of(node("n3", "db", 2203)), Pki.Replace.NOTHING))
                .isInstanceOf(UserError.class)
                .hasMessage("the serial numbers of '" + copy.resolve("ca/serial") + "' are used up: '7FFFFFFF'");
    }

    @Test
    void worksWithoutTheRootKey() throws Exception {
        var copy = copy();
        Files.delete(copy.resolve("root/ca.key"));
        var n3 = node("n3", "db", 2203);

        assertThat(pki(copy).plan(List.of(N1, N2, n3)).creations()).hasSize(3);
        assertThat(pki(copy).issue(List.of(N1, N2, n3), Pki.Replace.NOTHING).creations())
                .extracting(Creation::kind)
                .containsExactly(Creation.Kind.CERTIFICATE, Creation.Kind.SSH_HOST_KEY, Creation.Kind.KNOWN_HOSTS);
        assertThat(pki(copy).revoke("n3.lab")).hasSize(1);
        assertThat(pki(copy).list()).hasSize(5);
    }

    @Test
    void saysWhichKeyIsMissingAndWhatFor() throws Exception {
        var copy = copy();
        Files.delete(copy.resolve("root/ca.key"));
        Files.delete(copy.resolve("ca/ca.pem"));

        assertThatThrownBy(() -> pki(copy).issue(List.of(N1), Pki.Replace.NOTHING))
                .isInstanceOfSatisfying(UserError.class, error -> {
                    assertThat(error.what())
                            .isEqualTo("the key '" + copy.resolve("root/ca.key")
                                    + "' is needed to make the intermediate authority and is not there");
                    assertThat(error.hint())
                            .isEqualTo("put it back for this one command; it may be taken away again afterwards");
                });
    }

    @Test
    void completesWhatAKilledRunLeft() throws Exception {
        var whole = contents(copy());
        var copy = folder.resolve("pki");
        // Every file in turn is the first that is missing, as after a kill just before it was written.
        for (var lost : List.of(
                "ca/crl.pem",
                "bundle.pem",
                "crls.pem",
                "ca/serial",
                "ca/inventory.txt",
                "nodes/n2.lab/cert.pem",
                "ssh/n1/ssh_host_ed25519_key.pub",
                "known_hosts")) {
            Files.delete(copy.resolve(lost));
            pki(copy).issue(List.of(N1, N2), Pki.Replace.NOTHING);
            assertThat(contents(copy).keySet()).as(lost).isEqualTo(whole.keySet());
            assertThat(pki(copy).plan(List.of(N1, N2))).as(lost).isEqualTo(new TrustPlan(List.of(), List.of()));
        }
        assertThat(copy.resolve("ca/serial")).hasContent("40000003");
        assertThat(contents(copy).get("nodes/n2.lab/key.pem")).isEqualTo(whole.get("nodes/n2.lab/key.pem"));
        assertThat(contents(copy).get("ssh/n1/ssh_host_ed25519_key.pub"))
                .isEqualTo(whole.get("ssh/n1/ssh_host_ed25519_key.pub"));
    }

    @Test
    void refusesPartsOfTwoAuthorities() throws Exception {
        var copy = copy();
        var other = folder.resolve("other");
        pki(other).issue(List.of(), Pki.Replace.NOTHING);
        Files.copy(other.resolve("ca/ca.pem"), copy.resolve("ca/ca.pem"), StandardCopyOption.REPLACE_EXISTING);

        assertThatThrownBy(() -> pki(copy).plan(List.of(N1)))
                .isInstanceOf(UserError.class)
                .hasMessage("'" + copy.resolve("ca/ca.pem") + "' is not signed by 'Puppet Root CA: lab'");
    }

    @Test
    void reportsARoleThatTheInventoryNoLongerGives() throws Exception {
        var copy = copy();
        var before = contents(copy);
        var changed = node("n1", "worker", 2201);

        var plan = pki(copy).issue(List.of(changed, N2), Pki.Replace.NOTHING);

        assertThat(plan.creations()).isEmpty();
        assertThat(plan.findings())
                .containsExactly(new TrustFinding(
                        TrustFinding.Kind.CONTRADICTS,
                        "n1.lab",
                        "the certificate 'n1.lab' says pp_role 'controller', the inventory says 'worker'",
                        "revoke it and issue a new one with '--reissue'"));
        assertThat(contents(copy)).isEqualTo(before);
    }

    @Test
    void issuesAnewOnlyWhenAsked() throws Exception {
        var copy = copy();
        var before = contents(copy);
        var changed = node("n1", "worker", 2201);

        var plan = pki(copy).issue(List.of(changed, N2), Pki.Replace.WRONG_CERTIFICATES);

        assertThat(plan.findings()).isEmpty();
        assertThat(plan.creations()).extracting(Creation::kind).containsExactly(Creation.Kind.REPLACEMENT);
        assertThat(pki(copy).show("n1.lab").extensions()).containsEntry("pp_role", "worker");
        var crl = Pem.crl(copy.resolve("ca/crl.pem"));
        assertThat(crl.getRevokedCertificates()).hasSize(1);
        assertThat(crl.getRevokedCertificate(java.math.BigInteger.valueOf(0x40000000L)))
                .isNotNull();
        // The key was not the trouble, so the node keeps it.
        assertThat(contents(copy).get("nodes/n1.lab/key.pem")).isEqualTo(before.get("nodes/n1.lab/key.pem"));
        validate(copy, "n1.lab");
    }

    @Test
    void givesARevokedNodeANewKey() throws Exception {
        var copy = copy();
        var before = contents(copy);
        pki(copy).revoke("n1.lab");

        assertThat(pki(copy).plan(List.of(N1)).findings())
                .extracting(TrustFinding::what)
                .containsExactly("the certificate 'n1.lab' is revoked");
        pki(copy).issue(List.of(N1), Pki.Replace.WRONG_CERTIFICATES);

        assertThat(contents(copy).get("nodes/n1.lab/key.pem")).isNotEqualTo(before.get("nodes/n1.lab/key.pem"));
        validate(copy, "n1.lab");
    }

    @Test
    void reportsExpiryAndForeignKeysAndOpenModes() throws Exception {
        var copy = copy();
        var later = Clock.fixed(NOW.plus(Duration.ofDays(6 * 365)), ZoneOffset.UTC);
        Files.copy(
                copy.resolve("nodes/n2.lab/key.pem"),
                copy.resolve("nodes/n1.lab/key.pem"),
                StandardCopyOption.REPLACE_EXISTING);
        var key = copy.resolve("ssh/n1/ssh_host_ed25519_key");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(Pki.open(copy, SETTINGS, later).plan(List.of(N1)).findings())
                .extracting(TrustFinding::what)
                .containsExactly(
                        "the certificate 'n1.lab' expired on 2031-04-30T12:00:00Z",
                        "the certificate 'n1.lab' does not match its key",
                        "the private key '" + key + "' can be read by others");
    }

    @Test
    void listsAndShows() {
        var pki = pki(made.resolve("pki"));

        assertThat(pki.list())
                .extracting(CertificateEntry::name, CertificateEntry::status, CertificateEntry::keyAlgorithm)
                .containsExactly(
                        tuple("Puppet Root CA: lab", CertificateEntry.Status.VALID, "RSA 2048"),
                        tuple("Puppet CA: lab", CertificateEntry.Status.VALID, "RSA 2048"),
                        tuple("n1.lab", CertificateEntry.Status.VALID, "EC 256"),
                        tuple("n2.lab", CertificateEntry.Status.VALID, "EC 256"));
        assertThat(pki.show("ca").issuer()).isEqualTo("Puppet Root CA: lab");
        assertThat(pki.show("n2.lab").extensions())
                .containsExactlyInAnyOrderEntriesOf(Map.of("pp_role", "worker", "pp_cluster", "lab"));
        assertThatThrownBy(() -> pki.show("n2.lob")).isInstanceOfSatisfying(UserError.class, error -> {
            assertThat(error.what()).isEqualTo("no certificate was issued to 'n2.lob'");
            assertThat(error.hint()).isEqualTo("did you mean 'n2.lab'?");
        });
        assertThat(pki(folder.resolve("none")).list()).isEmpty();
        assertThatThrownBy(() -> pki(folder.resolve("none")).show("x"))
                .hasMessage("there is no certificate authority in '" + folder.resolve("none") + "'");
    }

    @Test
    void writesKnownHostsForPortsAndNames() throws Exception {
        var pki = pki(made.resolve("pki"));

        assertThat(Files.readAllLines(pki.knownHosts()))
                .containsExactly(
                        "[127.0.0.1]:2201,n1.lab " + pki.sshHostKey("n1").typeAndKey() + " n1",
                        "[127.0.0.1]:2202,n2.lab " + pki.sshHostKey("n2").typeAndKey() + " n2");
    }

    @Test
    void keepsKnownHostsOfNodesThatThisRunLeavesOut() throws Exception {
        var copy = copy();

        pki(copy).issue(List.of(node("n2", "worker", 2299)), Pki.Replace.NOTHING);

        assertThat(Files.readAllLines(copy.resolve("known_hosts")))
                .hasSize(2)
                .element(1)
                .asString()
                .startsWith("[127.0.0.1]:2299,n2.lab ");
    }

    @Test
    void refusesASecondRunAtTheSameTime() throws Exception {
        var copy = copy();

        try (var _ = RunLock.take(copy.resolve(".lock"), NOW)) {
            assertThatThrownBy(() -> pki(copy).issue(List.of(N1), Pki.Replace.NOTHING))
                    .hasMessageStartingWith("'" + copy + "' is in use by process ");
            assertThat(pki(copy).plan(List.of(N1)).creations()).isEmpty();
        }
    }

    @Test
    void refusesTwoNodesOfOneName() {
        var pki = pki(made.resolve("pki"));
        var twin = new NodeIdentity("N1", "n1.lab", "worker", "lab", List.of());

        assertThatThrownBy(() -> pki.plan(List.of(N1, twin)))
                .hasMessage("two nodes have the certificate name 'n1.lab'");
    }

    @Test
    void refusesNamesThatPuppetOrTheFolderCannotTake() {
        for (var certname : List.of("N1.lab", "n1.lab-", "*.lab", "n1..lab", "", "../x", "n 1", "a".repeat(65))) {
            assertThatThrownBy(() -> new NodeIdentity("n1", certname, "worker", "lab", List.of()))
                    .as(certname)
                    .isInstanceOf(UserError.class)
                    .hasMessage("'" + certname + "' cannot be the name of a certificate");
        }
        for (var name : List.of("../n1", "a/b", "", ".n1", "n\n1")) {
            assertThatThrownBy(() -> new NodeIdentity(name, "n1.lab", "worker", "lab", List.of()))
                    .as(name)
                    .hasMessage("'" + name + "' cannot name a node");
        }
        assertThat(NodeIdentity.certname("N1.Lab")).isEqualTo("n1.lab");
    }

    @Test
    void reusesAnRsaKeyThatHasNoCertificateYet() throws Exception {
        var copy = copy();
        var key = Pem.write(
                "PRIVATE KEY", KeyKind.RSA_2048.generate().getPrivate().getEncoded());
        Files.createDirectories(copy.resolve("nodes/n9.lab"));
        Files.writeString(copy.resolve("nodes/n9.lab/key.pem"), key);

        pki(copy).issue(List.of(node("n9", "db", 22)), Pki.Replace.NOTHING);

        assertThat(copy.resolve("nodes/n9.lab/key.pem")).hasContent(key);
        validate(copy, "n9.lab");
    }

    @Test
    void readsAndPlansWithoutBouncyCastle() throws Exception {
        var classes = Pki.class.getProtectionDomain().getCodeSource().getLocation();
        // Muster's classes and the JDK's, nothing else: whatever asks for another library fails.
        try (var alone = new URLClassLoader(new URL[] {classes}, ClassLoader.getPlatformClassLoader())) {
            var settings = alone.loadClass(PkiSettings.class.getName())
                    .getMethod("named", String.class)
                    .invoke(null, "lab");
            var pki = alone.loadClass(Pki.class.getName())
                    .getMethod("open", Path.class, settings.getClass(), Clock.class)
                    .invoke(null, made.resolve("pki"), settings, CLOCK);
            var address = alone.loadClass(NodeIdentity.class.getName())
                    .getConstructor(String.class, String.class, String.class, String.class, List.class)
                    .newInstance("n1", "n1.lab", "controller", "lab", List.of());
            var plan = pki.getClass().getMethod("plan", List.class).invoke(pki, List.of(address));

            assertThat((List<?>) pki.getClass().getMethod("list").invoke(pki)).hasSize(4);
            assertThat(String.valueOf(plan)).contains("findings=[]");
        }
    }
}
