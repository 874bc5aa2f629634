package dev.muster.modules;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The groups of facts by the names that {@code gather_subset} knows them by, in the order in which they are collected, and
 * which of them a {@code gather_subset} means ({@code module_utils/facts/collector.py}).
 */
final class FactCollectors {

    /**
     * One group.
     *
     * @param ids other names that mean it, mostly of its facts
     * @param groups what {@code setup.sh} is asked for
     */
    record Collector(
            String name,
            List<String> ids,
            List<String> groups,
            Function<FactSource, Map<String, @Nullable Object>> read) {}

    private static final Set<String> MINIMAL = Set.of(
            "apparmor",
            "caps",
            "cmdline",
            "date_time",
            "distribution",
            "dns",
            "env",
            "fips",
            "local",
            "lsb",
            "pkg_mgr",
            "platform",
            "python",
            "selinux",
            "service_mgr",
            "ssh_pub_keys",
            "user");

    private static final List<Collector> ALL = List.of(
            of(
                    "platform",
                    List.of(
                            "system",
                            "kernel",
                            "kernel_version",
                            "machine",
                            "python_version",
                            "architecture",
                            "machine_id"),
                    PlatformFacts::platform),
            of(
                    "distribution",
                    List.of("distribution_version", "distribution_release", "distribution_major_version", "os_family"),
                    DistributionFacts::of),
            of("lsb", List.of(), SystemFacts::lsb),
            of("selinux", List.of(), SystemFacts::selinux),
            of(
                    "apparmor",
                    List.of(),
                    source -> PlatformFacts.facts(
                            "apparmor",
                            PlatformFacts.facts(
                                    "status",
                                    source.exists("/sys/kernel/security/apparmor") ? "enabled" : "disabled"))),
            of("chroot", List.of("is_chroot"), SystemFacts::chroot),
            of(
                    "fips",
                    List.of(),
                    source -> PlatformFacts.facts(
                            "fips",
                            source.file("/proc/sys/crypto/fips_enabled", "0").equals("1"))),
            new Collector("python", List.of(), List.of("python"), PlatformFacts::python),
            of("caps", List.of("system_capabilities", "system_capabilities_enforced"), SystemFacts::capabilities),
            of("pkg_mgr", List.of(), PlatformFacts::packageManager),
            of("service_mgr", List.of(), PlatformFacts::serviceManager),
            of("cmdline", List.of(), SystemFacts::commandLine),
            of("date_time", List.of(), SystemFacts::dateTime),
            of("env", List.of(), SystemFacts::environment),
            of("loadavg", List.of(), SystemFacts::loadAverage),
            of(
                    "ssh_pub_keys",
                    List.of(
                            "ssh_host_pub_keys",
                            "ssh_host_key_dsa_public",
                            "ssh_host_key_rsa_public",
                            "ssh_host_key_ecdsa_public",
                            "ssh_host_key_ed25519_public"),
                    SystemFacts::sshKeys),
            of(
                    "user",
                    List.of(
                            "user_id",
                            "user_uid",
                            "user_gid",
                            "user_gecos",
                            "user_dir",
                            "user_shell",
                            "real_user_id",
                            "effective_user_id",
                            "effective_group_ids"),
                    SystemFacts::user),
            of("systemd", List.of(), PlatformFacts::systemd),
            new Collector(
                    "virtual",
                    List.of(
                            "virtualization_type",
                            "virtualization_role",
                            "virtualization_tech_guest",
                            "virtualization_tech_host"),
                    List.of("virtual"),
                    VirtualFacts::of),
            new Collector(
                    "hardware",
                    List.of("processor", "processor_cores", "processor_count", "mounts", "devices"),
                    List.of("hardware", "mounts"),
                    HardwareFacts::of),
            of("dns", List.of(), SystemFacts::dns),
            new Collector("fibre_channel_wwn", List.of(), List.of("network"), NetworkFacts::fibreChannel),
            new Collector(
                    "network",
                    List.of("interfaces", "default_ipv4", "default_ipv6", "all_ipv4_addresses", "all_ipv6_addresses"),
                    List.of("network"),
                    NetworkFacts::of),
            new Collector("iscsi", List.of(), List.of("network"), NetworkFacts::iscsi),
            new Collector("nvme", List.of(), List.of("network"), NetworkFacts::nvme),
            new Collector("local", List.of(), List.of("local"), _ -> Map.of()),
            // Ansible asks these tools of others too; on a node without them they have nothing to say.
            of("facter", List.of(), _ -> Map.of()),
            of("ohai", List.of(), _ -> Map.of()));

    private FactCollectors() {}

    private static Collector of(
            String name, List<String> ids, Function<FactSource, Map<String, @Nullable Object>> read) {
        return new Collector(name, ids, List.of(), read);
    }

    /**
     * The groups that a {@code gather_subset} means.
     *
     * @throws IllegalArgumentException with Ansible's text for a name that is none
     */
    static List<Collector> chosen(List<String> subsets) {
        var valid = ALL.stream()
                .flatMap(collector -> Stream.concat(Stream.of(collector.name()), collector.ids().stream()))
                .collect(Collectors.toCollection(TreeSet::new));
        var wanted = new LinkedHashSet<>(MINIMAL);
        var unwanted = new LinkedHashSet<String>();
        var explicit = new LinkedHashSet<String>();
        for (var subset : subsets) {
            switch (subset) {
                case "min" -> wanted.addAll(MINIMAL);
                case "all" -> wanted.addAll(valid);
                case "!min" -> unwanted.addAll(MINIMAL);
                case "!all" ->
                    valid.stream().filter(name -> !MINIMAL.contains(name)).forEach(unwanted::add);
                default -> {
                    if (subset.startsWith("!")) {
                        var name = subset.substring(1);
                        unwanted.add(name);
                        ALL.stream()
                                .filter(collector -> collector.name().equals(name))
                                .forEach(collector -> unwanted.addAll(collector.ids()));
                    } else if (valid.contains(subset)) {
                        explicit.add(subset);
                        wanted.add(subset);
                    } else {
                        throw new IllegalArgumentException(
                                "Bad subset '" + subset + "' given to Ansible. gather_subset options allowed: all, "
                                        + String.join(", ", valid));
                    }
                }
            }
        }
        unwanted.removeAll(explicit);
        wanted.removeAll(unwanted);
        return ALL.stream()
                .filter(collector -> wanted.contains(collector.name())
                        || collector.ids().stream().anyMatch(wanted::contains))
                .toList();
    }

    /** The facts of the groups, without the prefix {@code ansible_}. */
    static Map<String, @Nullable Object> collect(List<Collector> collectors, FactSource source) {
        var facts = new LinkedHashMap<String, @Nullable Object>();
        collectors.forEach(collector -> facts.putAll(collector.read().apply(source)));
        return facts;
    }
}
