package dev.muster.modules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The interfaces, their addresses and the default ones: {@code module_utils/facts/network/linux.py}. */
final class NetworkFacts {

    private static final Map<String, String> TYPES =
            Map.of("1", "ether", "32", "infiniband", "512", "ppp", "772", "loopback", "65534", "tunnel");

    private static final String CLASS = "/sys/class/net/";
    private static final String NO_ADDRESS = "00:00:00:00:00:00";

    private final FactSource source;
    private final Map<String, Map<String, @Nullable Object>> interfaces = new LinkedHashMap<>();
    private final List<String> all4 = new ArrayList<>();
    private final List<String> all6 = new ArrayList<>();
    private final Map<String, @Nullable Object> default4;
    private final Map<String, @Nullable Object> default6;

    private NetworkFacts(FactSource source) {
        this.source = source;
        this.default4 = route("route4", "8.8.8.8");
        this.default6 = route("route6", "2404:6800:400a:800::1012");
    }

    static Map<String, @Nullable Object> of(FactSource source) {
        return new NetworkFacts(source).collect();
    }

    static Map<String, @Nullable Object> iscsi(FactSource source) {
        var names = FactSource.assignments(source.file("/etc/iscsi/initiatorname.iscsi", ""));
        return PlatformFacts.facts("iscsi_iqn", names.getOrDefault("InitiatorName", ""));
    }

    static Map<String, @Nullable Object> nvme(FactSource source) {
        var name = source.file("/etc/nvme/hostnqn", "")
                .lines()
                .filter(line -> line.startsWith("nqn."))
                .findFirst()
                .orElse("");
        return PlatformFacts.facts("hostnqn", name);
    }

    static Map<String, @Nullable Object> fibreChannel(FactSource source) {
        var names = source.paths("/sys/class/fc_host/", "/port_name").stream()
                .map(path -> source.file(path, "").replaceFirst("^0x", ""))
                .toList();
        return PlatformFacts.facts("fibre_channel_wwn", names);
    }

    private Map<String, @Nullable Object> collect() {
        if (!source.has("has-ip")) {
            return Map.of();
        }
        var addresses = addressesByInterface();
        for (var path : source.linkPaths(CLASS)) {
            var name = path.substring(CLASS.length());
            if (!name.contains("/") && !"".equals(source.link(path))) {
                interfaces.put(name, device(name));
            }
        }
        // The order of Ansible: each device's primary addresses, then its secondary ones.
        for (var name : List.copyOf(interfaces.keySet())) {
            var lines = addresses.getOrDefault(name, List.of());
            lines.stream().filter(line -> !secondary(line)).forEach(line -> address(name, line, false));
            lines.stream().filter(NetworkFacts::secondary).forEach(line -> address(name, line, true));
            interfaces.computeIfPresent(name, (_, facts) -> {
                facts.putAll(ethtool(name));
                return facts;
            });
        }
        var facts = new LinkedHashMap<String, @Nullable Object>();
        facts.put(
                "interfaces",
                interfaces.keySet().stream().map(NetworkFacts::plain).toList());
        interfaces.forEach((name, device) -> facts.put(plain(name), device));
        facts.put("default_ipv4", default4);
        facts.put("default_ipv6", default6);
        facts.put("all_ipv4_addresses", all4);
        facts.put("all_ipv6_addresses", all6);
        facts.put("locally_reachable_ips", PlatformFacts.facts2("ipv4", local("local4"), "ipv6", local("local6")));
        return facts;
    }

    private static String plain(String name) {
        return name.replace(':', '_');
    }

    private List<String> local(String section) {
        var found = new LinkedHashSet<String>();
        source.lines(section)
                .map(FactSource::words)
                .filter(words -> words.size() > 1 && words.getFirst().equals("local"))
                .forEach(words -> found.add(words.get(1)));
        return List.copyOf(found);
    }

    private Map<String, @Nullable Object> route(String section, String target) {
        var facts = new LinkedHashMap<String, @Nullable Object>();
        var words = FactSource.words(source.line(section));
        if (words.isEmpty() || !words.getFirst().equals(target)) {
            return facts;
        }
        for (int i = 0; i + 1 < words.size(); i++) {
            var next = words.get(i + 1);
            switch (words.get(i)) {
                case "dev" -> facts.put("interface", next);
                case "src" -> facts.put("address", next);
                case "via" -> {
                    if (!next.equals(target)) {
                        facts.put("gateway", next);
                    }
                }
                default -> {}
            }
        }
        return facts;
    }

