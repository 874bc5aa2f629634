package dev.muster.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rules for the values of a {@link NodeSpec}. Every value that ends up in a file without quotes has its grammar here, so
 * that firmware, whose languages know little or no quoting, never sees a surprise.
 */
public final class SpecCheck {

    /** Names at the top of the tree of artifacts. */
    static final Set<String> RESERVED = Set.of("dnsmasq.conf", "grub", "ipxe", "pxelinux.cfg", "os");

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?");
    private static final Pattern MAC = Pattern.compile("(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}");
    private static final Pattern USER = Pattern.compile("[a-z_][a-z0-9_-]{0,30}");
    private static final Pattern DISK = Pattern.compile("/dev/[A-Za-z0-9_./:+-]+");
    private static final Pattern INTERFACE = Pattern.compile("[A-Za-z0-9_.@-]{1,15}");
    private static final Pattern URL = Pattern.compile("http://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~/-]*)?");
    private static final Pattern IPV6_PREFIX = Pattern.compile("[0-9a-fA-F:]{2,39}/64");
    private static final Pattern KEY = Pattern.compile(
            "(?:[^\\s\"]*(?:\"[^\"]*\"[^\\s\"]*)* +)?(?:ssh|ecdsa|sk)-[a-z0-9@.-]+ [A-Za-z0-9+/]+=*(?: .*)?");

    /** What iPXE and GRUB would take for their own, or change on the way to the kernel. */
    private static final Pattern KERNEL_WORD = Pattern.compile("[^\\s\\p{Cntrl}\"'\\\\$#;|&]+");

    private final NodeSpec spec;
    private final List<SpecFinding> findings = new ArrayList<>();

    private SpecCheck(NodeSpec spec) {
        this.spec = spec;
    }

    /** All that is wrong with a spec; empty when it can be rendered. */
    public static List<SpecFinding> of(NodeSpec spec) {
        var check = new SpecCheck(spec);
        check.names();
        check.addresses();
        check.booting();
        check.login();
        return List.copyOf(check.findings);
    }

    private void names() {
        if (!NAME.matcher(spec.name()).matches() || RESERVED.contains(spec.name())) {
            add("inventory_hostname", spec.name(), "cannot name a folder of artifacts", "rename the node");
        }
        for (var label : spec.fqdn().split("\\.", -1)) {
            if (!LABEL.matcher(label).matches() || spec.fqdn().length() > 253) {
                add(
                        "muster_domain",
                        spec.fqdn(),
                        "is no host name",
                        "use letters, digits and '-' between dots (RFC 1123)");
                break;
            }
        }
        plain("muster_cluster", spec.cluster());
        plain("muster_role", spec.role());
    }

    private void addresses() {
        var mac = spec.mac();
        if (mac == null) {
            needed("muster_mac", "52:54:00:12:34:56");
        } else if (!MAC.matcher(mac).matches()) {
            add(
                    "muster_mac",
                    mac,
                    "is no MAC address",
                    "write six pairs of hexadecimal digits, as in '52:54:00:12:34:56'");
        }
        var ip = spec.ip();
        if (ip == null) {
            needed("muster_ip", "172.30.0.11");
        } else {
            address("muster_ip", ip);
        }
        var network = spec.network();
        if (network == null) {
            if (ip != null) {
                add(
                        "muster_network",
                        ip,
                        "is an address of no known network",
                        "write 'muster_network: {cidr: 172.30.0.0/16}'");
            }
            return;
        }
        var range = Ipv4.Range.of(network.cidr());
        if (range == null) {
            add(
                    "muster_network.cidr",
                    network.cidr(),
                    "is no network",
                    "write address and prefix length, as in '172.30.0.0/16'");
        } else {
            inside("muster_ip", ip, range);
            inside("muster_network.gateway", network.gateway(), range);
        }
        if (network.gateway() != null) {
            address("muster_network.gateway", network.gateway());
        }
        if (network.dns().isEmpty() && spec.os() == NodeSpec.Os.DEBIAN12) {
            // Without one the installer stops and asks, long before it reads the preseed file.
            missing("muster_network.dns", "the addresses of name servers, as in 'dns: [172.30.0.1]'");
        }
        network.dns().forEach(server -> address("muster_network.dns", server));
        if (network.ipv6() != null && !IPV6_PREFIX.matcher(network.ipv6()).matches()) {
            add("muster_network.ipv6", network.ipv6(), "is no prefix of 64 bits", "write it as in 'fd77::/64'");
        }
    }

