package dev.muster.pki;

import java.util.List;

/**
 * What is to be made and what was found wrong.
 *
 * @param creations in the order in which they are made; empty when all is there
 * @param findings what exists and is not as it should be
 */
public record TrustPlan(List<Creation> creations, List<TrustFinding> findings) {

    /** Copies both lists. */
    public TrustPlan {
        creations = List.copyOf(creations);
        findings = List.copyOf(findings);
    }
}
