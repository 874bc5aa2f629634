package dev.muster.pki;

import dev.muster.file.SafeFile;
import dev.muster.source.UserError;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * The root and the intermediate authority: made once, then only read. Each file is made from the ones before it, so that a
 * run which was killed half-way is finished by the next one.
 */
final class Authorities {

    static final String ROOT = "root";
    static final String CA = "ca";

    private static final Duration CLOCK_SKEW = Duration.ofHours(24);

    private final Layout layout;
    private final PkiSettings settings;
    private final Clock clock;

    Authorities(Layout layout, PkiSettings settings, Clock clock) {
        this.layout = layout;
        this.settings = settings;
        this.clock = clock;
    }

    /** The files of the authorities that are not there yet, in the order in which they are made. */
    List<Path> missing() {
        var files = new ArrayList<Path>();
        for (var which : List.of(ROOT, CA)) {
            // A root whose key is kept elsewhere is complete.
            boolean offline = which.equals(ROOT) && Files.exists(layout.authority(which, "ca.pem"));
            for (var file : List.of("ca.key", "ca.pem", "crl.pem")) {
                if (!Files.exists(layout.authority(which, file)) && !(offline && file.equals("ca.key"))) {
                    files.add(layout.authority(which, file));
                }
            }
        }
        return files;
    }

    /** Makes what is missing, then checks that all of it belongs together. */
    void ensure() {
        makeKeys();
        makeRoot();
        makeIntermediate();
        new Ledger(layout).begin();
        derive();
        verify();
    }

    /** Both keys at once: making one takes seconds, and the second core is idle. */
    private void makeKeys() {
        var lacking = List.of(ROOT, CA).stream()
                .filter(which -> !Files.exists(layout.authority(which, "ca.pem")))
                .toList();
        lacking.forEach(which -> SafeFile.makeFolder(layout.root().resolve(which)));
        Parallel.map(lacking, this::keyPair);
    }

    private void makeRoot() {
        if (!Files.exists(layout.authority(ROOT, "ca.pem"))) {
            var pair = keyPair(ROOT);
            var subject = Signer.subject("Puppet Root CA: " + settings.authority());
            var der = new Signer(subject, pair.getPublic(), pair.getPrivate())
                    .authority(subject, pair.getPublic(), BigInteger.ONE, validity(settings.authorityLife()));
            write(layout.authority(ROOT, "ca.pem"), "CERTIFICATE", der);
        }
        makeCrl(ROOT);
    }

    private void makeIntermediate() {
        if (!Files.exists(layout.ca("ca.pem"))) {
            var root = certificate(ROOT);
            var rootKey = key(ROOT, "make the intermediate authority");
            var pair = keyPair(CA);
            var life = cap(validity(settings.authorityLife()), root);
            var der = Signer.of(root, rootKey)
                    .authority(
                            Signer.subject("Puppet CA: " + settings.authority()),
                            pair.getPublic(),
                            BigInteger.TWO,
                            life);
            write(layout.ca("ca.pem"), "CERTIFICATE", der);
        }
        makeCrl(CA);
    }

    private void makeCrl(String which) {
        var file = layout.authority(which, "crl.pem");
        if (!Files.exists(file)) {
            var authority = certificate(which);
            var key = key(which, "sign its revocation list");
            write(file, "X509 CRL", Signer.of(authority, key).emptyCrl(crlValidity(authority)));
        }
    }

    /** The key that is there, or a new one. It is written before its certificate, so a certificate always has its key. */
    private KeyPair keyPair(String which) {
        var file = layout.authority(which, "ca.key");
        if (Files.exists(file)) {
            var key = Pem.privateKey(file);
            return new KeyPair(Signer.publicHalf(key, file), key);
        }
        var pair = settings.authorityKey().generate();
        SafeFile.write(file, Pem.write("PRIVATE KEY", pair.getPrivate().getEncoded()), SafeFile.Mode.SECRET);
        return pair;
    }

    /** Bundle and list of lists are copies: they are written again whenever they differ from what they are made of. */
    void derive() {
        copy(layout.bundle(), "ca.pem");
        copy(layout.crls(), "crl.pem");
    }

