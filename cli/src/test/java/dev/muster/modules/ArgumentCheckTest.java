package dev.muster.modules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.modules.Parameters.Rule;
import dev.muster.modules.Parameters.Type;
import dev.muster.source.UserError;
import dev.muster.value.Omit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The expected texts are what ansible-core 2.19 says. */
class ArgumentCheckTest {

    private static final Parameters FILE = Parameters.builder()
            .str("state")
            .choices("absent", "directory", "file", "hard", "link", "touch")
            .path("path")
            .required()
            .aliases("dest", "name")
            .bool("recurse", false)
            .with(FileAttributes.PARAMETERS)
            .build();

    private static Arguments check(Parameters parameters, Map<String, ?> given) {
        return ArgumentCheck.check("file", parameters, given).arguments();
    }

    private static Arguments one(Type type, @Nullable Object value) {
        var given = new HashMap<String, @Nullable Object>();
        given.put("it", value);
        return ArgumentCheck.check(
                        "x", Parameters.builder().add("it", type).required().build(), given)
                .arguments();
    }

    @Test
    void namesUnknownArgumentsAndTheNearestSpelling() {
        assertThatThrownBy(() -> check(FILE, Map.of("path", "/x", "ownr", "root")))
                .isInstanceOfSatisfying(UserError.class, error -> {
                    assertThat(error.what())
                            .isEqualTo("Unsupported parameters for (file) module: ownr. Supported parameters include: "
                                    + "attributes, group, mode, owner, path, recurse, selevel, serole, setype, seuser, "
                                    + "state, unsafe_writes (attr, dest, name).");
                    assertThat(error.hint()).isEqualTo("did you mean 'owner'?");
                });
    }

    @Test
    void reportsTheFirstThingWrongInAnsiblesOrder() {
        assertThatThrownBy(() -> check(FILE, Map.of("ownr", "root", "state", "foo")))
                .hasMessage("missing required arguments: path");
        assertThatThrownBy(() -> check(FILE, Map.of("path", "/x", "ownr", "root", "state", "foo")))
                .hasMessage("value of state must be one of: absent, directory, file, hard, link, touch, got: foo");
        assertThatThrownBy(() -> check(FILE, Map.of("path", "/x", "state", "foo", "recurse", "maybe")))
                .hasMessageStartingWith("argument 'recurse' is of type str and we were unable to convert to bool: "
                        + "The value 'maybe' is not a valid boolean. Valid booleans include: ");
    }

    @Test
    void hintsAtTheMisspeltArgumentWhenARequiredOneIsMissing() {
        assertThatThrownBy(() -> check(FILE, Map.of("pth", "/x")))
                .isInstanceOfSatisfying(
                        UserError.class, error -> assertThat(error.hint()).isEqualTo("did you mean 'path'?"));
    }

    @Test
    void takesAnAliasAndWarnsWhenBothAreSet() {
        assertThat(check(FILE, Map.of("dest", "/x")).str("path")).isEqualTo("/x");
        var both = ArgumentCheck.check("file", FILE, Map.of("path", "/x", "dest", "/y"));
        assertThat(both.arguments().str("path")).isEqualTo("/y");
        assertThat(both.warnings()).containsExactly("Both option path and its alias dest are set.");
    }

    @Test
    void treatsOmittedAsNotWritten() {
        assertThat(check(FILE, Map.of("path", "/x", "owner", Omit.OMIT)).has("owner"))
                .isFalse();
    }

