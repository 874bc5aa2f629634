package dev.muster.report;

import dev.muster.value.Secrets;
import java.io.PrintStream;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The one sink of everything that Muster says. Known secrets are masked here, and private keys by their look, so that no
 * listener can forget to. A reader that has gone away (a closed pipe) ends the output, not the run. Safe for several threads.
 */
public final class Terminal {

    /** What Ansible takes for the width when there is no terminal. */
    public static final int DEFAULT_COLUMNS = 79;

    /** Wherever line ends are real ones, or written as {@code \n} in JSON, or left out. */
    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----.*?(-----END \\1-----|\\z)", Pattern.DOTALL);

    private static final int SHORTEST_FILLING = 3;

    private static final String KEY_MARK = "PRIVATE KEY-----";

    private final PrintStream out;
    private final PrintStream err;
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private final Secrets secrets;
    private volatile boolean coloured;
    private final int columns;
    private volatile boolean verboseOnError;
    private volatile Palette palette = Palette.DEFAULT;
    private volatile @Nullable RunLog log;
    private volatile int logVerbosity;

    /**
     * @param out for results
     * @param err for warnings and errors
     * @param secrets what must not come out
     * @param coloured whether colours are written
     * @param columns how wide banners are
     */
    public Terminal(PrintStream out, PrintStream err, Secrets secrets, boolean coloured, int columns) {
        this.out = out;
        this.err = err;
        this.secrets = secrets;
        this.coloured = coloured;
        this.columns = columns;
    }

    /**
     * Whether colours are wanted, by the rules of Ansible and of no-color.org.
     *
     * @param environment the variables of the process
     * @param interactive whether standard output is a terminal
     */
    public static boolean wantsColour(Map<String, String> environment, boolean interactive) {
        if (isSet(environment.get("ANSIBLE_FORCE_COLOR"))) {
            return true;
        }
        boolean refused = isSet(environment.get("ANSIBLE_NOCOLOR"))
                || !environment.getOrDefault("NO_COLOR", "").isEmpty();
        return interactive && !refused && !"dumb".equals(environment.get("TERM"));
    }

    private static boolean isSet(@Nullable String value) {
        return value != null
                && switch (value.toLowerCase(java.util.Locale.ROOT)) {
                    case "1", "true", "yes", "on", "y", "t" -> true;
                    default -> false;
                };
    }

    /**
     * Takes on what settings want, which are not known before there is somewhere to report errors in them.
     *
     * @param forced whether colours are wanted even without a terminal
     * @param refused whether no colours are wanted
     * @param verboseToError whether what {@code -v} shows goes to standard error
     * @param colours which colours
     * @param file where everything is written as well, or null
     * @param most up to which number of {@code -v} that file has what the screen does not, or 0
     */
    public void look(
            boolean forced, boolean refused, boolean verboseToError, Palette colours, @Nullable RunLog file, int most) {
        verboseOnError = verboseToError;
        logVerbosity = most;
        coloured = forced || coloured && !refused;
        palette = colours;
        log = file;
    }

    public int columns() {
        return columns;
    }

    public boolean isColoured() {
        return coloured;
    }

    /** One text in a colour, or as it is where colours are not wanted. */
    String painted(String text, @Nullable Colour colour) {
        return coloured && colour != null ? palette.paint(text, colour) : text;
    }

    /** A title with an empty line before it, filled with stars. */
    public void banner(String text) {
        var title = text.strip();
        out("\n" + title + " " + "*".repeat(Math.max(SHORTEST_FILLING, columns - Width.of(title))));
    }

    /** A line, or several, on standard output. One newline at the end is added unless there is one. */
    public void out(String text, @Nullable Colour colour) {
        write(out, text, colour);
    }

    public void out(String text) {
        write(out, text, null);
    }

    /** What {@code -v} shows, on standard output unless the settings say otherwise. */
    void verbose(String text) {
        write(verboseOnError ? err : out, text, Colour.VERBOSE);
    }

    /**
     * What a number of {@code -v} shows and what is meant for the log alone, where the log has more than the screen.
     *
     * @param verbosity how many there are
     */
    void logged(String text, int level, int verbosity) {
        synchronized (this) {
            var file = log;
            if (file != null && logVerbosity > verbosity && logVerbosity >= level) {
                file.write(masked(text));
            }
        }
    }

    /** A line, or several, on standard error. */
    public void err(String text, @Nullable Colour colour) {
        write(err, text, colour);
    }

    public void err(String text) {
        write(err, text, null);
    }

    /** The same, unless it was said before: a run tells each warning once, whoever has it. */
    public void once(String text, @Nullable Colour colour) {
        if (told.add(text)) {
            err(text, colour);
        }
    }

    /**
     * These bytes and nothing else on standard output, with nothing masked: for commands that are there to show one secret to
     * whoever has its password.
     */
    public void unmasked(byte[] bytes) {
        synchronized (this) {
            out.write(bytes, 0, bytes.length);
            out.flush();
        }
    }

    /** A text on standard output behind which somebody types. */
    public void prompt(String text) {
        synchronized (this) {
            out.print(masked(text));
            out.flush();
        }
    }

    private void write(PrintStream stream, String text, @Nullable Colour colour) {
        var plain = masked(text.replace("\r\n", "\n"));
        var body = plain.endsWith("\n") ? plain.substring(0, plain.length() - 1) : plain;
        var line = painted(body, colour) + "\n";
        synchronized (this) {
            // A PrintStream remembers a broken pipe and drops what follows, which is what is wanted.
            stream.print(line);
            stream.flush();
            var file = log;
            if (file != null) {
                file.write(body);
            }
        }
    }

    /** The text without any secret, for what is written to files. */
    String masked(String text) {
        var masked = secrets.mask(text);
        return masked.contains(KEY_MARK)
                ? PRIVATE_KEY.matcher(masked).replaceAll("-----BEGIN $1-----" + Secrets.MASK + "-----END $1-----")
                : masked;
    }
}
