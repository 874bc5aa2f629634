package dev.muster.modules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.muster.modules.Controller.LocalFile;
import dev.muster.modules.Module.Outcome;
import dev.muster.source.UserError;
import dev.muster.step.Result;
import dev.muster.step.Result.Status;
import dev.muster.value.Undefined;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Modules that never ask a node. Expectations are what ansible-core 2.19 registers. */
final class ControllerModulesTest {

    private static Result run(Module module, Map<String, ?> given, Map<String, ?> known) {
        var outcome = module.start(Calls.of(module, given, new Calls.VariablesController(known)));
        if (outcome instanceof Outcome.Done(var result)) {
            return result;
        }
        throw new AssertionError("'" + module.name() + "' asks the node");
    }

    @Test
    void assertFailsAtTheFirstThatDoesNotHold() {
        var result = run(new AssertModule(), Map.of("that", List.of("yes", "no", "never")), Map.of("yes", true));
        assertEquals(Status.FAILED, result.status());
        assertEquals("no", result.data().get("assertion"));
        assertEquals(false, result.data().get("evaluated_to"));
        assertEquals("Assertion failed", result.message());
    }

    @Test
    void assertPasses() {
        var given = Map.of("that", "yes", "quiet", true, "success_msg", "fine");
        assertEquals(
                Map.of("msg", "fine"),
                run(new AssertModule(), given, Map.of("yes", true)).data());
        var loud = run(new AssertModule(), Map.of("that", List.of("yes")), Map.of("yes", true));
        assertEquals("All assertions passed", loud.message());
        assertEquals(true, loud.data().get("_ansible_verbose_always"));
    }

    @Test
    void assertTakesNoOtherMessageThanText() {
        var given = Map.of("that", "yes", "fail_msg", false);
        assertThrows(UserError.class, () -> run(new AssertModule(), given, Map.of("yes", true)));
    }

    @Test
    void debugShowsAMessageOfAnyType() {
        assertEquals("Hello world!", run(new DebugModule(), Map.of(), Map.of()).message());
        var list = List.of(1L, "two");
        assertEquals(
                list,
                run(new DebugModule(), Map.of("msg", list), Map.of()).data().get("msg"));
    }

    @Test
    void debugShowsWhatIsUndefinedInItsPlace() {
        var known = Map.of("site", Map.of("a", 1L, "b", List.of(Undefined.name("x"), Undefined.name("y"))));
        var result = run(new DebugModule(), Map.of("var", "site"), known);
        assertEquals(
                Map.of("a", 1L, "b", List.of("<< error 1 - 'x' is undefined >>", "<< error 2 - 'y' is undefined >>")),
                result.data().get("site"));
        assertEquals(
                List.of("Encountered 2 template errors.\nerror 1 - 'x' is undefined\nerror 2 - 'y' is undefined"),
                result.warnings());
    }

    @Test
    void debugSkipsBelowItsVerbosity() {
        var given = Map.of("msg", "x", "verbosity", 2L);
        var result = run(new DebugModule(), given, Map.of("ansible_verbosity", 1L));
        assertEquals(Status.SKIPPED, result.status());
        assertEquals(Map.of("skipped_reason", "Verbosity threshold not met."), result.data());
        assertEquals(
                Status.OK,
                run(new DebugModule(), given, Map.of("ansible_verbosity", 2L)).status());
    }

    @Test
    void failFails() {
        var result = run(new FailModule(), Map.of(), Map.of());
        assertEquals(Status.FAILED, result.status());
        assertEquals("Failed as requested from task", result.message());
        assertEquals(
                List.of(1L),
                run(new FailModule(), Map.of("msg", List.of(1L)), Map.of())
                        .data()
                        .get("msg"));
    }

    @Test
    void setFactTakesAnyName() {
        var result = run(new SetFactModule(), Map.of("port", 80L, "cacheable", "yes"), Map.of());
        assertEquals(Map.of("port", 80L), result.facts());
        assertEquals(true, result.data().get("_ansible_facts_cacheable"));
    }

    @Test
    void setFactRefusesNamesThatAreNone() {
        var error = assertThrows(UserError.class, () -> run(new SetFactModule(), Map.of("x y", 1L), Map.of()));
        assertEquals("Invalid variable name 'x y'.", error.what());
        assertEquals(
                "No key/value pairs provided, at least one is required for this action to succeed",
                run(new SetFactModule(), Map.of(), Map.of()).message());
    }

