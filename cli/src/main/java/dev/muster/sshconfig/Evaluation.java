package dev.muster.sshconfig;

import dev.muster.source.Nearest;
import dev.muster.source.UserError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes directives in the order of their strength: the first value wins, except where values add up. */
final class Evaluation {

    private final Map<String, List<String>> values = new HashMap<>();
    private final Set<String> keys = new LinkedHashSet<>();
    private final Set<String> certificates = new LinkedHashSet<>();
    private final List<String> sent = new ArrayList<>();
    private final List<String> unknownAllowed = new ArrayList<>();
    private List<SshOptions.Hop> jump = List.of();
    private final Consumer<String> warnings;

    private final boolean agent;

    /** @param agent whether there is one whose keys could be of use to a host */
    Evaluation(boolean agent, Consumer<String> warnings) {
        this.agent = agent;
        this.warnings = warnings;
    }

    /** The first value of a keyword, or null. */
    @Nullable
    String first(String keyword) {
        var found = values.get(keyword);
        return found == null || found.isEmpty() ? null : found.getFirst();
    }

    /** All values of a keyword, or null if it does not occur. */
    @Nullable
    List<String> all(String keyword) {
        return values.get(keyword);
    }

    List<String> keys() {
        return List.copyOf(keys);
    }

    List<String> certificates() {
        return List.copyOf(certificates);
    }

    /** The patterns of {@code SendEnv} that are in force. */
    List<String> sent() {
        return List.copyOf(sent);
    }

    /** The hosts on the way, as they are written. */
    List<SshOptions.Hop> jump() {
        return jump;
    }

    /** Puts a value into force whatever was there before, as some options of the command line do. */
    void override(String keyword, String value) {
        values.put(keyword, List.of(value));
    }

    void put(String keyword, String value) {
        values.putIfAbsent(keyword, List.of(value));
    }

    void addKey(String file) {
        keys.add(file);
    }

    /**
     * Takes a line, which is checked even if it is not in force.
     *
     * @param active whether it is in force
     * @param tells whether somebody wants to know that it is not followed: nobody has written the policies of a distribution
     */
    void take(Directive directive, boolean active, boolean tells) {
        var keyword = Keywords.find(directive.word());
        if (keyword == null) {
            var lower = directive.word().toLowerCase(Locale.ROOT);
            if (unknownAllowed.stream().noneMatch(pattern -> Patterns.inList(lower, pattern))) {
                throw new UserError("'" + directive.word() + "' is no option of ssh")
                        .at(directive.at())
                        .hint(Nearest.hint(directive.word(), Keywords.names()));
            }
            return;
        }
        if (directive.value().isEmpty()) {
            throw directive.bad("has no value");
        }
        switch (keyword.use()) {
            case SILENT -> {}
            case WARNED -> {
                if (active && tells && !harmless(keyword, directive)) {
                    warnings.accept("the ssh option '" + keyword.name() + "' is not followed ("
                            + directive.at().file() + ":" + directive.at().line() + ")");
                }
            }
            case FOLLOWED -> follow(keyword.key(), directive, active);
        }
    }

    private boolean harmless(Keywords.Keyword keyword, Directive directive) {
        if (keyword.key().equals("forwardagent") && !agent) {
            return true;
        }
        var value = String.join(" ", directive.words()).toLowerCase(Locale.ROOT);
        var plain = value.equals("false") ? "no" : value;
        return plain.equals(keyword.harmless());
    }

    private void follow(String keyword, Directive directive, boolean active) {
        switch (keyword) {
            case "proxycommand" -> {
                if (active && jump.isEmpty()) {
                    values.putIfAbsent(keyword, List.of(directive.value()));
                }
            }
            case "proxyjump" -> jump(directive, active);
            default -> words(keyword, directive, active);
        }
    }

    /** Whichever of the two comes first, a jump or a command, keeps the other one out. */
    private void jump(Directive directive, boolean active) {
        var text = directive.value().replaceFirst("\\s.*", "");
        var hops = new ArrayList<SshOptions.Hop>();
        if (!text.equalsIgnoreCase("none")) {
            for (var each : text.split(",", -1)) {
                hops.add(Values.hop(directive, each));
            }
        }
        if (active && !values.containsKey("proxyjump") && !values.containsKey("proxycommand")) {
            values.put("proxyjump", List.of(text));
            jump = List.copyOf(hops);
        }
    }

    private void words(String keyword, Directive directive, boolean active) {
        var words = directive.words();
        if (words.isEmpty() || words.getFirst().isEmpty()) {
            throw directive.bad("has no value");
        }
        var word = words.getFirst();
        switch (keyword) {
            case "userknownhostsfile", "globalknownhostsfile" -> set(keyword, words, active);
            case "ignoreunknown" -> {
                one(directive, words);
                if (active && unknownAllowed.isEmpty()) {
                    unknownAllowed.add(word.toLowerCase(Locale.ROOT));
                }
            }
            case "sendenv" -> {
                if (active) {
                    words.forEach(this::send);
                }
            }
            case "setenv" -> {
                words.stream().filter(each -> each.indexOf('=') < 1).findFirst().ifPresent(each -> {
                    throw directive.bad("cannot be '" + each + "'").hint("it is NAME=VALUE");
                });
                set(keyword, words, active);
            }
            case "identityfile" -> {
                one(directive, words);
                if (active) {
                    keys.add(word);
                }
            }
            case "certificatefile" -> {
                one(directive, words);
                if (active) {
                    certificates.add(word);
                }
            }
            default -> {
                one(directive, words);
                set(keyword, List.of(value(keyword, directive, word)), active);
            }
        }
    }

    private static void one(Directive directive, List<String> words) {
        if (words.size() > 1) {
            throw Values.tooMany(directive);
        }
    }

    private void set(String keyword, List<String> words, boolean active) {
        if (active) {
            values.putIfAbsent(keyword, words);
        }
    }

    /** A pattern with a minus in front takes away what was asked for before. */
    private void send(String pattern) {
        if (pattern.startsWith("-")) {
            sent.removeIf(earlier -> Patterns.matches(earlier, pattern.substring(1)));
        } else {
            sent.add(pattern);
        }
    }

    private static String value(String keyword, Directive directive, String word) {
        return switch (keyword) {
            case "port" -> Values.port(directive, word);
            case "connectionattempts" -> {
                var attempts = Values.number(directive, word);
                if (attempts < 1) {
                    throw directive.bad("cannot be '" + word + "'").hint("it is at least 1");
                }
                yield String.valueOf(attempts);
            }
            case "serveralivecountmax" -> String.valueOf(Values.number(directive, word));
            case "connecttimeout" -> word.equals("none") ? word : Values.seconds(directive, word);
            case "serveraliveinterval" -> Values.seconds(directive, word);
            case "addressfamily" -> Values.among(directive, word, "any", "inet", "inet6");
            case "stricthostkeychecking" -> Values.choice(directive, word, "ask", "accept-new", "off");
            case "pubkeyauthentication" -> Values.choice(directive, word, "unbound", "host-bound");
            case "compression" -> Values.among(directive, word, "yes", "no");
            case "hashknownhosts",
                    "identitiesonly",
                    "kbdinteractiveauthentication",
                    "passwordauthentication",
                    "tcpkeepalive" -> Values.choice(directive, word);
            case "user" -> {
                Values.mustBeUser(directive, word);
                yield word;
            }
            default -> word;
        };
    }
}
