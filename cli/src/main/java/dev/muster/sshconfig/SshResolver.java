package dev.muster.sshconfig;

import dev.muster.source.UserError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what is in force for a host, as {@code ssh -G} does: the arguments first, then the file of the user, then that of
 * the system; of each keyword the first value counts. Files are read once. Safe for use by several threads.
 */
public final class SshResolver {

    private static final int SSH = 22;

    /** How deep files may include others. */
    private static final int DEEPEST = 16;

    private final LocalAccount account;
    private final ConfigFiles files;
    private final Consumer<String> warnings;

    /** @param warnings told of options that are known, but not followed; may be told the same several times */
    public SshResolver(LocalAccount account, Consumer<String> warnings) {
        this.account = account;
        this.files = new ConfigFiles(account);
        this.warnings = warnings;
    }

    /**
     * What is in force for a host.
     *
     * @param name the name as it was asked for, maybe with a user in front of it
     * @throws UserError for what ssh would not take either, and for what could be taken for something else than it is
     */
    public SshOptions resolve(String name, SshArguments arguments) {
        return new Resolution(name, arguments).options();
    }

    /** One question. */
    private final class Resolution {

        private final String given;
        private final SshArguments arguments;
        private final Evaluation evaluation =
                new Evaluation(account.environment().containsKey("SSH_AUTH_SOCK"), warnings);
        private boolean last;
        private boolean wantsMore;

        Resolution(String name, SshArguments arguments) {
            this.arguments = arguments;
            var at = name.lastIndexOf('@');
            given = name.substring(at + 1);
            for (var setting : arguments.settings()) {
                take(setting);
            }
            if (at > 0) {
                evaluation.put("user", name.substring(0, at));
            }
        }

        private void take(SshArguments.Setting setting) {
            var directive = setting.directive();
            switch (directive.word().toLowerCase(Locale.ROOT)) {
                case "host", "match" -> throw directive.bad("begins a part of a file, and is no option of its own");
                case "include" -> include(directive, new Part(true, 0), true);
                case "proxyjump" -> {
                    if (setting.overrides()
                            && (evaluation.first("proxyjump") != null || evaluation.first("proxycommand") != null)) {
                        throw directive.bad("cannot be given by '-J' when there is another one or a 'ProxyCommand'");
                    }
                    evaluation.take(directive, true, true);
                }
                default -> {
                    if (setting.overrides()) {
                        evaluation.override(
                                directive.word().toLowerCase(Locale.ROOT),
                                directive.words().getFirst());
                    } else {
                        evaluation.take(directive, true, true);
                    }
                }
            }
        }

        SshOptions options() {
            mustBeHost(given);
            files();
            if (wantsMore) {
                // The second time, a host is matched by the name that it is connected to.
                evaluation.override("hostname", host());
                last = true;
                files();
            }
            return made();
        }

        private void files() {
            var named = arguments.file();
            if (named != null) {
                if (!named.equalsIgnoreCase("none")) {
                    read(files.named(Tokens.path(named, account)), new Part(true, 0), true);
                }
                return;
            }
            read(files.user(), new Part(true, 0), true);
            read(files.system(), new Part(true, 0), false);
        }

        /** A file or a part of one: whether its lines are in force, and how many files include it. */
        private record Part(boolean active, int depth) {}

        private void read(List<Directive> directives, Part part, boolean ofUser) {
            var active = part.active();
            for (var directive : directives) {
                switch (directive.word().toLowerCase(Locale.ROOT)) {
                    case "host" -> active = part.active() && isOf(directive);
                    case "match" -> active = matches(directive) && part.active();
                    case "include" -> include(directive, new Part(active, part.depth()), ofUser);
                    default -> evaluation.take(directive, active, ofUser);
                }
            }
        }

        private boolean isOf(Directive directive) {
            var found = false;
            var patterns = directive.words();
            if (patterns.isEmpty()) {
                throw directive.bad("has no value");
            }
            for (var pattern : patterns) {
                if (pattern.startsWith("!")) {
                    if (Patterns.matches(given, pattern.substring(1))) {
                        return false;
                    }
                } else if (Patterns.matches(given, pattern)) {
                    found = true;
                }
            }
            return found;
        }

        private boolean matches(Directive directive) {
            var answer = new Match(given, host(), user(), account.user(), last).answer(directive);
            wantsMore |= answer.wantsMore() && !last;
            return answer.matches();
        }

        private void include(Directive directive, Part part, boolean ofUser) {
            if (part.depth() == DEEPEST) {
                throw directive.bad("includes files that include each other");
            }
            for (var pattern : directive.words()) {
                for (var file : files.included(pattern, ofUser)) {
                    read(files.optional(file), new Part(part.active(), part.depth() + 1), ofUser);
                }
            }
        }

        private String host() {
            var host = evaluation.first("hostname");
            return host == null ? given : Tokens.hostName(host, given);
        }

        private String user() {
            var user = evaluation.first("user");
            return user == null ? account.user() : user;
        }

        private SshOptions made() {
            var host = host().toLowerCase(Locale.ROOT);
            mustBeHost(host);
            mustBeUser(user());
            var port = number("port", SSH);
            var alias = evaluation.first("hostkeyalias");
            var tokens = new Tokens(account, given, host, port, user(), alias == null ? given : alias);
            return new SshOptions(
                    host,
                    port,
                    user(),
                    identities(tokens),
                    hostKeys(tokens, alias),
                    new SshOptions.Algorithms(
                            evaluation.first("hostkeyalgorithms"),
                            evaluation.first("pubkeyacceptedalgorithms"),
                            evaluation.first("kexalgorithms"),
                            evaluation.first("ciphers"),
                            evaluation.first("macs"),
                            is("compression", false)),
                    network(tokens),
                    new SshOptions.Logins(
                            preferred(),
                            is("pubkeyauthentication", true),
                            is("passwordauthentication", true),
                            is("kbdinteractiveauthentication", true)),
                    environment());
        }

