package dev.muster.value;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SecretsTest {

    private static final String MASK = Secrets.MASK;

    private static Secrets of(String... all) {
        var secrets = new Secrets();
        for (var secret : all) {
            secrets.add(secret);
        }
        return secrets;
    }

    @Test
    void hidesEverySecretAndLeavesTheRest() {
        assertThat(of("alpha", "beta").mask("an alpha, a beta and alphabeta"))
                .isEqualTo("an " + MASK + ", a " + MASK + " and " + MASK + MASK);
        assertThat(of("alpha").mask("nothing of that")).isEqualTo("nothing of that");
        assertThat(of().mask("alpha")).isEqualTo("alpha");
    }

    @Test
    void hidesTheLongestOfThoseThatBeginAlike() {
        assertThat(of("alpha", "alphabet", "alphabet soup").mask("alphabet soup, alphabet"))
                .isEqualTo(MASK + ", " + MASK);
    }

    @Test
    void leavesNothingOfSecretsThatOverlap() {
        assertThat(of("first-middle", "middle-and-last").mask("<first-middle-and-last>"))
                .isEqualTo("<" + MASK + ">");
    }

    @Test
    void hidesWhatOtherFormatsMakeOfASecret() {
        var secrets = of("a\"b\\c'd<e&f ü");
        assertThat(secrets.mask("{\"x\": \"a\\\"b\\\\c'd<e&f ü\"}")).isEqualTo("{\"x\": \"" + MASK + "\"}");
        assertThat(secrets.mask("a\\\"b\\\\c'd<e&f \\u00fc")).isEqualTo(MASK);
        assertThat(secrets.mask("'a\"b\\\\c\\'d<e&f ü'")).isEqualTo("'" + MASK + "'");
        assertThat(secrets.mask("'a\"b\\c''d<e&f ü'")).isEqualTo("'" + MASK + "'");
        assertThat(secrets.mask("<p>a&quot;b\\c'd&lt;e&amp;f ü</p>")).isEqualTo("<p>" + MASK + "</p>");
    }

    @Test
    void hidesEachLineOfATextAndTheWholeHoweverItIsFolded() {
        var secrets = of("first line\nsecond line\n");
        assertThat(secrets.mask("+first line\n+second line\n")).isEqualTo("+" + MASK + "\n+" + MASK + "\n");
        assertThat(secrets.mask("x: first\n   line second\n   line\n").replace(MASK, ""))
                .doesNotContain("first", "second");
        assertThat(secrets.mask("\"first line\\nsecond line\\n\"")).isEqualTo("\"" + MASK + "\"");
    }

    @Test
    void doesNotHideWhatIsTooShort() {
        assertThat(of("abc", "").mask("abc")).isEqualTo("abc");
    }

    @Test
    void learnsWhileItIsAsked() {
        var secrets = of("alpha");
        assertThat(secrets.mask("alpha gamma")).isEqualTo(MASK + " gamma");
        secrets.add("gamma");
        assertThat(secrets.mask("alpha gamma")).isEqualTo(MASK + " " + MASK);
    }
}
