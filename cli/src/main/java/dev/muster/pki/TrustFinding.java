package dev.muster.pki;

/**
 * Something that exists and does not agree with the inventory or with the clock. Muster leaves it as it is until it is told
 * to issue anew.
 *
 * @param kind what sort of disagreement
 * @param subject the certname or the node's name
 * @param what what is wrong, one sentence without full stop
 * @param hint what to do
 */
public record TrustFinding(Kind kind, String subject, String what, String hint) {

    /** The sorts of disagreement. */
    public enum Kind {
        /** The certificate says another role or cluster than the inventory. */
        CONTRADICTS,
        EXPIRED,
        REVOKED,
        /** The certificate and the key beside it are no pair, or it is of another authority. */
        BROKEN,
        /** A private key can be read by others. */
        EXPOSED;

        /** Whether issuing anew mends it. */
        boolean isMendedByIssuing() {
            return this != EXPOSED;
        }
    }
}
