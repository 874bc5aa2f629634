package dev.muster.galaxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.source.UserError;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VersionsTest {

    /** In the order of semver.org, section 11. */
    @Test
    void versionsHaveTheirOrder() {
        var ordered = List.of(
                "0.9.9",
                "1.0.0-alpha",
                "1.0.0-alpha.1",
                "1.0.0-alpha.beta",
                "1.0.0-beta.2",
                "1.0.0-beta.11",
                "1.0.0",
                "1.0.1",
                "1.10.0",
                "2.0.0");

        assertThat(ordered.reversed().stream()
                        .sorted((one, other) -> SemanticVersion.of(one)
                                .orElseThrow()
                                .compareTo(SemanticVersion.of(other).orElseThrow())))
                .isEqualTo(ordered);
    }

    @Test
    void notEveryTextIsAVersion() {
        assertThat(Stream.of("1", "1.0", "v1.0.0", "01.0.0", "1.0.0-", "../../x", "")
                        .filter(text -> SemanticVersion.of(text).isPresent()))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*              | 1.0.0      | true",
                "1.0.0          | 1.0.0      | true",
                "==1.0          | 1.0.0      | true",
                "=1.0.1         | 1.0.0      | false",
                ">=1.0,<2       | 1.9.9      | true",
                ">=1.0,<2       | 2.0.0      | false",
                ">=1.0,!=1.5.0  | 1.5.0      | false",
                ">1             | 1.0.0      | false",
                "<=1.0.0        | 1.0.0-rc.1 | true",
                ">=2.0.0        | *          | true",
            })
    void rangesIncludeVersions(String range, String version, boolean expected) {
        assertThat(new VersionRange(range).includes(version)).isEqualTo(expected);
    }

    @Test
    void whatIsNoVersionIsTold() {
        assertThatThrownBy(() -> new VersionRange(">=new").includes("1.0.0"))
                .isInstanceOf(UserError.class)
                .hasMessage("'new' in the requirement '>=new' is no version");
    }

    @Test
    void rolesHaveLooserVersions() {
        assertThat(LooseVersion.newest(Stream.of("1.2", "v", "1.10", "1.9")
                                .filter(text -> !text.equals("v"))
                                .map(LooseVersion::of)
                                .toList())
                        .text())
                .isEqualTo("1.10");
        assertThatThrownBy(() -> LooseVersion.newest(
                        Stream.of("1.2", "main").map(LooseVersion::of).toList()))
                .hasMessageStartingWith("Unable to compare role versions (1.2, main)");
    }
}
