package dev.muster.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ansible-core 2.19 with passlib 1.7.4 and bcrypt 4.0.1 hashes the same to. */
final class PasswordHashTest {

    private static final Random CHANCE = new Random(7);

    private static String hash(
            String password,
            String kind,
            @Nullable String salt,
            @Nullable Long size,
            @Nullable Long rounds,
            @Nullable String ident) {
        return PasswordHash.of(password, new PasswordHash.Wish(kind, salt, size, rounds, ident), CHANCE);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            pass, bcrypt, abcdefghijklmnopqrstuv, 5, , $2b$05$abcdefghijklmnopqrstuuZFBUbfXoM8LFiPx8LYlO/sXZB/Cwk3K
            pass, blowfish, abcdefghijklmnopqrstuu, 5, , $2b$05$abcdefghijklmnopqrstuuZFBUbfXoM8LFiPx8LYlO/sXZB/Cwk3K
            pass, bcrypt, abcdefghijklmnopqrstuz, 4, 2a, $2a$04$abcdefghijklmnopqrstuufznL8bkzdtHwLhca4To/v9Lo9bA7fR6
            pass, bcrypt, abcdefghijklmnopqrstuz, 4, 2y, $2y$04$abcdefghijklmnopqrstuufznL8bkzdtHwLhca4To/v9Lo9bA7fR6
            pass, bcrypt, abcdefghijklmnopqrstuz, 4, $2y$, $2y$04$abcdefghijklmnopqrstuufznL8bkzdtHwLhca4To/v9Lo9bA7fR6
            pass, bcrypt, abcdefghijklmnopqrstuz, 4, 2, $2$04$abcdefghijklmnopqrstuuLRDX8GD0B54Ucjz9an1uEL2DU3mCLzy
            pÄss€, bcrypt, abcdefghijklmnopqrstuz, 4, , $2b$04$abcdefghijklmnopqrstuuMopXtNYXjZybU2gpXpdC8RTC8jU0AaK
            '', bcrypt, abcdefghijklmnopqrstuz, 4, , $2b$04$abcdefghijklmnopqrstuubyCG3zY1GIXMyxfivm.ClDiInHzxjiq
            '', bcrypt, abcdefghijklmnopqrstuz, 4, 2, $2$04$abcdefghijklmnopqrstuubyCG3zY1GIXMyxfivm.ClDiInHzxjiq
            pass, bcrypt, ./ABCDEFGHIJKLMNOPQRST, 6, 2b, $2b$06$./ABCDEFGHIJKLMNOPQRSO8rE.LAKXOTFq8IWCuhCMYIkMlyM5Ygm
            pass, md5, abcdefgh, , , $1$abcdefgh$1s0bv7.OjNizlrMAOIQD7.
            pass, md5_crypt, ab, , 2a, $1$ab$U8jv6p.D2WDJLEY1puNWT1
            pass, sha256, abcdefgh, 5000, , $5$abcdefgh$HzzE/l7JTvo/KwUuQ1gnXciE10UWdO477E3KxyYElr4
            pass, sha256_crypt, abcdefgh, 1000, 2b, $5$rounds=1000$abcdefgh$pZYM4qIaeNudUedfPIVM49EJGEoaIn0oTq74Lz3TTY2
            pass, sha512, abcdefgh, 1000, , $6$rounds=1000$abcdefgh$WO4vlCTkCB1q08tY6VtH40bWwVO1gRHGyesgz9jc3ZsdGZQ6oly7MKKFLzg9JTeTT.S8s4JgQMI6VRU2a8Luq/
            '', sha512_crypt, abcdefgh, 1000, , $6$rounds=1000$abcdefgh$EXAhR4Ety06RoQxMGyf4SY5662XUrnNYnkMR4YirLV86Bn1i2FXJhH8vYFgzKA/hY4rwctuXaZYa3ju9zuElg/
            """)
    void hashesAsAnsibleDoes(
            String password, String kind, String salt, @Nullable Long rounds, @Nullable String ident, String expected) {
        assertThat(hash(password, kind, salt, null, rounds, ident)).isEqualTo(expected);
    }

    @Test
    void bcryptReadsSeventyTwoBytes() {
        var salt = "abcdefghijklmnopqrstuz";
        var all = "$2b$04$abcdefghijklmnopqrstuubzadhGtS2zEF.gu0yd0opP6cVzb.e0i";
        assertThat(hash("x".repeat(100), "bcrypt", salt, null, 4L, null)).isEqualTo(all);
        assertThat(hash("x".repeat(72), "bcrypt", salt, null, 4L, null)).isEqualTo(all);
        assertThat(hash("x".repeat(71) + "y", "bcrypt", salt, null, 4L, null))
                .isEqualTo("$2b$04$abcdefghijklmnopqrstuu.5skbTx2BS4jj.FAhPbN7I9dDGDUUN2");
        assertThat(hash("x".repeat(73), "bcrypt", salt, null, 4L, "2")).isEqualTo(all.replace("2b", "2"));
        assertThat(hash("x".repeat(255), "bcrypt", salt, null, 4L, "2a")).isEqualTo(all.replace("2b", "2a"));
    }

    @Test
    void makesASaltWhereNoneIsGiven() {
        assertThat(hash("pass", "bcrypt", null, null, 4L, null)).matches("\\$2b\\$04\\$[./A-Za-z0-9]{53}");
        assertThat(hash("pass", "sha512", "", 4L, 1000L, null))
                .matches("\\$6\\$rounds=1000\\$[./A-Za-z0-9]{4}\\$.{86}");
        assertThat(hash("pass", "md5", null, null, null, null)).matches("\\$1\\$[./A-Za-z0-9]{8}\\$.{22}");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            bcrypt, shorte, , , , salt too small (bcrypt requires exactly 22 chars)
            bcrypt, abcdefghijklmnopqrstuvw, , , , salt too large (bcrypt requires exactly 22 chars)
            bcrypt, abcdefghijklmnopqrst_v, , , , invalid characters in bcrypt salt
            bcrypt, , , 3, , 'bcrypt: min_desired_rounds (3) is too low, must be at least 4'
            bcrypt, , , 32, , 'bcrypt: min_desired_rounds (32) is too large, cannot be more than 31'
            bcrypt, , , , 2z, invalid ident: '2z'
            bcrypt, , 3, , , bcrypt: salt_size (3) must be exactly 22
            md5, abcdefghi, , , , salt too large (md5_crypt requires <= 8 chars)
            md5, , 9, , , md5_crypt: salt_size (9) above max_salt_size (8)
            md5, , , 5, , md5_crypt has no rounds
            sha512, abc_, , 5000, , invalid characters in sha512_crypt salt
            sha512, , , 999, , 'sha512_crypt: min_desired_rounds (999) is too low, must be at least 1000'
            sha512, , , 9999999999, , 'sha512_crypt: min_desired_rounds (9999999999) is too large, cannot be more than 999999999'
            sha512, , -1, 1000, , sha512_crypt: salt_size (-1) below min_salt_size (0)
            sha256, ab, 17, 1000, , sha256_crypt: salt_size (17) above max_salt_size (16)
            """)
    void saysWhatCannotBeDone(
            String kind,
            @Nullable String salt,
            @Nullable Long size,
            @Nullable Long rounds,
            @Nullable String ident,
            String expected) {
        assertThatThrownBy(() -> hash("pass", kind, salt, size, rounds, ident))
                .hasMessage("Could not hash the secret: " + expected);
    }

    @Test
    void refusesPasswordsThatAProgramWouldReadInPart() {
        assertThatThrownBy(() -> hash("a\0b", "sha512", "ab", null, 1000L, null))
                .hasMessage("Could not hash the secret: null character in secret");
        assertThatThrownBy(() -> hash("a\0b", "bcrypt", null, null, 4L, null))
                .hasMessage("Could not hash the secret: bcrypt does not allow NULL bytes in password");
    }
}