    /** The {@code inet} and {@code inet6} lines of {@code ip addr show}, by device. */
    private Map<String, List<String>> addressesByInterface() {
        var lines = new LinkedHashMap<String, List<String>>();
        var name = "";
        for (var line : source.lines("addresses").toList()) {
            if (!line.startsWith(" ") && !line.startsWith("\t")) {
                var words = FactSource.words(line);
                name = words.size() > 1 ? words.get(1).replaceFirst("[@:][^:]*:?$", "") : "";
            } else if (line.strip().startsWith("inet")) {
                lines.computeIfAbsent(name, _ -> new ArrayList<>()).add(line.strip());
            }
        }
        return lines;
    }

    private static boolean secondary(String line) {
        return line.startsWith("inet ") && FactSource.words(line).contains("secondary");
    }

    private Map<String, @Nullable Object> device(String name) {
        var folder = CLASS + name;
        var facts = new LinkedHashMap<String, @Nullable Object>();
        facts.put("device", name);
        var mac = source.file(folder + "/address", "");
        if (!mac.isEmpty() && !mac.equals(NO_ADDRESS)) {
            facts.put("macaddress", mac);
        }
        number(folder + "/mtu", "mtu", facts);
        var state = source.file(folder + "/operstate");
        if (state != null) {
            facts.put("active", !state.equals("down"));
        }
        var module = source.link(folder + "/device/driver/module");
        if (module != null) {
            facts.put("module", FactSource.base(module));
        }
        var type = source.file(folder + "/type");
        if (type != null) {
            facts.put("type", TYPES.getOrDefault(type, "unknown"));
        }
        if (source.exists(folder + "/bridge")) {
            facts.put("type", "bridge");
            facts.put(
                    "interfaces",
                    source.existing(folder + "/brif/").stream()
                            .map(FactSource::base)
                            .toList());
            facts.put("id", source.file(folder + "/bridge/bridge_id", ""));
            facts.put("stp", source.file(folder + "/bridge/stp_state", "").equals("1"));
        }
        if (source.exists(folder + "/bonding")) {
            bonding(folder, facts);
        }
        if (source.exists(folder + "/bonding_slave")) {
            facts.put("perm_macaddress", source.file(folder + "/bonding_slave/perm_hwaddr", ""));
        }
        var bus = source.link(folder + "/device");
        if (bus != null) {
            facts.put("pciid", FactSource.base(bus));
        }
        number(folder + "/speed", "speed", facts);
        var flags = source.file(folder + "/flags");
        if (flags != null) {
            facts.put("promisc", (Long.decode(flags) & 0x100) > 0);
        }
        return facts;
    }

    private void number(String path, String key, Map<String, @Nullable Object> facts) {
        var value = source.file(path);
        if (value != null) {
            facts.put(key, Long.valueOf(value));
        }
    }

    private void bonding(String folder, Map<String, @Nullable Object> facts) {
        facts.put("type", "bonding");
        facts.put("slaves", FactSource.words(source.file(folder + "/bonding/slaves", "")));
        for (var key : List.of("mode", "miimon", "lacp_rate")) {
            facts.put(key, source.file(folder + "/bonding/" + key, "").split(" ")[0]);
        }
        var primary = source.file(folder + "/bonding/primary");
        if (primary != null) {
            facts.put("primary", primary);
            var all = source.file(folder + "/bonding/all_slaves_active");
            if (all != null) {
                facts.put("all_slaves_active", all.equals("1"));
            }
        }
    }

    private void address(String device, String line, boolean secondary) {
        var words = FactSource.words(line);
        if (words.getFirst().equals("inet")) {
            address4(device, words, secondary);
        } else if (words.getFirst().equals("inet6")) {
            address6(device, words);
        }
    }

