package dev.muster.pki;

import dev.muster.file.SafeFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Compares what lies in the folder with what the inventory wants. Reads only. */
final class Audit {

    private static final String ANEW = "revoke it and issue a new one with '--reissue'";

    private final Layout layout;
    private final Clock clock;
    private final X509Certificate authority;
    private final X509CRL crl;

    Audit(Layout layout, Clock clock, Authorities authorities) {
        this.layout = layout;
        this.clock = clock;
        this.authority = authorities.certificate(Authorities.CA);
        this.crl = authorities.crl(Authorities.CA);
    }

    List<TrustFinding> of(List<NodeIdentity> nodes) {
        var findings = new ArrayList<TrustFinding>();
        exposed(layout.authority(Authorities.ROOT, "ca.key"), "root", findings);
        exposed(layout.ca("ca.key"), "ca", findings);
        for (var node : nodes) {
            if (Files.exists(layout.nodeCertificate(node.certname()))) {
                certificate(node, findings);
            }
            exposed(layout.nodeKey(node.certname()), node.certname(), findings);
            exposed(layout.sshKey(node.name()), node.name(), findings);
        }
        return findings;
    }

    private static void exposed(Path key, String subject, List<TrustFinding> findings) {
        if (Files.exists(key) && SafeFile.isReadableByOthers(key)) {
            findings.add(new TrustFinding(
                    TrustFinding.Kind.EXPOSED,
                    subject,
                    "the private key '" + key + "' can be read by others",
                    "chmod 0600 it; issue a new one if others had access"));
        }
    }

    private void certificate(NodeIdentity node, List<TrustFinding> findings) {
        var name = node.certname();
        var certificate = Pem.certificate(layout.nodeCertificate(name));
        var says = "the certificate '" + name + "' ";
        if (crl.getRevokedCertificate(certificate.getSerialNumber()) != null) {
            findings.add(new TrustFinding(TrustFinding.Kind.REVOKED, name, says + "is revoked", ANEW));
        }
        if (certificate.getNotAfter().toInstant().isBefore(clock.instant())) {
            var when = certificate.getNotAfter().toInstant();
            findings.add(new TrustFinding(TrustFinding.Kind.EXPIRED, name, says + "expired on " + when, ANEW));
        }
        if (!isOurs(certificate)) {
            findings.add(new TrustFinding(TrustFinding.Kind.BROKEN, name, says + "is of another authority", ANEW));
        } else if (!Keys.commonName(certificate).equals(name)) {
            var other = Keys.commonName(certificate);
            findings.add(new TrustFinding(TrustFinding.Kind.BROKEN, name, says + "names '" + other + "'", ANEW));
        }
        var key = layout.nodeKey(name);
        if (!Files.exists(key)) {
            findings.add(new TrustFinding(TrustFinding.Kind.BROKEN, name, says + "has no key beside it", ANEW));
        } else if (!Keys.match(Pem.privateKey(key), certificate.getPublicKey())) {
            findings.add(new TrustFinding(TrustFinding.Kind.BROKEN, name, says + "does not match its key", ANEW));
        }
        var carried = PuppetExtension.of(certificate);
        for (var extension : List.of("pp_role", "pp_cluster")) {
            var is = carried.get(extension);
            var wanted = node.extensions().get(extension);
            if (!java.util.Objects.equals(is, wanted)) {
                findings.add(new TrustFinding(
                        TrustFinding.Kind.CONTRADICTS,
                        name,
                        says + "says " + extension + " " + quoted(is) + ", the inventory says " + quoted(wanted),
                        ANEW));
            }
        }
    }

    private boolean isOurs(X509Certificate certificate) {
        try {
            certificate.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String quoted(@org.jspecify.annotations.Nullable String value) {
        return value == null ? "nothing" : "'" + value + "'";
    }
}
