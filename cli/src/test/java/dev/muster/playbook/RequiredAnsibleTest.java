package dev.muster.playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which collections say that they are for this version of Ansible. */
final class RequiredAnsibleTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                ">=2.15.0",
                ">=2.15.0,<2.20",
                "~=2.19.3",
                "~=2.16",
                "==2.19.*",
                "!=2.18.*, >2.9",
                "==2.19.14",
                "<=2.19.14",
                ">=2.19.14rc1",
                ""
            })
    void admitsWhatIncludesIt(String specifiers) {
        assertThat(RequiredAnsible.admits(specifiers)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {">=2.20", "<2.19", "~=2.18.0", "==2.18.*", "!=2.19.*", ">2.19.14", "<2.19.14rc1", "==2.19"})
    void refusesWhatDoesNot(String specifiers) {
        assertThat(RequiredAnsible.admits(specifiers)).isFalse();
    }

    @Test
    void saysWhatIsNoSpecifier() {
        assertThatThrownBy(() -> RequiredAnsible.admits(">=2.9, new"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid specifier: 'new'");
    }
}
