package dev.muster.cli;

import dev.muster.engine.Console;
import dev.muster.report.Terminal;
import dev.muster.source.UserError;
import dev.muster.value.Secrets;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What one run of the program has of the process around it, so that a test can give it another.
 *
 * @param terminal where everything is printed
 * @param secrets what is masked there
 * @param environment the variables of the process
 * @param folder the working directory
 * @param prompt asks for something that is not echoed; a {@link UserError} when nobody can be asked
 * @param desk standard input, and whether somebody sits there
 */
public record Session(
        Terminal terminal,
        Secrets secrets,
        Map<String, String> environment,
        Path folder,
        Function<String, String> prompt,
        Desk desk) {

    static final String LOGIN = "SSH password";
    static final String BECOME = "BECOME password";

    /** What to do without a terminal. */
    private static final Map<String, String> HINTS = Map.of(
            LOGIN, "log in with a key, or set the variable 'ansible_password' in a file that only you can read",
            BECOME, "set the variable 'ansible_become_password' in a file that only you can read");

    /** One with nothing on standard input and without a terminal. */
    public Session(
            Terminal terminal,
            Secrets secrets,
            Map<String, String> environment,
            Path folder,
            Function<String, String> prompt) {
        this(terminal, secrets, environment, folder, prompt, Desk.EMPTY);
    }

    /** The session of this process. */
    public static Session ofProcess() {
        var secrets = new Secrets();
        var console = System.console();
        boolean interactive = console != null && console.isTerminal();
        boolean coloured = Terminal.wantsColour(System.getenv(), interactive);
        var terminal = new Terminal(
                stream(FileDescriptor.out),
                stream(FileDescriptor.err),
                secrets,
                coloured,
                interactive ? columns(System.getenv()) : Terminal.DEFAULT_COLUMNS);
        Function<String, String> prompt =
                text -> keyboard().ask(text + ": ", true).orElseThrow(() -> nobodyToAsk(text));
        return new Session(terminal, secrets, System.getenv(), Path.of(""), prompt, Desk.ofProcess());
    }

    /** Standard input, for whoever answers while plays run. */
    Console console() {
        return new Console() {
            @Override
            public Optional<String> line(String prompt) {
                return Session.this.line(prompt);
            }

            @Override
            public boolean isTyped() {
                return desk.typed().getAsBoolean();
            }
        };
    }

    private Optional<String> line(String prompt) {
        terminal.prompt(prompt);
        var line = new ByteArrayOutputStream();
        try {
            int next = desk.input().read();
            if (next < 0) {
                return Optional.empty();
            }
            for (; next >= 0 && next != '\n'; next = desk.input().read()) {
                line.write(next);
            }
        } catch (IOException _) {
            return Optional.empty();
        }
        return Optional.of(line.toString(StandardCharsets.UTF_8));
    }

    /** Who answers for this process. */
    static Keyboard keyboard() {
        return new Keyboard(System.console(), System.in, stream(FileDescriptor.err));
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(
                new BufferedOutputStream(new FileOutputStream(descriptor), 1 << 16), false, StandardCharsets.UTF_8);
    }

    /** The terminal's width as the shell tells it; at least what banners have without a terminal. */
    private static int columns(Map<String, String> environment) {
        var columns = environment.getOrDefault("COLUMNS", "");
        return columns.matches("[0-9]{1,4}")
                ? Math.max(Terminal.DEFAULT_COLUMNS, Integer.parseInt(columns) - 1)
                : Terminal.DEFAULT_COLUMNS;
    }

    /** For a prompt without a terminal. */
    static UserError nobodyToAsk(String text) {
        return new UserError("there is no terminal to ask for '" + text + "'")
                .hint(HINTS.getOrDefault(text, "start it in a terminal"));
    }

    /** Asks for a secret and has it masked from now on. */
    String secret(String text) {
        var answer = prompt.apply(text);
        secrets.add(answer);
        return answer;
    }
}
