package dev.muster.render;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The nodes together, for the artifacts that belong to none of them alone.
 *
 * @param name {@code muster_cluster}
 * @param nodes every node, in the order of the inventory, also those that a run leaves out
 */
public record Cluster(String name, List<NodeSpec> nodes) {

    /** Copies the list. */
    public Cluster {
        nodes = List.copyOf(nodes);
    }

    /** All that is wrong, of each node and between them; empty when everything can be rendered. */
    public List<SpecFinding> check() {
        var findings = new ArrayList<SpecFinding>();
        nodes.forEach(node -> findings.addAll(SpecCheck.of(node)));
        var owners = new HashMap<String, String>();
        for (var node : nodes) {
            taken(owners, node, "inventory_hostname", node.name(), findings);
            taken(owners, node, "muster_domain", node.fqdn().toLowerCase(Locale.ROOT), findings);
            if (node.mac() != null) {
                taken(
                        owners,
                        node,
                        "muster_mac",
                        node.mac().toLowerCase(Locale.ROOT).replace('-', ':'),
                        findings);
            }
            if (node.ip() != null) {
                taken(owners, node, "muster_ip", node.ip(), findings);
            }
            oneBootServer(node, findings);
        }
        return findings;
    }

    private static void taken(
            Map<String, String> owners, NodeSpec node, String variable, String value, List<SpecFinding> findings) {
        var owner = owners.putIfAbsent(variable + " " + value, node.name());
        if (owner != null) {
            findings.add(new SpecFinding(
                    node.name(),
                    variable,
                    Shown.of(value) + " is also that of '" + owner + "'",
                    "give each node its own"));
        }
    }

    private void oneBootServer(NodeSpec node, List<SpecFinding> findings) {
        for (var other : nodes) {
            var server = other.boot().server();
            if (server != null) {
                if (node.boot().server() != null && !server.equals(node.boot().server())) {
                    findings.add(new SpecFinding(
                            node.name(),
                            "muster_boot_server",
                            Shown.of(node.boot().server()) + " is another boot server than that of '" + other.name()
                                    + "'",
                            "a cluster has one"));
                }
                return;
            }
        }
    }
}
