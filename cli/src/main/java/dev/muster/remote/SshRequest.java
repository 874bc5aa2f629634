package dev.muster.remote;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a node is to be reached by ssh, in the words of an inventory; ssh's own configuration says the rest.
 *
 * @param name under which the user knows the node
 * @param address the name or address that ssh would be given, which its configuration knows the node by
 * @param port null for what the configuration says, as is the user
 * @param key a private key file that is tried before all others, or null
 * @param timeout for the connection and the login together
 * @param hostKeys the usual known_hosts files, and what becomes of unknown hosts where no option says otherwise
 * @param shell the shell to start on the node
 */
public record SshRequest(
        String name,
        String address,
        @Nullable Integer port,
        @Nullable String user,
        @Nullable Path key,
        @Nullable String password,
        Duration timeout,
        Target.HostKeys hostKeys,
        String shell,
        Arguments arguments) {

    /**
     * Options of the program ssh as one writes them for a shell; empty for none.
     *
     * @param first {@code ssh_args}, which are stronger than everything else
     * @param common {@code ssh_common_args}, which are stronger than files alone
     * @param extra {@code ssh_extra_args}, the last of them
     */
    public record Arguments(String first, String common, String extra) {
        public static final Arguments NONE = new Arguments("", "", "");
    }
}
