package dev.muster.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.step.Diff;
import dev.muster.step.Result;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Expectations are those of {@code remove_values} in ansible-core's {@code module_utils/common/parameters.py}. */
final class SecretArgumentsTest {

    private final Result result = Result.done(true)
            .with("password", "web")
            .with("msg", "web set for the webmaster")
            .with("nested", List.of(Map.of("web", "web"), 12L, true))
            .withDiff(Diff.of("/etc/shadow", "x\n", "web\n"))
            .warn("'web' is short");

    @Test
    void namesWhatIsASecretAndMasksWhatContainsOne() {
        var hidden = SecretArguments.hidden(result, List.of("web", ""));

        assertThat(hidden.data())
                .containsEntry("password", "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER")
                .containsEntry("msg", "******** set for the ********master")
                .containsEntry("nested", List.of(Map.of("web", "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"), 12L, true));
        assertThat(hidden.diffs().getFirst().after()).isEqualTo("********\n");
        assertThat(hidden.warnings()).containsExactly("'********' is short");
    }

    @Test
    void hidesNumbersThatContainASecret() {
        var hidden = SecretArguments.hidden(Result.ok().with("pin", 41234L).with("rc", 0L), List.of("1234"));

        assertThat(hidden.data())
                .containsEntry("pin", "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER")
                .containsEntry("rc", 0L);
    }

    @Test
    void leavesAResultWithoutSecretsAlone() {
        assertThat(SecretArguments.hidden(result, List.of())).isSameAs(result);
    }

    @Test
    void onlyDistinctTextsAreHiddenEverywhere() {
        assertThat(List.of("web", "password", "webmaster")).noneMatch(SecretArguments::isDistinct);
        assertThat(List.of("s3cret-1", "correcthorsebattery")).allMatch(SecretArguments::isDistinct);
    }
}
