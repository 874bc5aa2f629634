package dev.muster.cluster;

import dev.muster.render.Cluster;
import java.nio.file.Path;
import java.util.List;

/**
 * The inventory as a cluster.
 *
 * @param cluster {@code muster_cluster}
 * @param nodes every node that could be read, in the order of the inventory
 * @param sitePlaybooks {@code muster_then}, resolved
 * @param findings all that is wrong; when there is one, nothing may be touched
 */
public record Reading(String cluster, List<ClusterNode> nodes, List<Path> sitePlaybooks, List<Finding> findings) {

    /** Copies the lists. */
    public Reading {
        nodes = List.copyOf(nodes);
        sitePlaybooks = List.copyOf(sitePlaybooks);
        findings = List.copyOf(findings);
    }

    /** The nodes as the renderer wants to check them. */
    Cluster specs() {
        return new Cluster(cluster, nodes.stream().map(ClusterNode::spec).toList());
    }
}