    private void address4(String device, List<String> words, boolean secondary) {
        var slash = words.get(1).indexOf('/');
        var address = slash < 0 ? words.get(1) : words.get(1).substring(0, slash);
        var length = slash < 0 ? "32" : words.get(1).substring(slash + 1);
        long mask = (1L << 32) - (1L << 32 >> Integer.parseInt(length));
        var info = new LinkedHashMap<String, @Nullable Object>();
        info.put("address", address);
        info.put("broadcast", slash >= 0 && words.size() > 3 && words.get(2).equals("brd") ? words.get(3) : "");
        info.put("netmask", dotted(mask));
        info.put("network", dotted(bits(address) & mask));
        info.put("prefix", length);
        var alias = words.getLast();
        var owner = interfaces.computeIfAbsent(alias, _ -> new LinkedHashMap<>());
        if (!secondary && !owner.containsKey("ipv4")) {
            owner.put("ipv4", info);
        } else {
            more(owner, info);
        }
        if (secondary && !device.equals(alias)) {
            more(interfaces.computeIfAbsent(device, _ -> new LinkedHashMap<>()), info);
        }
        if (address.equals(default4.get("address"))) {
            for (var key : List.of("broadcast", "netmask", "network", "prefix")) {
                default4.put(key, info.get(key));
            }
            ofDevice(default4, device);
            default4.put("alias", alias);
        }
        if (!address.startsWith("127.")) {
            all4.add(address);
        }
    }

    private static void more(Map<String, @Nullable Object> owner, Map<String, @Nullable Object> info) {
        var list = new ArrayList<@Nullable Object>(
                owner.get("ipv4_secondaries") instanceof List<?> before ? before : List.of());
        list.add(info);
        owner.put("ipv4_secondaries", list);
    }

    private void address6(String device, List<String> words) {
        var peer = words.get(2).equals("peer");
        var parts = (peer ? words.get(3) : words.get(1)).split("/");
        var address = peer ? words.get(1) : parts[0];
        var prefix = parts[parts.length - 1];
        var scope = words.get(peer ? 5 : 3);
        var info = PlatformFacts.facts2("address", address, "prefix", prefix);
        info.put("scope", scope);
        var owner = interfaces.computeIfAbsent(device, _ -> new LinkedHashMap<>());
        var list = new ArrayList<@Nullable Object>(owner.get("ipv6") instanceof List<?> before ? before : List.of());
        list.add(info);
        owner.put("ipv6", list);
        if (address.equals(default6.get("address"))) {
            default6.put("prefix", prefix);
            default6.put("scope", scope);
            ofDevice(default6, device);
        }
        if (!address.equals("::1")) {
            all6.add(address);
        }
    }

    private void ofDevice(Map<String, @Nullable Object> facts, String device) {
        var own = interfaces.getOrDefault(device, Map.of());
        facts.put("macaddress", own.getOrDefault("macaddress", NO_ADDRESS));
        facts.put("mtu", own.get("mtu"));
        facts.put("type", own.getOrDefault("type", "unknown"));
    }

    private static long bits(String address) {
        long bits = 0;
        for (var part : address.split("\\.")) {
            bits = bits << 8 | Long.parseLong(part);
        }
        return bits;
    }

    private static String dotted(long bits) {
        return (bits >> 24 & 255) + "." + (bits >> 16 & 255) + "." + (bits >> 8 & 255) + "." + (bits & 255);
    }

    private Map<String, @Nullable Object> ethtool(String device) {
        var facts = new LinkedHashMap<String, @Nullable Object>();
        var offload = source.text("ethtool-k " + device);
        if (!offload.isBlank()) {
            var features = new LinkedHashMap<String, @Nullable Object>();
            offload.lines().filter(line -> line.contains(": ")).forEach(line -> {
                int colon = line.indexOf(": ");
                features.put(
                        line.substring(0, colon).strip().replace('-', '_'),
                        line.substring(colon + 2).strip());
            });
            facts.put("features", features);
        }
        var stamps = source.text("ethtool-T " + device);
        if (!stamps.isBlank()) {
            facts.put("timestamping", names("SOF_TIMESTAMPING_(\\w+)", stamps));
            facts.put("hw_timestamp_filters", names("HWTSTAMP_FILTER_(\\w+)", stamps));
            var clock = Pattern.compile("PTP Hardware Clock: (\\d+)").matcher(stamps);
            if (clock.find()) {
                facts.put("phc_index", Long.valueOf(clock.group(1)));
            }
        }
        return facts;
    }

    private static List<String> names(String regex, String text) {
        return Pattern.compile(regex)
                .matcher(text)
                .results()
                .map(match -> match.group(1).toLowerCase(Locale.ROOT))
                .toList();
    }
}