        private SshOptions.Identities identities(Tokens tokens) {
            var none = evaluation.keys().equals(List.of("none"));
            var agent = evaluation.first("identityagent");
            return new SshOptions.Identities(
                    paths("IdentityFile", evaluation.keys(), tokens),
                    none,
                    paths("CertificateFile", evaluation.certificates(), tokens),
                    is("identitiesonly", false),
                    agent(agent, tokens),
                    agent != null && agent.equals("none"));
        }

        /** {@code $NAME} names the variable that holds the socket; {@code SSH_AUTH_SOCK} stands for the one of that name. */
        private @Nullable Path agent(@Nullable String agent, Tokens tokens) {
            if (agent == null || agent.equals("none") || agent.equals("SSH_AUTH_SOCK")) {
                return null;
            }
            if (agent.startsWith("$") && !agent.startsWith("${")) {
                var known = account.environment().get(agent.substring(1));
                return known == null ? null : Path.of(known);
            }
            return tokens.file(agent, "IdentityAgent");
        }

        private SshOptions.HostKeys hostKeys(Tokens tokens, @Nullable String alias) {
            var checking = switch (evaluation.first("stricthostkeychecking")) {
                case null -> null;
                case "accept-new" -> SshOptions.Checking.ACCEPT_NEW;
                case "no", "off" -> SshOptions.Checking.OFF;
                case String _ -> SshOptions.Checking.STRICT;
            };
            var user = evaluation.all("userknownhostsfile");
            var global = evaluation.all("globalknownhostsfile");
            return new SshOptions.HostKeys(
                    checking,
                    user == null ? null : paths("UserKnownHostsFile", user, tokens),
                    global == null ? null : paths("GlobalKnownHostsFile", global, tokens),
                    alias,
                    is("hashknownhosts", false));
        }

        private static List<Path> paths(String keyword, List<String> names, Tokens tokens) {
            return names.stream()
                    .filter(name -> !name.equalsIgnoreCase("none"))
                    .map(name -> tokens.file(name, keyword))
                    .toList();
        }

        private SshOptions.Network network(Tokens tokens) {
            var timeout = evaluation.first("connecttimeout");
            var alive = evaluation.first("serveraliveinterval");
            var family = evaluation.first("addressfamily");
            return new SshOptions.Network(
                    proxy(tokens),
                    evaluation.first("bindaddress"),
                    family == null ? SshOptions.Family.ANY : SshOptions.Family.valueOf(family.toUpperCase(Locale.ROOT)),
                    timeout == null || timeout.equals("none") ? null : Duration.ofSeconds(Long.parseLong(timeout)),
                    number("connectionattempts", 1),
                    alive == null ? null : Duration.ofSeconds(Long.parseLong(alive)),
                    number("serveralivecountmax", SshOptions.Network.MISSES),
                    is("tcpkeepalive", true));
        }

        private SshOptions.Proxy proxy(Tokens tokens) {
            if (!evaluation.jump().isEmpty()) {
                return new SshOptions.Proxy.Jump(evaluation.jump().stream()
                        .map(hop -> new SshOptions.Hop(
                                hop.user() == null ? null : tokens.proxy(hop.user(), "ProxyJump"),
                                tokens.proxy(hop.host(), "ProxyJump"),
                                hop.port()))
                        .toList());
            }
            var command = evaluation.first("proxycommand");
            if (command == null || command.equalsIgnoreCase("none")) {
                return new SshOptions.Proxy.None();
            }
            return new SshOptions.Proxy.Command(tokens.proxy(command, "ProxyCommand"));
        }

        private List<String> preferred() {
            var methods = evaluation.first("preferredauthentications");
            return methods == null ? List.of() : List.of(methods.split(","));
        }

        private Map<String, String> environment() {
            var all = new LinkedHashMap<String, String>();
            account.environment().forEach((name, value) -> {
                // What modules read of a node must not depend on the language of whoever runs them, which systems send
                // by default.
                if (!name.equals("LANG")
                        && !name.startsWith("LC_")
                        && evaluation.sent().stream().anyMatch(pattern -> Patterns.matches(name, pattern))) {
                    all.put(name, value);
                }
            });
            var set = evaluation.all("setenv");
            var named = new ArrayList<String>();
            for (var each : set == null ? List.<String>of() : set) {
                var equals = each.indexOf('=');
                if (!named.contains(each.substring(0, equals))) {
                    named.add(each.substring(0, equals));
                    all.put(each.substring(0, equals), each.substring(equals + 1));
                }
            }
            return Map.copyOf(all);
        }

        private int number(String keyword, int otherwise) {
            var text = evaluation.first(keyword);
            return text == null ? otherwise : Integer.parseInt(text);
        }

        private boolean is(String keyword, boolean otherwise) {
            var text = evaluation.first(keyword);
            return text == null ? otherwise : !text.equals("no");
        }
    }

    private static void mustBeHost(String host) {
        var wrong = Names.wrongHost(host);
        if (wrong != null) {
            throw new UserError("'" + host + "' can be no name or address of a host: it " + wrong)
                    .hint("set ansible_host to the name or address that is to be connected to");
        }
    }

    private static void mustBeUser(String user) {
        var wrong = Names.wrongUser(user);
        if (wrong != null) {
            throw new UserError("'" + user + "' can be no name of a user: it " + wrong)
                    .hint("set ansible_user to the name of the login user");
        }
    }
}
