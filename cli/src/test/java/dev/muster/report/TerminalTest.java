package dev.muster.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.value.Secrets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TerminalTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Secrets secrets = new Secrets();

    private Terminal terminal(OutputStream to) {
        var stream = new PrintStream(to, true, StandardCharsets.UTF_8);
        return new Terminal(stream, stream, secrets, false, Terminal.DEFAULT_COLUMNS);
    }

    @Test
    void knownSecretsNeverComeOut() {
        secrets.add("c4nary-s3cret");
        var terminal = terminal(out);

        terminal.out("password is c4nary-s3cret");
        terminal.err("{\"p\": \"c4nary-s3cret\"}");

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("password is ********\n{\"p\": \"********\"}\n");
    }

    @Test
    void privateKeysNeverComeOutHoweverTheirLinesAreWritten() {
        var key = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blbn\n-----END OPENSSH PRIVATE KEY-----";

        terminal(out).out("x " + key + " y\n" + key.replace("\n", "\\n") + "\n-----BEGIN PRIVATE KEY-----\nMIIE");

        assertThat(out.toString(StandardCharsets.UTF_8))
                .doesNotContain("b3Blbn", "MIIE")
                .contains("x -----BEGIN", " y\n");
    }

    @Test
    void aReaderThatWentAwayDoesNoHarm() {
        var gone = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        var terminal = terminal(gone);

        terminal.out("one");
        terminal.out("two");

        assertThat(terminal.columns()).isEqualTo(79);
    }

    @Test
    void coloursAreForTerminalsUnlessTheyAreForcedOrRefused() {
        assertThat(Terminal.wantsColour(Map.of(), true)).isTrue();
        assertThat(Terminal.wantsColour(Map.of(), false)).isFalse();
        assertThat(Terminal.wantsColour(Map.of("ANSIBLE_FORCE_COLOR", "1"), false))
                .isTrue();
        assertThat(Terminal.wantsColour(Map.of("NO_COLOR", "1"), true)).isFalse();
        assertThat(Terminal.wantsColour(Map.of("ANSIBLE_NOCOLOR", "true"), true))
                .isFalse();
        assertThat(Terminal.wantsColour(Map.of("TERM", "dumb"), true)).isFalse();
    }

    @Test
    void secretsAreKnownHoweverTheyAreQuotedAndFolded() {
        secrets.add("it's \"one\" <of> many & more");
        var terminal = terminal(out);
        for (var text : List.of(
                "it's \"one\" <of> many & more",
                "{\"msg\": \"it's \\\"one\\\" <of> many & more\"}",
                "msg: 'it''s \"one\" <of>\n    many & more'",
                "msg: \"it's \\\"one\\\" <of> many\\\n    \\ & more\"",
                "<a>it's \"one\" &lt;of&gt; many &amp; more</a>")) {
            assertThat(terminal.masked(text))
                    .contains(Secrets.MASK)
                    .doesNotContain("one")
                    .doesNotContain("more");
        }
    }
}
