package dev.muster.jinja;

import java.util.Set;

/** Which filter or test a name means: Ansible's own by their short names, and names that its routing sends to a collection. */
final class PluginNames {

    /** Once filters of Ansible itself, which its {@code ansible_builtin_runtime.yml} sends on. */
    private static final Set<String> ADDRESSES = Set.of(
            "cidr_merge",
            "hwaddr",
            "ip4_hex",
            "ipaddr",
            "ipmath",
            "ipsubnet",
            "ipv4",
            "ipv6",
            "ipwrap",
            "macaddr",
            "network_in_network",
            "network_in_usable",
            "next_nth_usable",
            "nthhost",
            "previous_nth_usable",
            "reduce_on_network",
            "slaac");

    private static final Set<String> GENERAL = Set.of("json_query", "random_mac");

    private static final String NETCOMMON = "ansible.netcommon.";

    private PluginNames() {}

    static String filter(String name) {
        var brief = test(name);
        if (ADDRESSES.contains(brief)
                || brief.startsWith(NETCOMMON) && ADDRESSES.contains(brief.substring(NETCOMMON.length()))) {
            return "ansible.utils." + brief.substring(brief.lastIndexOf('.') + 1);
        }
        if (GENERAL.contains(brief)) {
            return CommunityFilters.GENERAL + brief;
        }
        return brief.equals("community.general.path_join") ? "path_join" : brief;
    }

    static String test(String name) {
        for (var prefix : new String[] {"ansible.builtin.", "ansible.legacy."}) {
            if (name.startsWith(prefix)) {
                return name.substring(prefix.length());
            }
        }
        return name;
    }
}