    @Test
    void setStatsTakesADictionaryOfNames() {
        var result = run(new SetStatsModule(), Map.of("data", Map.of("n", 1L), "per_host", "yes"), Map.of());
        assertEquals(
                Map.of("data", Map.of("n", 1L), "per_host", true, "aggregate", true),
                result.data().get("ansible_stats"));
        assertEquals(
                "The 'data' option needs to be a dictionary/hash",
                run(new SetStatsModule(), Map.of("data", "n=1"), Map.of()).message());
        var error = assertThrows(
                UserError.class, () -> run(new SetStatsModule(), Map.of("data", Map.of("a b", 1L)), Map.of()));
        assertEquals("Invalid variable name 'a b'.", error.what());
    }

    private static LocalFile file(String path, String name) {
        return new LocalFile(path, false, reader(name, List.of()));
    }

    private static LocalFile.Reader reader(String text, List<LocalFile> tree) {
        return new LocalFile.Reader() {
            @Override
            public byte[] bytes() {
                return text.getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public int mode() {
                return 0644;
            }

            @Override
            public List<LocalFile> tree() {
                return tree;
            }
        };
    }

    @Test
    void includeVarsReadsAFile() {
        var known = Map.of("a.yml", file("/p/vars/a.yml", "alpha"));
        var result = run(new IncludeVarsModule(), Map.of("_raw_params", "a.yml"), known);
        assertEquals(Map.of("alpha", "/p/vars/a.yml"), result.facts());
        assertEquals(List.of("/p/vars/a.yml"), result.data().get("ansible_included_var_files"));
        var named = run(new IncludeVarsModule(), Map.of("file", "a.yml", "name", "box"), known);
        assertEquals(Map.of("box", Map.of("alpha", "/p/vars/a.yml")), named.facts());
    }

    @Test
    void includeVarsWalksAFolder() {
        var tree = List.of(
                new LocalFile("/p/d/z", true, reader("", List.of())),
                file("/p/d/z/a.yml", "deep"),
                file("/p/d/b.yml", "b"),
                file("/p/d/a.json", "a"),
                file("/p/d/b.bak.yml", "bak"),
                file("/p/d/notes.txt", "notes"));
        var known = Map.of("d", new LocalFile("/p/d", true, reader("", tree)));
        var given = Map.of("dir", "d", "ignore_files", List.of("bak.yml"), "ignore_unknown_extensions", true);
        var result = run(new IncludeVarsModule(), given, known);
        assertEquals(
                List.of("/p/d/a.json", "/p/d/b.yml", "/p/d/z/a.yml"),
                result.data().get("ansible_included_var_files"));
        var shallow = run(
                new IncludeVarsModule(),
                Map.of("dir", "d", "depth", 1L, "files_matching", "^[ab]\\.(yml|json)$"),
                known);
        assertEquals(List.of("/p/d/a.json", "/p/d/b.yml"), shallow.data().get("ansible_included_var_files"));
        var strict = run(new IncludeVarsModule(), Map.of("dir", "d"), known);
        assertEquals(
                "/p/d/notes.txt does not have a valid extension: yaml, yml, json",
                strict.data().get("message"));
    }

    @Test
    void includeVarsMergesWhenAsked() {
        var known = Map.of("a.yml", file("/p/vars/a.yml", "alpha"), "box", Map.of("old", 1L));
        var given = Map.of("file", "a.yml", "name", "box", "hash_behaviour", "merge");
        var result = run(new IncludeVarsModule(), given, known);
        assertEquals(Map.of("box", Map.of("old", 1L, "alpha", "/p/vars/a.yml")), result.facts());
        var missing = run(new IncludeVarsModule(), Map.of("file", "none.yml"), known);
        assertEquals(Status.FAILED, missing.status());
    }

    @Test
    void refusesBoundsOfNumbersForLocalAccounts() {
        var user = new UserModule();
        var group = new GroupModule();
        Map<String, Object> uid = Map.of("name", "x", "uid_min", 1000L, "local", true);
        Map<String, Object> gid = Map.of("name", "x", "gid_max", 1000L, "local", true);
        assertEquals("'uid_min' can not be used with 'local'", refusal(user.start(Calls.of(user, uid, false))));
        assertEquals("'gid_max' can not be used with 'local'", refusal(group.start(Calls.of(group, gid, false))));
    }

    private static String refusal(Module.Outcome outcome) {
        return outcome instanceof Module.Outcome.Done(var result) ? result.message() : "not refused";
    }
}
