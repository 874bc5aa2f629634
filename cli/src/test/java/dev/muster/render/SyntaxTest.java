package dev.muster.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.json.JsonMapper;

final class SyntaxTest {

    /** What any of the syntaxes treats specially, mixed by chance with the same seed every time. */
    private static final String SPECIAL =
            "\"'\\`$(){}[]<>%#;&|!*?~^@=:,+- \t\n\r\0ab0é☃😀\u0085\u2028\u2029\ufeff\u00a0\u007f";

    private static List<String> texts(int count) {
        var random = new Random(20260501);
        var characters = SPECIAL.codePoints().toArray();
        return random.ints(count, 0, 24)
                .mapToObj(length -> {
                    var text = new StringBuilder();
                    for (int i = 0; i < length; i++) {
                        text.appendCodePoint(characters[random.nextInt(characters.length)]);
                    }
                    return text.toString();
                })
                .toList();
    }

    @Test
    void yamlReadsBackWhatWasWritten() {
        for (var text : texts(2000)) {
            var document = "a: " + Syntax.YAML.write(text) + "\nb: [" + Syntax.YAML.write(text) + ", 1]\n";
            assertThat(new Yaml().<Object>load(document))
                    .as(document)
                    .isEqualTo(java.util.Map.of("a", text, "b", List.of(text, 1)));
        }
    }

    @Test
    void jsonReadsBackWhatWasWritten() {
        for (var text : texts(2000)) {
            assertThat(JsonMapper.shared().readTree(Syntax.JSON.write(text)).asString())
                    .isEqualTo(text);
        }
    }

    @Test
    void dataUrlsReadBackWhatWasWritten() {
        for (var text : texts(100)) {
            var url = Syntax.DATA_URL.write(text);
            assertThat(url).startsWith("data:;base64,").matches("[A-Za-z0-9:;,+/=]+");
            var bytes = Base64.getDecoder().decode(url.substring("data:;base64,".length()));
            assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PLAIN", "COMMENT", "GRUB", "IPXE", "IPXE_TEXT", "PXELINUX", "DEBCONF", "DNSMASQ", "SYSTEMD"})
    void lineBasedSyntaxesRefuseLineEnds(Syntax syntax) {
        for (var end : List.of("\n", "\r", "\0", "\u0085", "\u001b")) {
            assertThatThrownBy(() -> syntax.write("a" + end + "b"))
                    .as(syntax.function())
                    .isInstanceOf(Refused.class);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"COMMENT", "GRUB", "IPXE", "IPXE_TEXT", "PXELINUX", "DEBCONF", "DNSMASQ", "SYSTEMD"})
    void lineBasedSyntaxesStayOnTheirLine(Syntax syntax) {
        for (var text : texts(500)) {
            try {
                assertThat(syntax.write(text).codePoints()).noneMatch(Character::isISOControl);
            } catch (Refused refused) {
                assertThat(refused.value()).isNotNull();
            }
        }
    }

    @Test
    void plainValuesNeedNoQuotesAnywhere() {
        for (var text : List.of("n1.lab", "52:54:00:77:00:01", "172.30.0.0/16", "a b", "", "x=1,y+z@w_")) {
            assertThat(Syntax.PLAIN.write(text)).isEqualTo(text);
        }
        for (var text : List.of(
                "a;b", "a  b", " a", "a ", "$x", "a'b", "a\"b", "a\\b", "#a", "é", "a%b", "{a}", "*", "~", "a\nb")) {
            assertThatThrownBy(() -> Syntax.PLAIN.write(text)).as(text).isInstanceOf(Refused.class);
        }
    }

    @Test
    void ipxeRefusesWhatItWouldExpandOrSplit() {
        assertThat(Syntax.IPXE.write("a'b\"c\\d$e;f#g")).isEqualTo("a'b\"c\\d$e;f#g");
        for (var text : List.of("", "a b", "a\u00a0b".replace('\u00a0', '\t'), "${mac}", "||", "&&", ";", "#a")) {
            assertThatThrownBy(() -> Syntax.IPXE.write(text)).as(text).isInstanceOf(Refused.class);
        }
        assertThat(Syntax.IPXE_TEXT.write("it's a text")).isEqualTo("it's a text");
        for (var text : List.of("a || reboot", "a ; reboot", "a ${mac}", "a # b")) {
            assertThatThrownBy(() -> Syntax.IPXE_TEXT.write(text)).as(text).isInstanceOf(Refused.class);
        }
    }

    @Test
    void preseedRefusesWhatItWouldDropOrContinue() {
        assertThat(Syntax.DEBCONF.write("a 'b' \"c\" # d ${e} \\f")).isEqualTo("a 'b' \"c\" # d ${e} \\f");
        for (var text : List.of("a\\", " a", "a ")) {
            assertThatThrownBy(() -> Syntax.DEBCONF.write(text)).as(text).isInstanceOf(Refused.class);
        }
    }

    @Test
    void refusesWhatIsNoText() {
        assertThatThrownBy(() -> Syntax.SH.write("a\0b")).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> Syntax.YAML.write("\ud83d")).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> Syntax.JSON.write("\ude00")).isInstanceOf(Refused.class);
    }
}
