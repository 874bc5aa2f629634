package dev.muster.remote;

import dev.muster.remote.RemoteException.Kind;
import dev.muster.remote.Target.HostKeys;
import dev.muster.remote.Target.HostKeys.Policy;
import dev.muster.source.UserError;
import dev.muster.sshconfig.LocalAccount;
import dev.muster.sshconfig.SshArguments;
import dev.muster.sshconfig.SshOptions;
import dev.muster.sshconfig.SshResolver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes targets of what inventories and ssh's configuration say. The order is that in which ansible-core gives options to ssh:
 * {@code ssh_args}, then what it turns variables into, then {@code ssh_common_args} and {@code ssh_extra_args}, then ssh's files;
 * the first word counts. Safe for use by several threads.
 */
final class SshTargets {

    /** How many hosts may stand in a row; more of them lead back to each other. */
    private static final int LONGEST = 8;

    private static final Path USER_FILE = Path.of(".ssh", "known_hosts");
    private static final Path GLOBAL_FILE = Path.of("/etc/ssh/ssh_known_hosts");

    private final SshResolver resolver;
    private final Map<SshRequest, Target.Ssh> made = new ConcurrentHashMap<>();
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    /** @param warnings each is told once */
    SshTargets(LocalAccount account, Consumer<String> warnings) {
        resolver = new SshResolver(account, text -> {
            if (warned.add(text)) {
                warnings.accept(text);
            }
        });
    }

    /** @throws RemoteException for options that ssh would not take either */
    Target.Ssh target(SshRequest request) {
        var there = made.get(request);
        if (there == null) {
            try {
                there = make(request);
            } catch (UserError e) {
                throw unreachable(request.name(), e);
            }
            made.put(request, there);
        }
        return there;
    }

    private static RemoteException unreachable(String name, UserError error) {
        var where = error.where();
        return new RemoteException(
                Kind.UNREACHABLE,
                "the ssh options of '" + name + "' cannot be followed: " + error.what()
                        + (where == null ? "" : " (" + where.file() + ":" + where.line() + ")"),
                error.hint());
    }

    private Target.Ssh make(SshRequest request) {
        var arguments = arguments(request);
        var options = resolver.resolve(request.address(), arguments);
        var key = request.key();
        return new Target.Ssh(
                request.name(),
                options.host(),
                options.port(),
                options.user(),
                key == null ? List.of() : List.of(key),
                request.password(),
                timeout(options, request.timeout()),
                hostKeys(options.hostKeys(), new HostKeys(request.hostKeys().files(), Policy.STRICT)),
                request.shell(),
                options,
                hop(request, options, arguments.file(), 1));
    }

    /** As ansible-core puts them in a row. */
    private static SshArguments arguments(SshRequest request) {
        var all = SshArguments.of("ssh_args", request.arguments().first());
        all = switch (request.hostKeys().policy()) {
            case STRICT -> all;
            case TRUST_ON_FIRST_USE -> all.then(option("StrictHostKeyChecking", "accept-new"));
            case UNCHECKED -> all.then(option("StrictHostKeyChecking", "no"));
        };
        if (request.port() != null) {
            all = all.then(option("Port", request.port().toString()));
        }
        if (request.user() != null) {
            all = all.then(option("User", request.user()));
        }
        return all.then(option(
                        "ConnectTimeout", String.valueOf(request.timeout().toSeconds())))
                .then(SshArguments.of("ssh_common_args", request.arguments().common()))
                .then(SshArguments.of("ssh_extra_args", request.arguments().extra()));
    }

    private static SshArguments option(String keyword, String value) {
        return SshArguments.of(keyword, keyword, value);
    }

    /** A time of zero, or none, is what ssh leaves to the system; here it is what the run says. */
    private static Duration timeout(SshOptions options, Duration usual) {
        var own = options.network().timeout();
        return own == null || own.isZero() ? usual : own;
    }

    private static HostKeys hostKeys(SshOptions.HostKeys said, HostKeys usual) {
        var files = usual.files().stream()
                .flatMap(file -> replaced(file, said).stream())
                // What is sent there was to be forgotten, and nothing is to be found there.
                .filter(file -> !file.equals(Path.of("/dev/null")))
                .distinct()
                .toList();
        var policy = switch (said.checking()) {
            case null -> usual.policy();
            case STRICT -> Policy.STRICT;
            case ACCEPT_NEW -> Policy.TRUST_ON_FIRST_USE;
            case OFF -> Policy.UNCHECKED;
        };
        return new HostKeys(files, policy);
    }

    private static List<Path> replaced(Path file, SshOptions.HostKeys said) {
        if (said.user() != null && file.endsWith(USER_FILE)) {
            return said.user();
        }
        return said.global() != null && file.equals(GLOBAL_FILE) ? said.global() : List.of(file);
    }

    /**
     * The node in front of one, or null. As with ssh, options of the command line are about the last node alone: the others go by
     * the files, and have their own host keys checked.
     */
    private Target.@Nullable Ssh hop(SshRequest request, SshOptions options, @Nullable String file, int row) {
        if (!(options.network().proxy() instanceof SshOptions.Proxy.Jump(var hops))) {
            return null;
        }
        if (row > LONGEST) {
            throw new UserError("the hosts that it is reached through lead to each other: '"
                            + hops.getLast().host() + "' comes round again")
                    .hint("say 'ProxyJump none' for the first of them");
        }
        var next = hops.getLast();
        var arguments = new ArrayList<SshArguments>();
        if (next.user() != null) {
            arguments.add(option("User", next.user()));
        }
        if (next.port() != null) {
            arguments.add(option("Port", next.port().toString()));
        }
        if (hops.size() > 1) {
            arguments.add(SshArguments.jump(hops.subList(0, hops.size() - 1)));
        }
        var all = new SshArguments(List.of(), file);
        for (var each : arguments) {
            all = all.then(each);
        }
        var own = resolver.resolve(next.host(), all);
        var policy =
                request.hostKeys().policy() == Policy.TRUST_ON_FIRST_USE ? Policy.TRUST_ON_FIRST_USE : Policy.STRICT;
        return new Target.Ssh(
                next.host(),
                own.host(),
                own.port(),
                own.user(),
                List.of(),
                null,
                timeout(own, request.timeout()),
                hostKeys(own.hostKeys(), new HostKeys(request.hostKeys().files(), policy)),
                request.shell(),
                own,
                hop(request, own, file, row + 1));
    }
}
