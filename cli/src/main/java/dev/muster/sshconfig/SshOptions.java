package dev.muster.sshconfig;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is in force for one host. Names of files are expanded; a null or an empty list means that nothing was said, so that
 * whoever connects goes by its own defaults.
 *
 * @param host what to connect to: a name or an address
 * @param port TCP port
 * @param user login user
 * @param environment variables for the shells on the host
 */
public record SshOptions(
        String host,
        int port,
        String user,
        Identities identities,
        HostKeys hostKeys,
        Algorithms algorithms,
        Network network,
        Logins logins,
        Map<String, String> environment) {

    /**
     * Who we can be.
     *
     * @param files private keys, in the order in which they are tried
     * @param none whether no key of a file is to be tried, not even the usual ones
     * @param certificates that go with the keys
     * @param only whether the agent's other keys stay out
     * @param agent the agent's socket, or null for the one that the environment names
     * @param agentless whether no agent is asked
     */
    public record Identities(
            List<Path> files,
            boolean none,
            List<Path> certificates,
            boolean only,
            @Nullable Path agent,
            boolean agentless) {

        public static final Identities NONE = new Identities(List.of(), false, List.of(), false, null, false);
    }

    /** What becomes of a host whose key is not known. */
    public enum Checking {
        /** It is refused, or somebody is asked. */
        STRICT,
        ACCEPT_NEW,
        /** Everything is accepted. */
        OFF
    }

    /**
     * How the host proves who it is.
     *
     * @param checking null when nothing was said
     * @param user the files of the user, or null for the usual ones
     * @param global the files of the system, or null for the usual ones
     * @param alias the name under which its key is looked up, or null for its own
     * @param hashed whether names are hashed in a file that a key is added to
     */
    public record HostKeys(
            @Nullable Checking checking,
            @Nullable List<Path> user,
            @Nullable List<Path> global,
            @Nullable String alias,
            boolean hashed) {

        public static final HostKeys USUAL = new HostKeys(null, null, null, null, false);
    }

    /**
     * Lists of algorithms as they are written, such as {@code +ssh-rsa} (ssh_config(5), 'Ciphers'); null for the defaults.
     *
     * @param hostKeys with which hosts prove who they are
     * @param userKeys with which we do
     */
    public record Algorithms(
            @Nullable String hostKeys,
            @Nullable String userKeys,
            @Nullable String keyExchanges,
            @Nullable String ciphers,
            @Nullable String macs,
            boolean compression) {

        public static final Algorithms USUAL = new Algorithms(null, null, null, null, null, false);
    }

    /** Which addresses of a host are taken. */
    public enum Family {
        ANY,
        INET,
        INET6
    }

    /** How the connection comes about, if not by TCP. */
    public sealed interface Proxy {

        /** By TCP, straight to the host. */
        record None() implements Proxy {}

        /** Through other hosts, the nearest first. */
        record Jump(List<Hop> hops) implements Proxy {}

        /** The standard streams of a command for the user's shell, in which everything is replaced. */
        record Command(String line) implements Proxy {}
    }

    /**
     * A host on the way to another one.
     *
     * @param user null for what its own configuration says, as is the port
     */
    public record Hop(
            @Nullable String user, String host, @Nullable Integer port) {}

    /**
     * The way there.
     *
     * @param bind the address of this machine to connect from, or null
     * @param timeout for the connection, or null when nothing was said
     * @param attempts how often a connection is tried, a second apart
     * @param alive after which silence the host is asked whether it is there, zero for never, null when nothing was said
     * @param misses how many of these questions may stay without an answer
     * @param tcpKeepAlive whether the system looks after the connection as well
     */
    public record Network(
            Proxy proxy,
            @Nullable String bind,
            Family family,
            @Nullable Duration timeout,
            int attempts,
            @Nullable Duration alive,
            int misses,
            boolean tcpKeepAlive) {

        static final int MISSES = 3;

        public static final Network DIRECT =
                new Network(new Proxy.None(), null, Family.ANY, null, 1, null, MISSES, true);
    }

    /**
     * Ways to log in.
     *
     * @param preferred the methods in the order in which they are tried, all others left out; empty when nothing was said
     */
    public record Logins(List<String> preferred, boolean publicKey, boolean password, boolean interactive) {

        public static final Logins ALL = new Logins(List.of(), true, true, true);
    }

    /** Those of a host that nothing is said of. */
    public static SshOptions plain(String host, int port, String user) {
        return new SshOptions(
                host,
                port,
                user,
                Identities.NONE,
                HostKeys.USUAL,
                Algorithms.USUAL,
                Network.DIRECT,
                Logins.ALL,
                Map.of());
    }
}
