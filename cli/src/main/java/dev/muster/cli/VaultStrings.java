package dev.muster.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which texts {@code encrypt_string} encrypts, under which names, and how the result is written. */
final class VaultStrings {

    private static final String INDENT = " ".repeat(10);

    @Option(
            names = {"-p", "--prompt"},
            description = "ask for the text")
    private boolean prompt;

    @Option(names = "--show-input", description = "show the text while it is typed")
    private boolean showInput;

    @Option(
            names = {"-n", "--name"},
            paramLabel = "NAME",
            description = "the name of the variable; may be repeated, once for each text")
    private List<String> names = new ArrayList<>();

    @Option(names = "--stdin-name", paramLabel = "NAME", description = "the name of the variable for standard input")
    private @Nullable String stdinName;

    /**
     * One text.
     *
     * @param from where it comes from, as the result tells it
     */
    record Plain(byte[] text, String from, @Nullable String name) {}

    /** @throws Stop when the options contradict each other */
    void check(List<String> words) {
        if (prompt && readsInput(words)) {
            throw VaultCommand.wrongOptions("The --prompt option is not supported if also reading input from stdin");
        }
    }

    private boolean readsInput(List<String> words) {
        return words.contains("-") || stdinName != null || words.isEmpty() && !prompt;
    }

    /** The texts in the order in which ansible-vault writes them. */
    List<Plain> collect(List<String> words, Session session) {
        var all = new ArrayList<Plain>();
        if (prompt) {
            all.add(prompted(session));
        }
        if (readsInput(words)) {
            all.add(piped(session));
        }
        var texts = words.stream().filter(word -> !word.equals("-")).toList();
        if (!names.isEmpty() && texts.size() > names.size()) {
            // Which texts these are is not told: they are secrets.
            session.terminal().err("The number of --name options do not match the number of args.");
            session.terminal()
                    .err("The last named variable will be \"" + names.getLast() + "\". The rest will not have names.");
        }
        for (int i = 0; i < texts.size(); i++) {
            if (texts.get(i).isEmpty()) {
                throw VaultCommand.wrongOptions(
                        "The plaintext provided from the command line args was empty, not encrypting");
            }
            all.add(new Plain(
                    texts.get(i).getBytes(StandardCharsets.UTF_8),
                    "the command line args",
                    i < names.size() ? names.get(i) : null));
        }
        return all;
    }

    private Plain prompted(Session session) {
        var name = session.desk().question().apply("Variable name (enter for no name): ");
        var text = showInput
                ? session.desk().question().apply("String to encrypt:")
                : session.prompt().apply("String to encrypt (hidden)");
        if (text.isEmpty()) {
            throw VaultCommand.wrongOptions("The plaintext provided from the prompt was empty, not encrypting");
        }
        return new Plain(text.getBytes(StandardCharsets.UTF_8), "the interactive prompt", name.isEmpty() ? null : name);
    }

    private Plain piped(Session session) {
        boolean shown = session.desk().shown().getAsBoolean();
        if (shown) {
            session.terminal()
                    .err(
                            "Reading plaintext input from stdin. (ctrl-d to end input, twice if your content does not already"
                                    + " have a newline)");
        }
        var text = session.desk().read();
        if (text.length == 0) {
            throw VaultCommand.wrongOptions("stdin was empty, not encrypting");
        }
        if (shown && text[text.length - 1] != '\n') {
            session.terminal().out("\n");
        }
        return new Plain(text, "stdin", stdinName);
    }

    /** YAML to be pasted; which is which goes to standard error when there are several. */
    byte[] format(List<Plain> texts, Function<byte[], String> seal, Session session) {
        var out = new StringBuilder();
        for (int i = 0; i < texts.size(); i++) {
            var one = texts.get(i);
            var vault = seal.apply(one.text());
            if (texts.size() > 1) {
                session.terminal()
                        .err(
                                one.name() == null
                                        ? "# The encrypted version of the string #" + (i + 1) + " from " + one.from()
                                                + ".)"
                                        : "# The encrypted version of variable (\"" + one.name() + "\", the string #"
                                                + (i + 1) + " from " + one.from() + ").");
            }
            out.append(one.name() == null ? "" : one.name() + ": ").append("!vault |\n");
            vault.lines().forEach(line -> out.append(INDENT).append(line).append('\n'));
        }
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }
}
