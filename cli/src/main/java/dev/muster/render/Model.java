package dev.muster.render;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What templates see: {@code node} for the artifacts of a node, {@code cluster} for those of all. Texts, numbers, lists and
 * maps alone; what is not known is not there, so that a template asks by {@code ??}.
 */
final class Model {

    private Model() {}

    static Map<String, Object> of(Cluster cluster, NodeSpec node) {
        return Map.of("node", node(node), "cluster", Map.of("name", cluster.name()));
    }

    static Map<String, Object> of(Cluster cluster) {
        var model = new LinkedHashMap<String, Object>();
        model.put("name", cluster.name());
        model.put("nodes", cluster.nodes().stream().map(Model::node).toList());
        var networks = new LinkedHashSet<NodeSpec.Network>();
        var domains = new LinkedHashSet<String>();
        for (var node : cluster.nodes()) {
            if (node.network() != null && node.mac() != null) {
                networks.add(node.network());
            }
            if (!node.domain().isEmpty()) {
                domains.add(node.domain());
            }
            put(model, "boot_interface", node.boot().networkInterface());
            boot(model, node.boot());
        }
        model.put("networks", networks.stream().map(Model::network).toList());
        model.put("domains", List.copyOf(domains));
        return Map.of("cluster", model);
    }

    private static Map<String, Object> node(NodeSpec node) {
        var model = new LinkedHashMap<String, Object>();
        model.put("name", node.name());
        model.put("fqdn", node.fqdn());
        model.put("hostname", node.hostname());
        model.put("domain", node.domain());
        model.put("cluster", node.cluster());
        put(model, "role", node.role());
        model.put("os", node.os().word());
        if (node.mac() != null) {
            model.put("mac", colons(node.mac()));
            model.put("mac_hyphens", hyphens(node.mac()));
        }
        put(model, "ip", node.ip());
        if (node.network() != null) {
            model.put("network", network(node.network()));
        }
        boot(model, node.boot());
        model.put("kernel_arguments", node.boot().kernelArguments());
        put(model, "disk", node.boot().disk());
        if (node.boot().debianMirror() != null) {
            model.put("debian_mirror", mirror(node.boot().debianMirror()));
        }
        model.put("admin_user", node.admin().user());
        model.put("ssh_authorized_keys", node.admin().authorizedKeys());
        put(model, "puppet_server", node.puppet().server());
        put(model, "puppet_server_ip", node.puppet().serverIp());
        model.put("host_key_private", node.hostKey().privateText());
        model.put("host_key_public", node.hostKey().publicText().strip());
        model.put("extra", node.extra());
        return model;
    }

    private static void boot(Map<String, Object> model, NodeSpec.Boot boot) {
        var server = boot.server() == null ? null : HostPort.of(boot.server(), NodeSpec.Boot.PORT);
        if (server != null) {
            model.put("boot_url", server.url());
            model.put("boot_host", server.host());
        }
    }

    private static Map<String, Object> network(NodeSpec.Network network) {
        var model = new LinkedHashMap<String, Object>();
        var range = Ipv4.Range.of(network.cidr());
        if (range != null) {
            model.put("address", range.first().toString());
            model.put("prefix", range.prefix());
            model.put("mask", range.mask().toString());
        }
        put(model, "gateway", network.gateway());
        model.put("dns", new ArrayList<Object>(network.dns()));
        if (network.ipv6() != null) {
            model.put("ipv6", network.ipv6().substring(0, network.ipv6().indexOf('/')));
        }
        return model;
    }

    /** The parts of a mirror's URL that Debian's installer asks for one by one. */
    private static Map<String, Object> mirror(String url) {
        var rest = url.substring("http://".length());
        int slash = rest.indexOf('/');
        var host = slash < 0 ? rest : rest.substring(0, slash);
        return Map.of("host", host, "directory", slash < 0 ? "/" : rest.substring(slash));
    }

    static String colons(String mac) {
        return mac.toLowerCase(Locale.ROOT).replace('-', ':');
    }

    static String hyphens(String mac) {
        return mac.toLowerCase(Locale.ROOT).replace(':', '-');
    }

    private static void put(Map<String, Object> model, String name, @Nullable Object value) {
        if (value != null) {
            model.put(name, value);
        }
    }

    /** The variables whose value holds this text, to name the one that a syntax refuses. */
    static @Nullable String variableOf(NodeSpec node, String text) {
        for (var entry : variables(node).entrySet()) {
            if (holds(entry.getValue(), text)) {
                return entry.getKey();
            }
        }
        return null;
    }

    private static Map<String, Object> variables(NodeSpec node) {
        var variables = new LinkedHashMap<String, Object>();
        put(variables, "inventory_hostname", node.name());
        put(variables, "muster_domain", node.fqdn());
        put(variables, "muster_cluster", node.cluster());
        put(variables, "muster_role", node.role());
        put(variables, "muster_kernel_arguments", node.boot().kernelArguments());
        put(variables, "muster_disk", node.boot().disk());
        put(variables, "muster_admin_user", node.admin().user());
        put(variables, "muster_ssh_authorized_keys", node.admin().authorizedKeys());
        put(variables, "muster_puppet_server", node.puppet().server());
        node.extra().forEach((name, value) -> put(variables, name, value));
        return variables;
    }

    private static boolean holds(@Nullable Object value, String text) {
        return switch (value) {
            case null -> false;
            case List<?> list -> list.stream().anyMatch(item -> holds(item, text));
            case Map<?, ?> map -> map.values().stream().anyMatch(item -> holds(item, text));
            case Object other -> !String.valueOf(other).isEmpty() && text.contains(String.valueOf(other));
        };
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
