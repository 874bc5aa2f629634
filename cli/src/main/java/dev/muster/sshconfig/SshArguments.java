package dev.muster.sshconfig;

import dev.muster.source.Position;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.ShellSplit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Arguments of the program {@code ssh} as far as they say how a host is reached (ssh(1)), in their order.
 *
 * @param settings what they ask for
 * @param file the configuration file to read instead of the usual two, {@code none} for none, or null
 */
public record SshArguments(List<Setting> settings, @Nullable String file) {

    public static final SshArguments NONE = new SshArguments(List.of(), null);

    /**
     * One of them.
     *
     * @param overrides whether it counts although the keyword has a value already; a jump is refused then
     */
    record Setting(Directive directive, boolean overrides) {}

    /** Options that take an argument. */
    private static final String WITH_ARGUMENT = "BbcDEeFIiJLlmOoPpQRSWw";

    /** About logs, terminals, the agent's way back and shared connections: they change nothing here. */
    private static final String SILENT = "12aEegKkMnPqSTtvXxYy";

    /** They would make another program of ssh. */
    private static final String REFUSED = "fGNOQsVW";

    private static final String QUOTING = "a value with blanks is quoted, as in -o 'ProxyCommand=ssh -W %h:%p bastion'";

    /** The keyword that an option stands for. */
    private static @Nullable String keyword(char option) {
        return switch (option) {
            case '4', '6' -> "AddressFamily";
            case 'A' -> "ForwardAgent";
            case 'B' -> "BindInterface";
            case 'C' -> "Compression";
            case 'D' -> "DynamicForward";
            case 'I' -> "PKCS11Provider";
            case 'J' -> "ProxyJump";
            case 'L' -> "LocalForward";
            case 'R' -> "RemoteForward";
            case 'b' -> "BindAddress";
            case 'c' -> "Ciphers";
            case 'i' -> "IdentityFile";
            case 'l' -> "User";
            case 'm' -> "MACs";
            case 'p' -> "Port";
            case 'w' -> "TunnelDevice";
            default -> null;
        };
    }

    /** These replace what an option in front of them said. */
    private static final String OVERRIDING = "46CJbcm";

    /**
     * Reads the text of a setting or a variable.
     *
     * @param origin where the text comes from, for messages
     * @param text words as a shell writes them
     * @throws UserError for words that are no options of ssh
     */
    public static SshArguments of(String origin, String text) {
        return new Reader(new Source(origin, text)).read();
    }

    /** One setting, whose value is not looked into. */
    public static SshArguments of(String origin, String keyword, String value) {
        var at = new Source(origin, keyword + "=" + value).at(1, 1);
        return new SshArguments(List.of(new Setting(new Directive(keyword, quoted(value), at), false)), null);
    }

    /** A way through other hosts, the nearest first. */
    public static SshArguments jump(List<SshOptions.Hop> hops) {
        var text = hops.stream()
                .map(hop -> (hop.user() == null ? "" : hop.user() + "@")
                        + (hop.host().contains(":") ? "[" + hop.host() + "]" : hop.host())
                        + (hop.port() == null ? "" : ":" + hop.port()))
                .collect(Collectors.joining(","));
        var at = new Source("ProxyJump", text).at(1, 1);
        return new SshArguments(List.of(new Setting(new Directive("ProxyJump", text, at), false)), null);
    }

    private static String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** These and then others. */
    public SshArguments then(SshArguments more) {
        var all = new ArrayList<>(settings);
        all.addAll(more.settings);
        return new SshArguments(List.copyOf(all), more.file != null ? more.file : file);
    }

    private static final class Reader {

        private final Source source;
        private final List<Setting> settings = new ArrayList<>();
        private @Nullable String file;

        Reader(Source source) {
            this.source = source;
        }

        SshArguments read() {
            List<ShellSplit.Word> words;
            try {
                words = ShellSplit.split(source.text(), false);
            } catch (ShellSplit.Unfinished e) {
                throw new UserError("a quote is not closed").at(place(e.at()));
            }
            for (var i = 0; i < words.size(); i++) {
                var word = words.get(i);
                if (!word.text().startsWith("-")
                        || word.text().length() < 2
                        || word.text().equals("--")) {
                    throw new UserError("'" + word.text() + "' is no option of ssh, which would take it for the host")
                            .at(place(word.begin()))
                            .hint(QUOTING);
                }
                if (cluster(word, i + 1 < words.size() ? words.get(i + 1) : null)) {
                    i++;
                }
            }
            return new SshArguments(List.copyOf(settings), file);
        }

        /** The position in a line that the whole text is, whatever is in it. */
        private Position place(int index) {
            return source.at(1, index + 1);
        }

        /** Options behind one minus, and whether the next word was the argument of the last one. */
        private boolean cluster(ShellSplit.Word word, ShellSplit.@Nullable Word next) {
            for (var i = 1; i < word.text().length(); i++) {
                var option = word.text().charAt(i);
                var at = place(word.begin());
                if (WITH_ARGUMENT.indexOf(option) < 0) {
                    option(option, "yes", at);
                    continue;
                }
                var rest = word.text().substring(i + 1);
                if (rest.isEmpty() && next == null) {
                    throw new UserError("'-" + option + "' needs an argument").at(at);
                }
                option(option, rest.isEmpty() && next != null ? next.text() : rest, at);
                return rest.isEmpty();
            }
            return false;
        }

        private void option(char option, String value, Position at) {
            if (option == 'o') {
                var directive = Directive.of(value, at);
                if (directive != null) {
                    settings.add(new Setting(directive, false));
                }
                return;
            }
            if (option == 'F') {
                file = value;
                return;
            }
            if (REFUSED.indexOf(option) >= 0) {
                throw new UserError(
                                "'-" + option + "' of ssh has no place here, where ssh is to run programs on a host")
                        .at(at)
                        .hint(QUOTING);
            }
            var keyword = keyword(option);
            if (keyword != null) {
                var text = option == '4' ? "inet" : option == '6' ? "inet6" : value;
                var whole = option == 'J' ? text : quoted(text);
                settings.add(new Setting(new Directive(keyword, whole, at), OVERRIDING.indexOf(option) >= 0));
            } else if (SILENT.indexOf(option) < 0) {
                throw new UserError("'-" + option + "' is no option of ssh").at(at);
            }
        }
    }
}