    @Test
    void convertsAsPythonDoes() {
        assertThat(one(Type.STR, 5L).str("it")).isEqualTo("5");
        assertThat(one(Type.STR, true).str("it")).isEqualTo("True");
        assertThat(one(Type.STR, List.of("a", 1.5)).str("it")).isEqualTo("['a', 1.5]");
        assertThat(one(Type.STR, null).str("it")).isEmpty();
        assertThat(one(Type.INT, "5").integer("it")).isEqualTo(5);
        assertThat(one(Type.INT, "5.0").integer("it")).isEqualTo(5);
        assertThat(one(Type.BOOL, " Yes ").bool("it")).isTrue();
        assertThat(one(Type.BOOL, 0L).boolOrNull("it")).isFalse();
        assertThat(one(Type.LIST, "a,b,").strings("it")).containsExactly("a", "b", "");
        assertThat(one(Type.LIST, 3L).strings("it")).containsExactly("3");
        assertThat(one(Type.DICT, "a=1, b='x y'").dict("it")).isEqualTo(Map.of("a", "1", "b", "x y"));
        assertThat(one(Type.DICT, "{\"a\": [1, true, null]}").dict("it").toString())
                .isEqualTo("{a=[1, true, null]}");
        assertThat(one(Type.DICT, "{'a': True}").dict("it")).isEqualTo(Map.of("a", true));
        assertThat(one(Type.BYTES, "2K").integer("it")).isEqualTo(2048);
        assertThat(one(Type.BYTES, "1.5MB").integer("it")).isEqualTo(1572864);
        assertThat(one(Type.JSONARG, Map.of("a", List.of(1L, "ü"))).str("it")).isEqualTo("{\"a\": [1, \"\\u00fc\"]}");
    }

    @Test
    void saysWhyAValueCannotBeConverted() {
        assertThatThrownBy(() -> one(Type.INT, "five"))
                .hasMessage("argument 'it' is of type str and we were unable to convert to int: "
                        + "\"'five'\" cannot be converted to an int");
        assertThatThrownBy(() -> one(Type.INT, 1.5))
                .hasMessage("argument 'it' is of type float and we were unable to convert to int: "
                        + "\"1.5\" cannot be converted to an int");
        assertThatThrownBy(() -> one(Type.LIST, Map.of()))
                .hasMessage("argument 'it' is of type dict and we were unable to convert to list: "
                        + "<class 'dict'> cannot be converted to a list");
        assertThatThrownBy(() -> one(Type.DICT, "abc"))
                .hasMessage("argument 'it' is of type str and we were unable to convert to dict: "
                        + "dictionary requested, could not parse JSON or key=value");
    }

    @Test
    void appliesRulesBetweenArguments() {
        var parameters = Parameters.builder()
                .str("src")
                .str("content")
                .str("state")
                .str("key")
                .str("cert")
                .rule(new Rule.MutuallyExclusive(List.of("src", "content")))
                .rule(new Rule.RequiredOneOf(List.of("src", "content")))
                .rule(new Rule.RequiredTogether(List.of("key", "cert")))
                .rule(new Rule.RequiredIf("state", "present", List.of("key", "cert"), true))
                .rule(new Rule.RequiredBy("key", List.of("state")))
                .build();
        assertThatThrownBy(() -> check(parameters, Map.of("src", "a", "content", "b")))
                .hasMessage("parameters are mutually exclusive: src|content");
        assertThatThrownBy(() -> check(parameters, Map.of()))
                .hasMessage("one of the following is required: src, content");
        assertThatThrownBy(() -> check(parameters, Map.of("src", "a", "key", "b")))
                .hasMessage("parameters are required together: key, cert");
        assertThatThrownBy(() -> check(parameters, Map.of("src", "a", "state", "present")))
                .hasMessage("state is present but any of the following are missing: key, cert");
        assertThatThrownBy(() -> check(parameters, Map.of("src", "a", "key", "k", "cert", "c")))
                .hasMessage("missing parameter(s) required by 'key': state");
    }

    @Test
    void takesBareTrueForTheOnlyChoiceItCanMean() {
        var parameters = Parameters.builder().str("use").choices("yes", "ask").build();
        assertThat(check(parameters, Map.of("use", true)).str("use")).isEqualTo("yes");
    }

    @Test
    void collectsTheTextsOfSecretArguments() {
        var parameters = Parameters.builder().str("password").noLog().build();
        assertThat(ArgumentCheck.check("user", parameters, Map.of("password", "s3cret"))
                        .secrets())
                .containsExactly("s3cret");
    }

    @Test
    void refusesBareTextWhereTheModuleTakesNone() {
        assertThatThrownBy(() -> check(FILE, Map.of("_raw_params", "foo")))
                .hasMessage("Action 'ansible.builtin.file' does not support raw params.");
    }
}
