package dev.muster.modules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The kernel, the machine and its names; who manages services and packages there. */
final class PlatformFacts {

    /** Path, version, the parts of the version, implementation. */
    private static final int PYTHON_LINES = 4;

    private static final Map<String, String> INITS =
            Map.of("procd", "openwrt_init", "runit-init", "runit", "svscan", "svc", "openrc-init", "openrc");

    /** In ansible-core's order; the last that exists wins. */
    private static final List<Map.Entry<String, String>> PACKAGERS = List.of(
            Map.entry("/usr/bin/rpm-ostree", "atomic_container"),
            Map.entry("/usr/bin/yum", "dnf"),
            Map.entry("/usr/bin/dnf-3", "dnf"),
            Map.entry("/usr/bin/dnf5", "dnf5"),
            Map.entry("/usr/bin/apt-get", "apt"),
            Map.entry("/usr/bin/zypper", "zypper"),
            Map.entry("/usr/sbin/urpmi", "urpmi"),
            Map.entry("/usr/bin/pacman", "pacman"),
            Map.entry("/bin/opkg", "opkg"),
            Map.entry("/usr/pkg/bin/pkgin", "pkgin"),
            Map.entry("/sbin/apk", "apk"),
            Map.entry("/usr/bin/emerge", "portage"),
            Map.entry("/usr/bin/xbps-install", "xbps"),
            Map.entry("/usr/bin/swupd", "swupd"),
            Map.entry("/usr/sbin/sorcery", "sorcery"));

    private PlatformFacts() {}

    /** The node's Python, where there is one; no module needs it. */
    static Map<String, @Nullable Object> python(FactSource source) {
        var said = source.lines("python").toList();
        if (said.size() < PYTHON_LINES) {
            return Map.of();
        }
        var words = said.get(2).split(" ");
        var parts = List.of("major", "minor", "micro", "releaselevel", "serial");
        var version = new LinkedHashMap<String, @Nullable Object>();
        for (int i = 0; i < parts.size(); i++) {
            version.put(parts.get(i), parts.get(i).equals("releaselevel") ? words[i] : Long.valueOf(words[i]));
        }
        var python = new LinkedHashMap<String, @Nullable Object>();
        python.put("version", version);
        python.put("version_info", new ArrayList<>(version.values()));
        python.put("executable", said.get(0));
        // Every Python that ansible-core 2.19 runs on has it.
        python.put("has_sslcontext", true);
        python.put("type", said.get(3));
        var facts = facts("python", python);
        facts.put("python_version", said.get(1));
        return facts;
    }

    static Map<String, @Nullable Object> platform(FactSource source) {
        var facts = new LinkedHashMap<String, @Nullable Object>();
        var machine = source.line("machine");
        facts.put("system", source.file("/proc/sys/kernel/ostype", "Linux"));
        facts.put("kernel", source.file("/proc/sys/kernel/osrelease", ""));
        facts.put("kernel_version", source.file("/proc/sys/kernel/version", ""));
        facts.put("machine", machine);
        var node = source.file("/proc/sys/kernel/hostname", "");
        var fqdn = fqdn(source, node);
        facts.put("fqdn", fqdn);
        facts.put("hostname", node.split("\\.")[0]);
        facts.put("nodename", node);
        facts.put("domain", fqdn.contains(".") ? fqdn.substring(fqdn.indexOf('.') + 1) : "");
        var said = source.line("bits");
        var bits = said.isEmpty() ? (machine.contains("64") || machine.equals("s390x") ? "64" : "32") : said;
        facts.put("userspace_bits", bits);
        if (machine.equals("x86_64")) {
            facts.put("architecture", machine);
            facts.put("userspace_architecture", bits.equals("64") ? "x86_64" : "i386");
        } else if (machine.matches("i[3456]86|i86pc")) {
            facts.put("architecture", "i386");
            facts.put("userspace_architecture", bits.equals("64") ? "x86_64" : "i386");
        } else {
            facts.put("architecture", machine);
        }
        var id = source.file("/var/lib/dbus/machine-id", source.file("/etc/machine-id", ""));
        if (!id.isEmpty()) {
            facts.put("machine_id", id.lines().findFirst().orElse(""));
        }
        return facts;
    }

