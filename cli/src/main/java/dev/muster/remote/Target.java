package dev.muster.remote;

import dev.muster.sshconfig.SshOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a node is and how it is reached. */
public sealed interface Target {

    /** The name under which the user knows the node. */
    String name();

    /**
     * By ssh.
     *
     * @param host address or name to connect to
     * @param port TCP port
     * @param user login user
     * @param keys private key files that are tried in order; empty for the user's default keys
     * @param password for login, or null
     * @param connectTimeout for the TCP connection and the login together
     * @param hostKeys how the host key is checked
     * @param shell the shell to start on the node, normally {@code /bin/sh}
     * @param options what else ssh's own configuration says of the node; of its parts that say the same as one of these, these
     *     count
     * @param hop the node through which this one is reached, or null
     */
    record Ssh(
            String name,
            String host,
            int port,
            String user,
            List<Path> keys,
            @Nullable String password,
            Duration connectTimeout,
            HostKeys hostKeys,
            String shell,
            SshOptions options,
            @Nullable Ssh hop)
            implements Target {

        /** A node that ssh's own configuration says nothing of. */
        public Ssh(
                String name,
                String host,
                int port,
                String user,
                List<Path> keys,
                @Nullable String password,
                Duration connectTimeout,
                HostKeys hostKeys,
                String shell) {
            this(
                    name,
                    host,
                    port,
                    user,
                    keys,
                    password,
                    connectTimeout,
                    hostKeys,
                    shell,
                    SshOptions.plain(host, port, user),
                    null);
        }

        /** Whether a TCP connection from here to its port is the way to it. */
        public boolean isDirect() {
            return options.network().proxy() instanceof SshOptions.Proxy.None;
        }

        /** The same node, which has to answer sooner or later than usual. */
        public Ssh within(Duration timeout) {
            return new Ssh(name, host, port, user, keys, password, timeout, hostKeys, shell, options, hop);
        }
    }

    /** This machine. */
    record Local(String name, String shell) implements Target {}

    /** A container, by {@code docker exec} or {@code podman exec}. */
    record Container(
            String name,
            String engine,
            String container,
            @Nullable String user,
            String shell) implements Target {}

    /** A folder that holds a root file system. */
    record Chroot(String name, Path root, String shell) implements Target {}

    /**
     * How host keys are checked: strictly against known_hosts files, or trusted at first sight with the fingerprint reported.
     *
     * @param files known_hosts files, in OpenSSH's format (sshd(8)); the first is the one that new keys go to
     * @param policy what becomes of a host that no file knows
     */
    record HostKeys(List<Path> files, Policy policy) {

        public enum Policy {
            STRICT,
            TRUST_ON_FIRST_USE,
            /** {@code host_key_checking = False}: only because Ansible has it. */
            UNCHECKED
        }
    }
}