    private void copy(Path target, String file) {
        var text = SafeFile.readText(layout.ca(file)) + SafeFile.readText(layout.authority(ROOT, file));
        if (!Files.exists(target) || !SafeFile.readText(target).equals(text)) {
            SafeFile.write(target, text, SafeFile.Mode.PUBLIC);
        }
    }

    void verify() {
        var root = certificate(ROOT);
        var ca = certificate(CA);
        signedBy(root, root, layout.authority(ROOT, "ca.pem"));
        signedBy(ca, root, layout.ca("ca.pem"));
        crlSignedBy(crl(ROOT), root, layout.authority(ROOT, "crl.pem"));
        crlSignedBy(crl(CA), ca, layout.ca("crl.pem"));
        var now = now(clock);
        for (var certificate : List.of(root, ca)) {
            if (certificate.getNotAfter().toInstant().isBefore(now)) {
                throw new UserError("the certificate authority '" + Keys.commonName(certificate) + "' in '"
                                + layout.root() + "' expired on "
                                + certificate.getNotAfter().toInstant())
                        .hint("move the folder away to begin anew; every node then needs a new certificate");
            }
        }
        var keyFile = layout.ca("ca.key");
        if (Files.exists(keyFile) && !Keys.match(Pem.privateKey(keyFile), ca.getPublicKey())) {
            throw new UserError("'" + keyFile + "' is not the key of '" + layout.ca("ca.pem") + "'");
        }
    }

    private static void signedBy(X509Certificate certificate, X509Certificate issuer, Path file) {
        try {
            certificate.verify(issuer.getPublicKey());
        } catch (GeneralSecurityException e) {
            throw new UserError("'" + file + "' is not signed by '" + Keys.commonName(issuer) + "'")
                    .hint("the folder holds parts of two authorities; restore it or move it away");
        }
    }

    private static void crlSignedBy(X509CRL crl, X509Certificate issuer, Path file) {
        try {
            crl.verify(issuer.getPublicKey());
        } catch (GeneralSecurityException e) {
            throw new UserError("'" + file + "' is not signed by '" + Keys.commonName(issuer) + "'")
                    .hint("the folder holds parts of two authorities; restore it or move it away");
        }
    }

    boolean exist() {
        return missing().isEmpty();
    }

    X509Certificate certificate(String which) {
        return Pem.certificate(layout.authority(which, "ca.pem"));
    }

    X509CRL crl(String which) {
        return Pem.crl(layout.authority(which, "crl.pem"));
    }

    /** The signer of the intermediate authority. */
    Signer signer() {
        return Signer.of(certificate(CA), key(CA, "sign"));
    }

    /** Signs the next revocation list of the intermediate authority. */
    void revoke(List<BigInteger> serials) {
        var ca = certificate(CA);
        var der = signer().nextCrl(crl(CA), serials, now(clock), crlValidity(ca));
        write(layout.ca("crl.pem"), "X509 CRL", der);
        derive();
    }

    private PrivateKey key(String which, String purpose) {
        var file = layout.authority(which, "ca.key");
        if (!Files.exists(file)) {
            throw new UserError("the key '" + file + "' is needed to " + purpose + " and is not there")
                    .hint("put it back for this one command; it may be taken away again afterwards");
        }
        return Pem.privateKey(file);
    }

    /** From a day ago, as Puppet does it, so that a node whose clock is behind accepts it. */
    Signer.Validity validity(Duration life) {
        var from = now(clock).minus(CLOCK_SKEW);
        return new Signer.Validity(from, from.plus(CLOCK_SKEW).plus(life));
    }

    /** Nothing that an authority signs outlives it. */
    static Signer.Validity cap(Signer.Validity validity, X509Certificate authority) {
        var end = authority.getNotAfter().toInstant();
        return validity.to().isAfter(end) ? new Signer.Validity(validity.from(), end) : validity;
    }

    /** A list that expires stops every agent, so it is valid as long as its authority. */
    private Signer.Validity crlValidity(X509Certificate authority) {
        return new Signer.Validity(
                validity(Duration.ZERO).from(), authority.getNotAfter().toInstant());
    }

    private static void write(Path file, String label, byte[] der) {
        SafeFile.write(file, Pem.write(label, der), SafeFile.Mode.PUBLIC);
    }

    /** Now, in whole seconds: the grain of X.509. */
    static Instant now(Clock clock) {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
