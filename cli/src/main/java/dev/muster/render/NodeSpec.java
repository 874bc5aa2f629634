package dev.muster.render;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that the artifacts of a node are made from. Texts are as the user wrote them; {@link SpecCheck} tells what is wrong with
 * them, and {@link Renderer} refuses a spec with findings.
 *
 * @param name the inventory name; names the folder of the node's artifacts
 * @param fqdn the fully qualified host name
 * @param cluster {@code muster_cluster}
 * @param role {@code muster_role}, or null
 * @param os {@code muster_os}
 * @param mac {@code muster_mac}, or null for a machine that does not boot from the network
 * @param ip {@code muster_ip}, IPv4, or null when DHCP gives one
 * @param network {@code muster_network}, or null when there is none to set up
 * @param boot where firmware and installer fetch from
 * @param admin who may log in
 * @param puppet whom the agent will ask
 * @param hostKey the node's SSH host key, from the trust
 * @param extra further variables for a site's own templates, by name: texts, numbers, booleans, lists and maps
 */
public record NodeSpec(
        String name,
        String fqdn,
        String cluster,
        @Nullable String role,
        Os os,
        @Nullable String mac,
        @Nullable String ip,
        @Nullable Network network,
        Boot boot,
        Admin admin,
        Puppet puppet,
        HostKey hostKey,
        Map<String, Object> extra) {

    /** Keeps the order of the variables, so that the same inventory gives the same bytes. */
    public NodeSpec {
        extra = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(extra));
    }

    /** What gets installed. */
    public enum Os {
        /** Debian 12 by its installer and a preseed file. */
        DEBIAN12("debian12"),
        /** Flatcar Container Linux with Ignition. */
        FLATCAR("flatcar"),
        /** The machine has its system, as a cloud image or a container has; firmware boots from the disk. */
        EXISTING("existing");

        private final String word;

        Os(String word) {
            this.word = word;
        }

        /** As {@code muster_os} has it; also the name of its folder of templates. */
        public String word() {
            return word;
        }

        /** The profile of that word, or null. */
        public static @Nullable Os of(String word) {
            for (var os : values()) {
                if (os.word.equals(word)) {
                    return os;
                }
            }
            return null;
        }
    }

    /**
     * The network of the node's address.
     *
     * @param cidr as in {@code 172.30.0.0/16}
     * @param gateway an IPv4 address, or null
     * @param dns IPv4 addresses
     * @param ipv6 a prefix of 64 bits, as in {@code fd77::/64}, which dnsmasq announces, or null; the boot server's
     *     interface needs an address in it. iPXE waits 13 seconds for such an announcement before it uses DHCP
     */
    public record Network(
            String cidr,
            @Nullable String gateway,
            List<String> dns,
            @Nullable String ipv6) {

        /** Copies the list. */
        public Network {
            dns = List.copyOf(dns);
        }
    }

    /**
     * Where firmware and installer fetch from.
     *
     * @param server {@code muster_boot_server}: an address or name, with a port when that is not {@value #PORT}; null when
     *     nothing is fetched
     * @param networkInterface {@code muster_boot_interface}: where dnsmasq listens, or null for every interface
     * @param kernelArguments {@code muster_kernel_arguments}: each one word for the kernel's command line
     * @param disk {@code muster_disk}: what to install to, as in {@code /dev/sda}, or null for the first disk
     * @param debianMirror {@code muster_debian_mirror}: an {@code http} URL, needed for Debian alone
     */
    public record Boot(
            @Nullable String server,
            @Nullable String networkInterface,
            List<String> kernelArguments,
            @Nullable String disk,
            @Nullable String debianMirror) {

        static final int PORT = 8080;

        /** Copies the list. */
        public Boot {
            kernelArguments = List.copyOf(kernelArguments);
        }
    }

    /**
     * Who may log in.
     *
     * @param user {@code muster_admin_user}
     * @param authorizedKeys {@code muster_ssh_authorized_keys}: lines of {@code authorized_keys}
     */
    public record Admin(String user, List<String> authorizedKeys) {

        /** Copies the list. */
        public Admin {
            authorizedKeys = List.copyOf(authorizedKeys);
        }
    }

    /**
     * Whom the agent will ask; for a site's own templates, Muster's use neither.
     *
     * @param server {@code muster_puppet_server}, or null
     * @param serverIp {@code muster_puppet_server_ip}, or null
     */
    public record Puppet(@Nullable String server, @Nullable String serverIp) {}

    /**
     * The SSH host key that the node is to have.
     *
     * @param privateText what {@code ssh_host_ed25519_key} holds
     * @param publicText what {@code ssh_host_ed25519_key.pub} holds
     */
    public record HostKey(String privateText, String publicText) {

        /** Without the private half: a record's own text would show it. */
        @Override
        public String toString() {
            return publicText.strip();
        }
    }

    /** The host name up to its first dot. */
    public String hostname() {
        int dot = fqdn.indexOf('.');
        return dot < 0 ? fqdn : fqdn.substring(0, dot);
    }

    /** What stands behind the first dot of the host name; empty when there is none. */
    public String domain() {
        int dot = fqdn.indexOf('.');
        return dot < 0 ? "" : fqdn.substring(dot + 1);
    }
}
