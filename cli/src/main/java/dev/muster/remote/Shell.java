package dev.muster.remote;

import dev.muster.step.Script;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One shell on a node, and the protocol that is spoken with it. It is told a step in one write: the libraries it has not seen,
 * a subshell that is the step, and a line that makes it say the step's status behind a random word on both streams. The word
 * stands on a line of its own, which the shell reads after the step; the step cannot know it. For one thread at a time.
 */
final class Shell implements AutoCloseable {

    /** What is written without a thread of its own: a pipe or a socket takes this much at once. */
    private static final int AT_ONCE = 16 << 10;

    private final Wire wire;
    private final Inbox inbox;
    private final SecureRandom random;
    private final Set<Script.Library> known = new HashSet<>();
    private String process = "";
    private String session = "none";
    private boolean slowReader;
    private boolean greeted;
    private byte @Nullable [] afterGreeting;

    /**
     * @param inbox is being filled from the wire already
     * @param starter the process number of the program that was started in this shell's place, or the empty string
     */
    Shell(Wire wire, Inbox inbox, SecureRandom random, String starter) throws IOException {
        this.wire = wire;
        this.inbox = inbox;
        this.random = random;
        var word = word();
        inbox.expect(mark(word), false);
        write(ShellText.bytes(Texts.SHELL + "_muster_hello " + word + " '" + starter + "'\n"));
    }

    /** The texts that every shell needs, read once. */
    private static final class Texts {
        static final String SHELL = ShellText.resource("shell.sh");
    }

    /** Waits for the shell's first words, unless they have come. */
    Inbox.Wait greet(Deadline deadline) throws InterruptedException {
        var wait = inbox.await(deadline, true);
        if (wait.section() != null) {
            var words = wait.section().line().split(" ");
            process = words[0];
            session = words.length > 1 ? words[1] : "none";
            slowReader = words.length > 2;
            greeted = true;
            if (afterGreeting != null) {
                inbox.expect(afterGreeting, false);
            }
        }
        return wait;
    }

    boolean greeted() {
        return greeted;
    }

    /** Whether this shell reads its commands byte by byte (bash must, on a pipe), so that long ones are dear. */
    boolean slowReader() {
        return slowReader;
    }

    String process() {
        return process;
    }

    String session() {
        return session;
    }

    boolean ended() {
        return inbox.ended();
    }

    String ending() {
        return wire.ending();
    }

    /** What was said that nobody expected. */
    String rest() {
        return inbox.rest();
    }

    /**
     * Tells the shell the step, even before it has said hello: that saves a round trip. Input goes along as text, so it should
     * be short.
     */
    void tell(Script script) throws IOException {
        var word = word();
        var text = libraries(script).append("_muster_begin\n");
        if (script.input().length > 0) {
            text.append(ShellText.print(script.input())).append(" | ").append(ShellText.subshell(script));
        } else {
            text.append(ShellText.subshell(script)).append(" </dev/null");
        }
        text.append("\n_muster_end $? ").append(word).append('\n');
        if (greeted) {
            inbox.expect(mark(word), true);
        } else {
            afterGreeting = mark(word);
        }
        write(ShellText.bytes(text));
    }

    /**
     * Tells the shell a step that reads the shell's own input to its end. The shell has read the whole command, and with it the
     * order to exit, before it asks for the input: not one byte of the input can ever be taken for a command.
     */
    Inbox.Wait tellLast(Script script, Deadline deadline) throws IOException, InterruptedException {
        var ready = word();
        var word = word();
        // Where the end of input would cut off what stands before it, the input's length tells its end.
        var counted = wire.cutsInputShort();
        var text = libraries(script)
                .append("{ printf '\\001")
                .append(ready)
                .append("\\n'; printf '\\001")
                .append(ready)
                .append("\\n' >&9\n")
                .append(counted ? "head -c " + script.input().length + " | " : "")
                .append(ShellText.subshell(script))
                .append("\n_muster_end $? ")
                .append(word)
                .append("; exit; }\n");
        inbox.expect(mark(ready), true);
        write(ShellText.bytes(text));
        var wait = inbox.await(deadline, true);
        if (wait.section() != null) {
            inbox.expect(mark(word), false);
            Thread.ofVirtual().name("input").start(() -> {
                try {
                    wire.in().write(script.input());
                    wire.in().flush();
                    if (!counted) {
                        wire.in().close();
                    }
                } catch (IOException gone) {
                    // The step ended before it had read everything, which is its own affair.
                }
            });
        }
        return wait;
    }

    /** Waits for the end of the step that was told; {@link #cancel} ends the wait. */
    Inbox.Wait await(Deadline deadline) throws InterruptedException {
        return inbox.awaitCancellably(deadline);
    }

    /** Waits for the end of a step that is being killed. */
    Inbox.Wait awaitEnd(Deadline deadline) throws InterruptedException {
        return inbox.await(deadline, false);
    }

    void cancel() {
        inbox.cancel();
    }

    private StringBuilder libraries(Script script) {
        var text = new StringBuilder();
        for (var library : script.libraries()) {
            if (known.add(library)) {
                text.append(ShellText.library(library));
            }
        }
        return text;
    }

    private void write(byte[] bytes) throws IOException {
        var in = wire.in();
        if (bytes.length <= AT_ONCE) {
            in.write(bytes);
            in.flush();
            return;
        }
        // A node that has stopped reading would hold this thread beyond its deadline, so another one takes the risk.
        Thread.ofVirtual().name("commands").start(() -> {
            try {
                in.write(bytes);
                in.flush();
            } catch (IOException gone) {
                wire.close();
            }
        });
    }

    /** Lets the shell, which has no step, end by itself, and waits for that. */
    void leave(Deadline deadline) throws InterruptedException {
        try {
            // The mark never comes, so the wait ends with the shell.
            inbox.expect(mark(word()), false);
            write(ShellText.bytes("exit\n"));
            inbox.await(deadline, false);
        } catch (IOException gone) {
            // It has ended already.
        } finally {
            close();
        }
    }

    private String word() {
        var bytes = new byte[16];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] mark(String word) {
        return ShellText.bytes("\001" + word);
    }

    @Override
    public void close() {
        wire.close();
    }

    /** What the shell says of its last step when it is over. */
    record Ending(int code, boolean clean) {

        static Ending of(String line) {
            var words = line.split(" ");
            return new Ending(Integer.parseInt(words[0]), words.length > 1 && words[1].equals("clean"));
        }
    }

    static @Nullable Ending ending(Inbox.Wait wait) {
        return wait.section() == null ? null : Ending.of(wait.section().line());
    }
}
