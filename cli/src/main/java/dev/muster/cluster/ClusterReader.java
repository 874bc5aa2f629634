package dev.muster.cluster;

import dev.muster.pki.NodeIdentity;
import dev.muster.render.Cluster;
import dev.muster.render.NodeSpec;
import dev.muster.source.Nearest;
import dev.muster.source.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the inventory as a cluster: nodes, and everything that is wrong with them, at once. Looks at files of this machine that
 * the inventory names, and at no node.
 */
public final class ClusterReader {

    private static final Duration WAIT = Duration.ofSeconds(300);
    private static final int LONGEST_WAIT = 86_400;
    private static final String NO_WORD = "a role is one word of letters, digits, '.', '_' and '-'";

    private final String defaultCluster;
    private final Path folder;
    private final List<Finding> findings = new ArrayList<>();
    private final Map<String, String> addresses = new HashMap<>();
    private final Set<String> sitePlaybooks = new LinkedHashSet<>();

    private ClusterReader(String defaultCluster, Path folder) {
        this.defaultCluster = defaultCluster;
        this.folder = folder;
    }

    /**
     * @param inventory the path of the inventory as it was given; relative paths in it are relative to its folder
     * @param nodes the variables of every node of the cluster, in the order of the inventory
     */
    public static Reading read(Path inventory, List<NodeVariables> nodes) {
        var reader = new ClusterReader(clusterName(inventory), StateFolder.inventoryFolder(inventory));
        return reader.read(nodes);
    }

    private static String clusterName(Path inventory) {
        var file = inventory.toAbsolutePath().normalize().getFileName();
        var name = file == null ? "" : file.toString().replaceFirst("(?<=.)\\.[A-Za-z0-9]+$", "");
        return name.isEmpty() ? "cluster" : name;
    }

    private Reading read(List<NodeVariables> all) {
        var readers = new LinkedHashMap<String, NodeReader>();
        var nodes = new ArrayList<ClusterNode>();
        for (var variables : all) {
            var reader = new NodeReader(variables, findings);
            readers.put(variables.name(), reader);
            var node = node(reader);
            if (node != null) {
                nodes.add(node);
            }
        }
        var name =
                nodes.isEmpty() ? defaultCluster : nodes.getFirst().identity().cluster();
        for (var node : nodes) {
            if (!node.identity().cluster().equals(name)) {
                reader(readers, node.name())
                        .add(
                                "muster_cluster",
                                "'" + node.identity().cluster() + "' is another cluster than that of '"
                                        + nodes.getFirst().name() + "', which is '" + name + "'",
                                "an inventory holds one cluster: write the same 'muster_cluster' for all");
            }
        }
        if (name.length() > 40) {
            findings.add(new Finding(
                    nodes.getFirst().name(),
                    "muster_cluster",
                    reader(readers, nodes.getFirst().name()).at("muster_cluster"),
                    "'" + name + "' is too long to name a certificate authority",
                    "use 1 to 40 characters in 'muster_cluster'"));
        }
        specs(new Cluster(name, nodes.stream().map(ClusterNode::spec).toList()), readers);
        return new Reading(name, nodes, playbooks(readers), withoutRepetition());
    }

    private static NodeReader reader(Map<String, NodeReader> readers, String name) {
        var reader = readers.get(name);
        if (reader == null) {
            throw new IllegalArgumentException(name);
        }
        return reader;
    }

    private void specs(Cluster cluster, Map<String, NodeReader> readers) {
        for (var finding : cluster.check()) {
            var reader = reader(readers, finding.node());
            var what = finding.what().contains(finding.variable())
                    ? finding.what()
                    : finding.variable() + " " + finding.what();
            reader.add(finding.variable(), what, finding.hint());
        }
    }

    /** A wrong line in the variables of a group would be told once for every host; the first stands for all. */
    private List<Finding> withoutRepetition() {
        var seen = new LinkedHashMap<String, Finding>();
        for (var finding : findings) {
            var key = finding.at() == null ? finding.node() + finding.what() : finding.at() + finding.what();
            seen.putIfAbsent(finding.variable() + key, finding);
        }
        return List.copyOf(seen.values());
    }

    private @Nullable ClusterNode node(NodeReader reader) {
        reader.names();
        int before = findings.size();
        var cluster = reader.text("muster_cluster", defaultCluster);
        var domain = reader.text("muster_domain", "");
        var name = reader.name();
        var fqdn = name.contains(".") || domain.isEmpty() ? name : name + "." + domain;
        var role = role(reader);
        var osWords = Arrays.stream(NodeSpec.Os.values()).map(NodeSpec.Os::word).toList();
        var os = NodeSpec.Os.of(reader.word("muster_os", osWords, NodeSpec.Os.EXISTING.word()));
        AgentCheck.of(reader, folder, os == NodeSpec.Os.FLATCAR);
        sitePlaybooks.addAll(reader.texts("muster_then"));
        var seconds = reader.number("muster_wait_timeout", 1, LONGEST_WAIT);
        var spec = new NodeSpec(
                name,
                fqdn,
                cluster,
                role,
                os == null ? NodeSpec.Os.EXISTING : os,
                reader.text("muster_mac"),
                reader.text("muster_ip"),
                network(reader),
                new NodeSpec.Boot(
                        reader.text("muster_boot_server"),
                        reader.text("muster_boot_interface"),
                        reader.texts("muster_kernel_arguments"),
                        reader.text("muster_disk"),
                        reader.text("muster_debian_mirror")),
                new NodeSpec.Admin(
                        reader.text("muster_admin_user", "admin"), reader.texts("muster_ssh_authorized_keys")),
                new NodeSpec.Puppet(reader.text("muster_puppet_server"), reader.text("muster_puppet_server_ip")),
                ClusterNode.NO_HOST_KEY,
                extra(reader));
        var ssh = address(reader, spec);
        var identity = identity(reader, spec, ssh);
        if (identity == null
                || findings.size() > before && identity.sshAddresses().isEmpty() && ssh != null) {
            return null;
        }
        return new ClusterNode(
                name,
                identity,
                spec,
                ssh == null ? null : ssh.host() + ":" + ssh.port(),
                seconds == null ? WAIT : Duration.ofSeconds(seconds));
    }

