/**
 * The bootstrap as one literal list of phases: {@link dev.muster.cluster.Phases}. The inventory becomes
 * {@link dev.muster.cluster.ClusterNode}s or findings, each phase takes the nodes that are still in and says which are
 * out, {@link dev.muster.cluster.Bootstrap} runs them and keeps the journal.
 *
 * <p>What happens on nodes is not written here: phases run playbooks by the engine. Nothing here prints or parses options.
 */
@NullMarked
package dev.muster.cluster;

import org.jspecify.annotations.NullMarked;
