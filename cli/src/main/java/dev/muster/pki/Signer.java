package dev.muster.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CRLHolder;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.bc.BcX509ExtensionUtils;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Builds and signs certificates and revocation lists: the one class that knows BouncyCastle. Keys stay the JDK's, and no
 * security provider is registered. The profiles are those of puppetserver's own authority.
 */
final class Signer {

    private static final String COMMENT = "Puppet Server Internal Certificate";

    private final X500Name issuer;
    private final PublicKey issuerPublic;
    private final PrivateKey issuerKey;
    private final BcX509ExtensionUtils utils = new BcX509ExtensionUtils();

    /**
     * @param issuer the subject of the signing authority, DER
     */
    Signer(byte[] issuer, PublicKey issuerPublic, PrivateKey issuerKey) {
        this.issuer = X500Name.getInstance(issuer);
        this.issuerPublic = issuerPublic;
        this.issuerKey = issuerKey;
    }

    static Signer of(X509Certificate authority, PrivateKey key) {
        return new Signer(authority.getSubjectX500Principal().getEncoded(), authority.getPublicKey(), key);
    }

    /** A subject of nothing but a common name, as UTF8String like Puppet's. */
    static byte[] subject(String commonName) {
        try {
            return new X500NameBuilder()
                    .addRDN(BCStyle.CN, new DERUTF8String(commonName))
                    .build()
                    .getEncoded();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** When a certificate is valid, whole seconds. */
    record Validity(Instant from, Instant to) {}

    /** A certificate authority's certificate, DER. */
    byte[] authority(byte[] subject, PublicKey key, BigInteger serial, Validity validity) {
        try {
            var info = SubjectPublicKeyInfo.getInstance(key.getEncoded());
            var builder = builder(X500Name.getInstance(subject), info, serial, validity);
            builder.addExtension(MiscObjectIdentifiers.netscapeCertComment, false, new DERIA5String(COMMENT));
            builder.addExtension(
                    Extension.authorityKeyIdentifier, false, utils.createAuthorityKeyIdentifier(ownInfo()));
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(Extension.subjectKeyIdentifier, false, utils.createSubjectKeyIdentifier(info));
            return builder.build(signer()).getEncoded();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A node's certificate with the profile of a Puppet agent, DER. */
    byte[] node(String certname, Map<String, String> extensions, PublicKey key, BigInteger serial, Validity validity) {
        try {
            var info = SubjectPublicKeyInfo.getInstance(key.getEncoded());
            var builder = builder(X500Name.getInstance(subject(certname)), info, serial, validity);
            builder.addExtension(MiscObjectIdentifiers.netscapeCertComment, false, new DERIA5String(COMMENT));
            builder.addExtension(
                    Extension.authorityKeyIdentifier, false, utils.createAuthorityKeyIdentifier(ownInfo()));
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(new KeyPurposeId[] {
                KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
            }));
            builder.addExtension(
                    Extension.keyUsage, true, new KeyUsage(KeyUsage.keyEncipherment | KeyUsage.digitalSignature));
            builder.addExtension(Extension.subjectKeyIdentifier, false, utils.createSubjectKeyIdentifier(info));
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, certname)));
            for (var extension : extensions.entrySet()) {
                builder.addExtension(
                        new ASN1ObjectIdentifier(PuppetExtension.oid(extension.getKey())),
                        false,
                        new DERUTF8String(extension.getValue()));
            }
            return builder.build(signer()).getEncoded();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A first, empty revocation list, DER. */
    byte[] emptyCrl(Validity validity) {
        return crl(new X509v2CRLBuilder(issuer, Date.from(validity.from())), BigInteger.ZERO, validity);
    }

    /** The next revocation list after {@code previous}, with more serial numbers on it, DER. */
    byte[] nextCrl(X509CRL previous, Collection<BigInteger> serials, Instant revokedAt, Validity validity) {
        try {
            var holder = new X509CRLHolder(previous.getEncoded());
            var builder = new X509v2CRLBuilder(issuer, Date.from(validity.from()));
            builder.addCRL(holder);
            for (var serial : serials) {
                builder.addCRLEntry(serial, Date.from(revokedAt), CRLReason.keyCompromise);
            }
            var number = holder.getExtension(Extension.cRLNumber);
            var last = number == null
                    ? BigInteger.ZERO
                    : CRLNumber.getInstance(number.getParsedValue()).getCRLNumber();
            return crl(builder, last.add(BigInteger.ONE), validity);
        } catch (IOException | java.security.cert.CRLException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] crl(X509v2CRLBuilder builder, BigInteger number, Validity validity) {
        try {
            builder.setNextUpdate(Date.from(validity.to()));
            builder.addExtension(
                    Extension.authorityKeyIdentifier, false, utils.createAuthorityKeyIdentifier(ownInfo()));
            builder.addExtension(Extension.cRLNumber, false, new CRLNumber(number));
            return builder.build(signer()).getEncoded();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The public half of a private key; the JDK can tell it of RSA alone. */
    static PublicKey publicHalf(PrivateKey key, Path file) {
        try {
            return switch (key) {
                case RSAPrivateCrtKey rsa ->
                    KeyFactory.getInstance("RSA")
                            .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
                case ECPrivateKey ec -> {
                    var curve = CustomNamedCurves.getByOID(SECObjectIdentifiers.secp256r1);
                    var point = curve.getG().multiply(ec.getS()).normalize();
                    var algorithm =
                            new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256r1);
                    var info = new SubjectPublicKeyInfo(algorithm, point.getEncoded(false));
                    yield KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(info.getEncoded()));
                }
                default -> throw Pem.damaged(file, "RSA or EC private key");
            };
        } catch (GeneralSecurityException | IOException e) {
            throw Pem.damaged(file, "RSA or EC private key");
        }
    }

    private X509v3CertificateBuilder builder(
            X500Name subject, SubjectPublicKeyInfo key, BigInteger serial, Validity validity) {
        return new X509v3CertificateBuilder(
                issuer, serial, Date.from(validity.from()), Date.from(validity.to()), subject, key);
    }

    private SubjectPublicKeyInfo ownInfo() {
        return SubjectPublicKeyInfo.getInstance(issuerPublic.getEncoded());
    }

    private ContentSigner signer() {
        try {
            return new JcaContentSignerBuilder(KeyKind.signatureFor(issuerKey.getAlgorithm())).build(issuerKey);
        } catch (OperatorCreationException e) {
            throw new IllegalStateException("the JDK does not sign with this key", e);
        }
    }
}