    private @Nullable String role(NodeReader reader) {
        var roles = reader.texts("muster_roles");
        var role = reader.text("muster_role");
        if (role == null) {
            if (!roles.isEmpty()) {
                reader.add(
                        "muster_role", "it has no role", "write 'muster_role:' with " + NodeReader.alternatives(roles));
            }
            return null;
        }
        if (!role.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            reader.add("muster_role", "'" + role + "' is no role", NO_WORD);
            return null;
        }
        if (!roles.isEmpty() && !roles.contains(role)) {
            var nearest = Nearest.hint(role, roles);
            reader.add(
                    "muster_role",
                    "there is no role '" + role + "'",
                    nearest != null
                            ? nearest
                            : "write " + NodeReader.alternatives(roles) + ", or add it to 'muster_roles'");
        }
        return role;
    }

    private static NodeSpec.@Nullable Network network(NodeReader reader) {
        var map = reader.map("muster_network");
        if (map == null) {
            return null;
        }
        reader.onlyKeys("muster_network", map, Set.of("cidr", "gateway", "dns", "ipv6"));
        var cidr = reader.textIn("muster_network", map, "cidr");
        if (cidr == null) {
            reader.add("muster_network", "'muster_network' has no 'cidr'", "write it as in 'cidr: 172.30.0.0/16'");
            return null;
        }
        return new NodeSpec.Network(
                cidr,
                reader.textIn("muster_network", map, "gateway"),
                reader.textsIn("muster_network", map, "dns"),
                reader.textIn("muster_network", map, "ipv6"));
    }

    private static Map<String, Object> extra(NodeReader reader) {
        var extra = new LinkedHashMap<String, Object>();
        var map = reader.map(VariableNames.EXTRA);
        if (map != null) {
            map.forEach((name, value) -> {
                if (value != null) {
                    extra.put(name, value);
                }
            });
        }
        return extra;
    }

    /** Where the node's sshd answers; null for a node that is reached in another way, and after a finding. */
    private NodeIdentity.@Nullable SshAddress address(NodeReader reader, NodeSpec spec) {
        var connection = reader.text("ansible_connection", "ssh");
        if (!List.of("ssh", "smart", "paramiko", "paramiko_ssh")
                .contains(connection.replaceFirst("^ansible\\..*\\.", ""))) {
            return null;
        }
        var port = reader.number("ansible_port", 1, 65_535);
        var host = reader.text("ansible_host");
        if (host == null) {
            if (spec.ip() == null && !spec.fqdn().contains(".")) {
                reader.add(
                        "ansible_host",
                        "it has no address",
                        "write 'ansible_host:' with an address or a name, or 'muster_ip:'");
                return null;
            }
            host = spec.ip() == null ? spec.fqdn() : spec.ip();
        }
        NodeIdentity.SshAddress address;
        try {
            address = new NodeIdentity.SshAddress(host, port == null ? 22 : port.intValue());
        } catch (UserError e) {
            reader.add("ansible_host", e.what(), "write an address or a name, and the port as 'ansible_port'");
            return null;
        }
        var text = address.host().toLowerCase(Locale.ROOT) + " port " + address.port();
        var owner = addresses.putIfAbsent(text, reader.name());
        if (owner != null) {
            var variable = reader.has("ansible_port") ? "ansible_port" : "ansible_host";
            reader.add(variable, text + " is also that of '" + owner + "'", "give each node its own");
        }
        return address;
    }

    private static @Nullable NodeIdentity identity(
            NodeReader reader, NodeSpec spec, NodeIdentity.@Nullable SshAddress ssh) {
        var known = new LinkedHashSet<NodeIdentity.SshAddress>();
        if (ssh != null) {
            known.add(ssh);
        }
        try {
            // Later runs, and people, reach it by its own names as well.
            for (var other : Arrays.asList(spec.name(), spec.fqdn(), spec.ip())) {
                if (other != null && (ssh == null || ssh.port() == 22)) {
                    known.add(new NodeIdentity.SshAddress(other, 22));
                }
            }
            return new NodeIdentity(
                    spec.name(), NodeIdentity.certname(spec.fqdn()), spec.role(), spec.cluster(), List.copyOf(known));
        } catch (UserError e) {
            reader.add("inventory_hostname", e.what(), e.hint());
            return null;
        }
    }

    private List<Path> playbooks(Map<String, NodeReader> readers) {
        var found = new ArrayList<Path>();
        for (var name : sitePlaybooks) {
            var file = folder.resolve(name).normalize();
            if (Files.isRegularFile(file)) {
                found.add(file);
            } else {
                readers.values().stream()
                        .filter(reader -> reader.has("muster_then"))
                        .findFirst()
                        .ifPresent(reader -> reader.add(
                                "muster_then",
                                "there is no playbook '" + file + "'",
                                "paths in 'muster_then' are relative to '" + folder + "'"));
            }
        }
        return found;
    }
}
