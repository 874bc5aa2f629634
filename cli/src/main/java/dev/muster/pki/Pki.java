package dev.muster.pki;

import dev.muster.file.RunLock;
import dev.muster.file.SafeFile;
import dev.muster.source.Nearest;
import dev.muster.source.UserError;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * The trust of one cluster in one folder: authorities, node certificates, revocation lists, SSH host keys.
 *
 * <p>What exists is read and checked, never overwritten; what is missing is made; what no longer agrees with the inventory is
 * a {@link TrustFinding} and is replaced only when asked for. The root's key may be taken out of the folder as soon as the
 * authorities are made. Every writing method holds the folder's lock, and a killed one is completed by the next. What is
 * wrong with the files themselves is a {@link UserError}.
 */
public final class Pki {

    /** What {@link #issue} does with certificates that are there but wrong. */
    public enum Replace {
        /** They stay as they are. */
        NOTHING,
        /** Expired, revoked, broken or contradicting ones are issued anew, and the old ones revoked. */
        WRONG_CERTIFICATES
    }

    private final Layout layout;
    private final Clock clock;
    private final Authorities authorities;
    private final Issuance issuance;

    private Pki(Layout layout, PkiSettings settings, Clock clock) {
        this.layout = layout;
        this.clock = clock;
        this.authorities = new Authorities(layout, settings, clock);
        this.issuance = new Issuance(layout, settings, authorities);
    }

    /** The trust in a folder, which need not be there yet; nothing is read or written. */
    public static Pki open(Path folder, PkiSettings settings, Clock clock) {
        return new Pki(new Layout(folder), settings, clock);
    }

    /** What {@link #issue} would make for these nodes, and what it would find; nothing is written. */
    public TrustPlan plan(List<NodeIdentity> nodes) {
        distinct(nodes);
        var creations = new ArrayList<Creation>();
        if (!authorities.missing().isEmpty()) {
            creations.add(issuance.authority());
        } else {
            authorities.verify();
        }
        for (var node : nodes) {
            if (!Files.exists(layout.nodeCertificate(node.certname()))) {
                creations.add(issuance.certificate(node, Creation.Kind.CERTIFICATE));
            }
        }
        boolean keysThere = true;
        for (var node : nodes) {
            if (!Files.exists(layout.sshKey(node.name()))) {
                keysThere = false;
                creations.add(issuance.sshHostKey(node));
            }
        }
        if (!nodes.isEmpty() && !(keysThere && issuance.knownHostsAreRight(nodes))) {
            creations.add(issuance.knownHosts());
        }
        return new TrustPlan(creations, findings(nodes));
    }

    /** Makes what is missing. Answers what was made, and the findings that remain. */
    public TrustPlan issue(List<NodeIdentity> nodes, Replace replace) {
        distinct(nodes);
        SafeFile.makeFolder(layout.root());
        try (var _ = lock()) {
            var made = new ArrayList<Creation>();
            if (!authorities.missing().isEmpty()) {
                made.add(issuance.authority());
            }
            authorities.ensure();
            made.addAll(issuance.certificates(nodes, Creation.Kind.CERTIFICATE));
            if (replace == Replace.WRONG_CERTIFICATES) {
                made.addAll(replace(nodes));
            }
            made.addAll(issuance.sshHostKeys(nodes));
            return new TrustPlan(made, findings(nodes));
        }
    }

    private List<Creation> replace(List<NodeIdentity> nodes) {
        var wrong = new HashSet<String>();
        var distrusted = new HashSet<String>();
        for (var finding : findings(nodes)) {
            if (finding.kind().isMendedByIssuing()) {
                wrong.add(finding.subject());
            }
            if (finding.kind() == TrustFinding.Kind.REVOKED || finding.kind() == TrustFinding.Kind.BROKEN) {
                distrusted.add(finding.subject());
            }
        }
        var anew =
                nodes.stream().filter(node -> wrong.contains(node.certname())).toList();
        for (var node : anew) {
            revokeLocked(node.certname());
            // The certificate goes first: a run that is killed here leaves a node without one, and the next run mends
            // that.
            SafeFile.remove(layout.nodeCertificate(node.certname()));
            if (distrusted.contains(node.certname())) {
                SafeFile.remove(layout.nodeKey(node.certname()));
            }
        }
        return issuance.certificates(anew, Creation.Kind.REPLACEMENT);
    }

    /**
     * Puts every certificate that was ever issued to this name on the revocation list. Answers the serial numbers that are
     * new on it; none when all were there already.
     */
    public List<BigInteger> revoke(String certname) {
        mustExist();
        try (var _ = lock()) {
            var serials = revokeLocked(certname);
            authorities.derive();
            return serials;
        }
    }

    private List<BigInteger> revokeLocked(String certname) {
        var serials = new LinkedHashSet<>(new Ledger(layout).serials(certname));
        if (serials.isEmpty()) {
            throw unknown(certname);
        }
        var crl = authorities.crl(Authorities.CA);
        serials.removeIf(serial -> crl.getRevokedCertificate(serial) != null);
        if (!serials.isEmpty()) {
            authorities.revoke(List.copyOf(serials));
        }
        return List.copyOf(serials);
    }