    /** As Python's {@code socket.getfqdn}: of the names of the address of the node's own name, the first with a dot. */
    private static String fqdn(FactSource source, String node) {
        var names = FactSource.words(source.line("fqdn"));
        if (names.size() < 2) {
            return node;
        }
        return names.subList(1, names.size()).stream()
                .filter(name -> name.contains("."))
                .findFirst()
                .orElse(names.get(1));
    }

    static Map<String, @Nullable Object> serviceManager(FactSource source) {
        return facts("service_mgr", serviceManagerName(source));
    }

    private static String serviceManagerName(FactSource source) {
        var first = source.file("/proc/1/comm");
        var init = source.link("/sbin/init");
        if (first == null && init != null && !init.isEmpty()) {
            first = init;
        }
        if (first != null) {
            first = FactSource.base(first).strip();
            if (!first.equals("init") && !first.endsWith("sh")) {
                return INITS.getOrDefault(first, first);
            }
        }
        var systemctl = source.has("has-systemctl");
        if (systemctl
                && List.of("/run/systemd/system", "/dev/.run/systemd", "/dev/.systemd").stream()
                        .anyMatch(source::exists)) {
            return "systemd";
        }
        if (source.has("has-initctl") && source.exists("/etc/init")) {
            return "upstart";
        }
        if (source.exists("/sbin/openrc")) {
            return "openrc";
        }
        if (systemctl && init != null && FactSource.base(init).equals("systemd")) {
            return "systemd";
        }
        if (source.exists("/etc/init.d")) {
            return "sysvinit";
        }
        return source.exists("/etc/dinit.d") ? "dinit" : "service";
    }

    static Map<String, @Nullable Object> packageManager(FactSource source) {
        var family = DistributionFacts.of(source).get("os_family");
        var name = "unknown";
        for (var packager : PACKAGERS) {
            if (source.exists(packager.getKey())) {
                name = packager.getValue();
            }
        }
        if ("RedHat".equals(family)) {
            name = redHat(source);
        } else if ("Debian".equals(family)) {
            name = "apt";
        } else if ("Altlinux".equals(family) && name.equals("apt")) {
            name = "apt_rpm";
        }
        return facts("pkg_mgr", name.equals("apt") && source.has("apt-rpm") ? "apt_rpm" : name);
    }

    private static String redHat(FactSource source) {
        if (source.exists("/run/ostree-booted")) {
            return "atomic_container";
        }
        for (var path : List.of("/usr/bin/dnf", "/usr/bin/microdnf")) {
            if (source.exists(path)) {
                var target = String.valueOf(source.link(path));
                return FactSource.base(target).equals("dnf5") ? "dnf5" : "dnf";
            }
        }
        return "unknown";
    }

    static Map<String, @Nullable Object> systemd(FactSource source) {
        var lines = source.lines("systemctl").toList();
        if (lines.size() < 2) {
            return Map.of();
        }
        var words = FactSource.words(lines.getFirst());
        var version = words.size() > 1 ? words.get(1).replaceAll("\\D.*", "") : "";
        return version.isEmpty()
                ? Map.of()
                : facts("systemd", facts2("features", lines.get(1), "version", Long.valueOf(version)));
    }

    static Map<String, @Nullable Object> facts(String name, @Nullable Object value) {
        var facts = new LinkedHashMap<String, @Nullable Object>();
        facts.put(name, value);
        return facts;
    }

    static Map<String, @Nullable Object> facts2(
            String name, @Nullable Object value, String other, @Nullable Object otherValue) {
        var facts = facts(name, value);
        facts.put(other, otherValue);
        return facts;
    }
}
