package dev.muster.pki;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Puppet's registered certificate extensions: {@code 1.3.6.1.4.1.34380.1.1.*} and, of the authorization arc, the one that
 * opens the CA's own interface. A value is a DER UTF8String. Source: Puppet's documentation, "SSL configuration: CSR
 * attributes and certificate extensions".
 */
final class PuppetExtension {

    private static final String REGISTERED = "1.3.6.1.4.1.34380.1.1.";

    private static final int UTF8_STRING = 0x0c;

    private static final Map<String, String> OIDS = oids();

    private PuppetExtension() {}

    private static Map<String, String> oids() {
        var names = new String[] {
            "uuid", "instance_id", "image_name", "preshared_key", "cost_center", "product", "project", "application",
            "service", "employee", "created_by", "environment", "role", "software_version", "department", "cluster",
            "provisioner", "region", "datacenter", "zone", "network", "securitypolicy", "cloudplatform", "apptier",
            "hostname", "owner"
        };
        var oids = new LinkedHashMap<String, String>();
        for (int i = 0; i < names.length; i++) {
            oids.put("pp_" + names[i], REGISTERED + (i + 1));
        }
        oids.put("pp_cli_auth", "1.3.6.1.4.1.34380.1.3.39");
        return oids;
    }

    static String oid(String shortName) {
        var oid = OIDS.get(shortName);
        if (oid == null) {
            throw new IllegalArgumentException("no Puppet extension " + shortName);
        }
        return oid;
    }

    /** The Puppet extensions that a certificate carries, by short name. */
    static Map<String, String> of(X509Certificate certificate) {
        var found = new LinkedHashMap<String, String>();
        OIDS.forEach((name, oid) -> {
            var der = certificate.getExtensionValue(oid);
            if (der != null) {
                found.put(name, text(content(der)));
            }
        });
        return found;
    }

    /** The text of a UTF8String; other bytes are taken as they are, since old certificates carry raw text. */
    private static String text(byte[] value) {
        var text = value.length > 1 && value[0] == UTF8_STRING ? content(value) : value;
        return new String(text, StandardCharsets.UTF_8);
    }

    /** What one DER element holds. */
    private static byte[] content(byte[] der) {
        int first = der[1] & 0xff;
        int start = first < 0x80 ? 2 : 2 + (first & 0x7f);
        return java.util.Arrays.copyOfRange(der, start, der.length);
    }
}