    private void booting() {
        var boot = spec.boot();
        if (boot.server() == null) {
            needed("muster_boot_server", "172.30.0.1");
        } else if (HostPort.of(boot.server(), NodeSpec.Boot.PORT) == null) {
            add(
                    "muster_boot_server",
                    boot.server(),
                    "is no server",
                    "write an address or a name, with ':PORT' behind it when it is not 8080");
        }
        if (boot.networkInterface() != null
                && !INTERFACE.matcher(boot.networkInterface()).matches()) {
            add(
                    "muster_boot_interface",
                    boot.networkInterface(),
                    "is no network interface",
                    "write it as 'ip link' shows it");
        }
        for (var word : boot.kernelArguments()) {
            if (!KERNEL_WORD.matcher(word).matches()) {
                add(
                        "muster_kernel_arguments",
                        word,
                        "cannot be given to a kernel by every firmware",
                        "write each argument as one item, without space, quote, backslash and any of '$#;|&'");
            }
        }
        if (boot.disk() != null
                && (!DISK.matcher(boot.disk()).matches() || boot.disk().contains(".."))) {
            add("muster_disk", boot.disk(), "is no disk", "write the path of a device, as in '/dev/sda'");
        }
        if (spec.os() == NodeSpec.Os.DEBIAN12) {
            if (boot.debianMirror() == null) {
                missing(
                        "muster_debian_mirror",
                        "the Debian mirror to install from, as the sources list of a Debian machine has it");
            } else if (!URL.matcher(boot.debianMirror()).matches()) {
                add(
                        "muster_debian_mirror",
                        boot.debianMirror(),
                        "is no 'http' address of a mirror",
                        "write it as in 'http://mirror.example/debian'");
            }
        }
    }

    private void login() {
        if (!USER.matcher(spec.admin().user()).matches()) {
            add(
                    "muster_admin_user",
                    spec.admin().user(),
                    "is no user name",
                    "use a-z, 0-9, '_' and '-', beginning with a letter");
        }
        if (spec.admin().authorizedKeys().isEmpty() && spec.os() != NodeSpec.Os.EXISTING) {
            missing("muster_ssh_authorized_keys", "the public keys that may log in; nobody could otherwise");
        }
        for (var key : spec.admin().authorizedKeys()) {
            if (!KEY.matcher(key).matches() || hasControl(key)) {
                add("muster_ssh_authorized_keys", key, "is no public key", "write one line of an '.pub' file per item");
            }
        }
        if (spec.puppet().serverIp() != null) {
            address("muster_puppet_server_ip", spec.puppet().serverIp());
        }
        plain("muster_puppet_server", spec.puppet().server());
    }

    private void needed(String variable, String example) {
        if (spec.os() != NodeSpec.Os.EXISTING) {
            missing(variable, "as in '" + variable + ": " + example + "'");
        }
    }

    private void missing(String variable, String hint) {
        findings.add(new SpecFinding(
                spec.name(),
                variable,
                "'" + variable + "' is needed to install " + spec.os().word(),
                hint));
    }

    private void address(String variable, String value) {
        if (Ipv4.of(value) == null) {
            add(variable, value, "is no IPv4 address", "write four numbers, as in '172.30.0.11'");
        }
    }

    private void inside(String variable, @Nullable String value, Ipv4.Range range) {
        var address = value == null ? null : Ipv4.of(value);
        if (address != null && !range.contains(address)) {
            add(
                    variable,
                    String.valueOf(value),
                    "is outside of the network '" + range + "'",
                    "the first and the last address of it do not count");
        }
    }

    private void plain(String variable, @Nullable String value) {
        if (value != null && (value.isBlank() || hasControl(value))) {
            add(variable, value, "is empty or holds a control character", "write it in one line");
        }
    }

    private static boolean hasControl(String value) {
        return value.codePoints()
                .anyMatch(c -> Character.isISOControl(c)
                        || c == 0x2028
                        || c == 0x2029
                        || Character.getType(c) == Character.SURROGATE);
    }

    private void add(String variable, String value, String what, String hint) {
        findings.add(new SpecFinding(spec.name(), variable, Shown.of(value) + " " + what, hint));
    }
}