    /** The authorities, then the nodes' certificates by name. Empty when there is no trust yet. */
    public List<CertificateEntry> list() {
        if (!authorities.exist()) {
            return List.of();
        }
        var entries = new ArrayList<CertificateEntry>();
        for (var which : List.of(Authorities.ROOT, Authorities.CA)) {
            var certificate = authorities.certificate(which);
            entries.add(entry(Keys.commonName(certificate), certificate, layout.authority(which, "ca.pem")));
        }
        for (var certname : certnames()) {
            var file = layout.nodeCertificate(certname);
            entries.add(entry(certname, Pem.certificate(file), file));
        }
        return entries;
    }

    /** One certificate by certname, or an authority by {@code root}, {@code ca} or its common name. */
    public CertificateEntry show(String name) {
        mustExist();
        for (var entry : list()) {
            boolean byFolder = name.equals(Authorities.ROOT) || name.equals(Authorities.CA);
            if (byFolder
                    ? entry.file().equals(layout.authority(name, "ca.pem"))
                    : entry.name().equals(name)) {
                return entry;
            }
        }
        throw unknown(name);
    }

    /** The SSH host key of a node, which must have been issued. */
    public SshHostKey sshHostKey(String nodeName) {
        return issuance.sshHostKey(nodeName);
    }

    /** The {@code known_hosts} file of the nodes. */
    public Path knownHosts() {
        return layout.knownHosts();
    }

    /** The certificates of the authorities, the signing one first: what an agent's {@code ca.pem} holds. */
    public Path bundle() {
        return layout.bundle();
    }

    /** The revocation lists of the authorities, the signing one's first: what an agent's {@code crl.pem} holds. */
    public Path crls() {
        return layout.crls();
    }

    /** The certificate of a node. */
    public Path nodeCertificate(String certname) {
        return layout.nodeCertificate(certname);
    }

    /** The private key of a node's certificate. */
    public Path nodeKey(String certname) {
        return layout.nodeKey(certname);
    }

    private CertificateEntry entry(String name, X509Certificate certificate, Path file) {
        var issuer = certificate.getIssuerX500Principal();
        var root = authorities.certificate(Authorities.ROOT);
        var by = issuer.equals(root.getSubjectX500Principal()) ? Authorities.ROOT : Authorities.CA;
        boolean revoked = authorities.crl(by).getRevokedCertificate(certificate.getSerialNumber()) != null;
        var end = certificate.getNotAfter().toInstant();
        var status = revoked
                ? CertificateEntry.Status.REVOKED
                : end.isBefore(clock.instant()) ? CertificateEntry.Status.EXPIRED : CertificateEntry.Status.VALID;
        return new CertificateEntry(
                name,
                status,
                certificate.getSerialNumber(),
                certificate.getNotBefore().toInstant(),
                end,
                Keys.commonName(authorities.certificate(by)),
                algorithm(certificate),
                PuppetExtension.of(certificate),
                Keys.fingerprint(certificate),
                file);
    }

    private static String algorithm(X509Certificate certificate) {
        return switch (certificate.getPublicKey()) {
            case RSAPublicKey rsa -> "RSA " + rsa.getModulus().bitLength();
            case ECPublicKey ec -> "EC " + ec.getParams().getCurve().getField().getFieldSize();
            case java.security.PublicKey other -> other.getAlgorithm();
        };
    }

    private List<String> certnames() {
        if (!Files.isDirectory(layout.nodes())) {
            return List.of();
        }
        try (var folders = Files.list(layout.nodes())) {
            return folders.map(folder -> folder.getFileName().toString())
                    .filter(name -> Files.exists(layout.nodeCertificate(name)))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UserError("cannot read '" + layout.nodes() + "': " + SafeFile.reason(e));
        }
    }

    private List<TrustFinding> findings(List<NodeIdentity> nodes) {
        return authorities.exist() ? new Audit(layout, clock, authorities).of(nodes) : List.of();
    }

    private RunLock lock() {
        return RunLock.take(layout.lock(), Authorities.now(clock));
    }

    private void mustExist() {
        if (!authorities.exist()) {
            throw new UserError("there is no certificate authority in '" + layout.root() + "'")
                    .hint("'muster bootstrap --to trust' makes one");
        }
    }

    private UserError unknown(String certname) {
        var nearest = Nearest.hint(certname, certnames());
        return new UserError("no certificate was issued to '" + certname + "'")
                .hint(nearest != null ? nearest : "'muster pki list' shows what was issued");
    }

    /** Two nodes of the same certname would share a key, and who has one could speak for both. */
    private static void distinct(List<NodeIdentity> nodes) {
        var names = new HashSet<String>();
        for (var node : nodes) {
            if (!names.add(node.certname())) {
                throw new UserError("two nodes have the certificate name '" + node.certname() + "'")
                        .hint("names that differ in upper and lower case alone are the same to Puppet");
            }
        }
    }
}
