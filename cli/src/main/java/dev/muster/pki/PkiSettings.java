package dev.muster.pki;

import dev.muster.source.UserError;
import java.time.Duration;

/**
 * How an authority and its certificates are made; none of it touches what exists already.
 *
 * @param authority the name behind {@code Puppet CA:} in the subjects, at most 40 characters
 * @param authorityKey the kind of key of root and intermediate
 * @param nodeKey the kind of key of the nodes
 * @param authorityLife how long root and intermediate are valid; Puppet's own are valid for 15 years
 * @param nodeLife how long a node's certificate is valid; Puppet's {@code ca_ttl} is 5 years
 */
public record PkiSettings(
        String authority, KeyKind authorityKey, KeyKind nodeKey, Duration authorityLife, Duration nodeLife) {

    private static final int LONGEST_AUTHORITY = 40;

    /** Checks the name: a subject's common name may hold 64 characters (X.520, ub-common-name). */
    public PkiSettings {
        if (authority.isBlank()
                || authority.length() > LONGEST_AUTHORITY
                || authority.codePoints().anyMatch(Character::isISOControl)) {
            throw new UserError("'" + authority + "' cannot name a certificate authority")
                    .hint("use 1 to " + LONGEST_AUTHORITY + " printable characters in 'muster_cluster'");
        }
    }

    /** Puppet's lifetimes, and the kinds of key that {@link KeyKind} gives reasons for. */
    public static PkiSettings named(String authority) {
        return new PkiSettings(
                authority, KeyKind.RSA_3072, KeyKind.EC_P256, Duration.ofDays(15 * 365), Duration.ofDays(5 * 365));
    }

    /** The same with other kinds of key. */
    public PkiSettings withKeys(KeyKind forAuthority, KeyKind forNodes) {
        return new PkiSettings(authority, forAuthority, forNodes, authorityLife, nodeLife);
    }
}
