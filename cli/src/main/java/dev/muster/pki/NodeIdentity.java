package dev.muster.pki;

import dev.muster.source.UserError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who a node is to be, as far as keys and certificates say it.
 *
 * @param name the inventory name; names the folder of its SSH host key
 * @param certname the subject of its certificate, lower case
 * @param role what {@code pp_role} says, or null for none
 * @param cluster what {@code pp_cluster} says
 * @param sshAddresses where its sshd answers, for {@code known_hosts}
 */
public record NodeIdentity(
        String name, String certname, @Nullable String role, String cluster, List<SshAddress> sshAddresses) {

    /** Puppet's server refuses upper case and wildcards, OpenSSL a common name of more than 64 characters. */
    private static final Pattern CERTNAME = Pattern.compile("[a-z0-9_](?:[a-z0-9_.-]{0,62}[a-z0-9_])?");

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");

    /**
     * An address of an sshd.
     *
     * @param host a name or an address as a client would type it
     * @param port 1 to 65535
     */
    public record SshAddress(String host, int port) {

        /** Refuses what {@code known_hosts} would read as a pattern, a list, a mark or a comment. */
        public SshAddress {
            if (!host.matches("[A-Za-z0-9_.:%-]+") || port < 1 || port > 65535) {
                throw new UserError("'" + host + "' port " + port + " is no address of an SSH server");
            }
        }

        /** As {@code known_hosts} writes it: with brackets unless the port is 22 (sshd(8)). */
        String pattern() {
            return port == 22 ? host.toLowerCase(Locale.ROOT) : "[" + host.toLowerCase(Locale.ROOT) + "]:" + port;
        }
    }

    /** Refuses names that cannot be folders or that Puppet would not take as certificate names. */
    public NodeIdentity {
        if (!NAME.matcher(name).matches()) {
            throw new UserError("'" + name + "' cannot name a node")
                    .hint("use letters, digits, '.', '-' and '_', beginning with a letter or a digit");
        }
        if (!CERTNAME.matcher(certname).matches() || certname.contains("..")) {
            throw new UserError("'" + certname + "' cannot be the name of a certificate")
                    .hint("use at most 64 of a-z, 0-9, '.', '-' and '_'; the last must be no '.' or '-'");
        }
        if (role != null && (role.isBlank() || role.codePoints().anyMatch(Character::isISOControl))) {
            throw new UserError("'" + role + "' cannot be the role of '" + name + "'").hint("a role is one word");
        }
        sshAddresses = List.copyOf(sshAddresses);
    }

    /** The certname of a node: its fully qualified name in lower case. */
    public static String certname(String fqdn) {
        return fqdn.toLowerCase(Locale.ROOT);
    }

    /** The Puppet extensions its certificate carries, by short name. */
    Map<String, String> extensions() {
        var extensions = new LinkedHashMap<String, String>();
        if (role != null) {
            extensions.put("pp_role", role);
        }
        extensions.put("pp_cluster", cluster);
        return extensions;
    }
}
