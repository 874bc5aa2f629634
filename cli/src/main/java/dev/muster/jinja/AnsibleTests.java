package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.Truth;
import dev.muster.value.Undefined;
import dev.muster.value.UndefinedUse;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tests that Ansible adds to Jinja2's. */
final class AnsibleTests {

    private static final List<List<String>> FILE_TESTS = List.of(
            List.of("directory", "is_dir"),
            List.of("file", "is_file"),
            List.of("link", "is_link"),
            List.of("exists"),
            List.of("link_exists"),
            List.of("mount", "is_mount"),
            List.of("vaulted_file"));

    private AnsibleTests() {}

    static void register(Filter.Table table) {
        table.add("failed", "result", call -> truth(call, "failed"))
                .alias("failure", "failed")
                .add("succeeded", "result", call -> !truth(call, "failed"))
                .alias("success", "succeeded")
                .alias("successful", "succeeded")
                .add("unreachable", "result", call -> truth(call, "unreachable"))
                .add("reachable", "result", call -> !truth(call, "unreachable"))
                .add("skipped", "result", call -> truth(call, "skipped"))
                .alias("skip", "skipped")
                .add("changed", "result", AnsibleTests::changed)
                .alias("change", "changed")
                .add("finished", "result", call -> !result(call).containsKey("finished") || truth(call, "finished"))
                .add("started", "result", call -> !result(call).containsKey("started") || truth(call, "started"))
                .add(
                        "timedout",
                        "result",
                        call -> result(call).get("timedout") instanceof Map<?, ?> timeout
                                && Truth.of(timeout.get("period")))
                .add(
                        "regex",
                        "value='', pattern='', ignorecase=False, multiline=False, match_type='search'",
                        call -> switch (call.text(4)) {
                            case "match" -> matches(call, true);
                            case "fullmatch" -> regex(call).matchesWhole(call.text(0));
                            default -> matches(call, false);
                        })
                .add("search", "value, pattern='', ignorecase=False, multiline=False", call -> matches(call, false))
                .add("match", "value, pattern='', ignorecase=False, multiline=False", call -> matches(call, true))
                .add("version", "value, version, operator='eq', strict=None, version_type=None", Versions::compare)
                .alias("version_compare", "version")
                .add("any", "value", call -> Tests.quantified(call.get(0), false))
                .add("all", "value", call -> Tests.quantified(call.get(0), true))
                .add("truthy", "value, convert_bool=False", call -> truthy(call.get(0), call.truth(1)))
                .add("falsy", "value, convert_bool=False", call -> !truthy(call.get(0), call.truth(1)))
                .lenient("vault_encrypted", "value", AnsibleTests::isVault)
                .add("subset", "a, b", call -> Tests.includes(call.items(1), call.items(0)))
                .alias("issubset", "subset")
                .add("superset", "a, b", call -> Tests.includes(call.items(0), call.items(1)))
                .alias("issuperset", "superset")
                .add("contains", "seq, value", call -> ExpressionCompiler.in(call.get(1), call.get(0)))
                .add("nan", "x", call -> call.get(0) instanceof Double number && number.isNaN())
                .alias("isnan", "nan")
                .add("uri", "value, schemes=None", call -> isUri(call, false))
                .add("url", "value, schemes=None", call -> isUri(call, true))
                .add(
                        "urn",
                        "value",
                        call -> call.get(0) instanceof String text
                                && Urls.Parts.of(text).scheme().equals("urn"))
                .add("abs", "path", call -> call.string(0).startsWith("/"))
                .alias("is_abs", "abs")
                .add(
                        "same_file",
                        "path, other",
                        call -> call.run().outside().fileTest("same_file", call.string(0) + "\0" + call.string(1)))
                .alias("is_same_file", "same_file");
        for (var names : FILE_TESTS) {
            var name = names.getFirst();
            table.add(name, "path", call -> call.run().outside().fileTest(name, call.string(0)));
            if (names.size() > 1) {
                table.alias(names.get(1), name);
            }
        }
    }

    private static Map<?, ?> result(Call call) {
        if (call.get(0) instanceof Map<?, ?> map) {
            return map;
        }
        throw new UserError("The '" + call.name() + "' test expects a dictionary");
    }

    private static boolean truth(Call call, String key) {
        return Truth.of(result(call).get(key));
    }

    private static Object changed(Call call) {
        var result = result(call);
        if (!result.containsKey("changed") && result.get("results") instanceof List<?> results) {
            return results.stream().anyMatch(item -> item instanceof Map<?, ?> map && Truth.of(map.get("changed")));
        }
        return Truth.of(result.get("changed"));
    }

    private static PythonRegex regex(Call call) {
        return call.run().engine().regex(call.string(1), call.truth(2), call.truth(3));
    }

    private static Object matches(Call call, boolean start) {
        var regex = regex(call);
        return start ? regex.matchesStart(call.text(0)) : regex.search(call.text(0)) != null;
    }

    private static boolean truthy(@Nullable Object value, boolean convert) {
        if (convert && value instanceof String text) {
            switch (text.toLowerCase(java.util.Locale.ROOT).strip()) {
                case "y", "yes", "on", "1", "true", "t" -> {
                    return true;
                }
                case "n", "no", "off", "0", "false", "f" -> {
                    return false;
                }
                default -> {}
            }
        }
        return Truth.of(value);
    }

    private static Object isVault(Call call) {
        if (call.get(0) instanceof Undefined undefined) {
            throw new UndefinedUse(undefined);
        }
        // As in ansible-core, the text of a vault is none: what counts is that the value stood encrypted in a file.
        return call.run().outside().ciphertext(call.get(0)) != null;
    }

    private static boolean isUri(Call call, boolean needsHost) {
        if (!(call.get(0) instanceof String text)) {
            return false;
        }
        Urls.Parts parts;
        try {
            parts = Urls.Parts.of(text);
        } catch (UserError _) {
            return false;
        }
        if (Truth.of(call.get(1)) && !ExpressionCompiler.in(parts.scheme(), call.get(1))) {
            return false;
        }
        return !needsHost || !parts.netloc().isEmpty() || parts.scheme().equals("file");
    }
}
