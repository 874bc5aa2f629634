package dev.muster.modules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.source.UserError;
import dev.muster.step.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Every case in every shell of this machine gives what ansible-core gave: the same result, the same tree. */
@Tag("conformance")
@Execution(ExecutionMode.CONCURRENT)
class ModuleCasesTest {

    private static final String SNAPSHOT = readSnapshot();

    @TestFactory
    Stream<DynamicNode> givesWhatAnsibleGives() throws IOException {
        var only = System.getProperty("modules", "");
        var shells = Shells.present();
        try (var files = Files.list(Path.of("src", "test", "cases", "modules"))) {
            var names = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yml"))
                    .map(name -> name.substring(0, name.length() - ".yml".length()))
                    .filter(name -> only.isEmpty() || only.equals(name))
                    .sorted()
                    .toList();
            var nodes = Stream.<DynamicNode>builder();
            for (var name : names) {
                var cases = ModuleCases.read(name).all();
                nodes.add(DynamicContainer.dynamicContainer(
                        name,
                        cases.stream()
                                .flatMap(one -> shells.stream()
                                        .map(shell -> DynamicTest.dynamicTest(
                                                one.name() + " in " + shell.name(), () -> run(one, shell))))));
            }
            return nodes.build();
        }
    }

    private static String readSnapshot() {
        try {
            return Files.readString(Path.of("src", "test", "oracle", "snapshot.sh"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void run(ModuleCases.Case one, Shells.Shell shell) throws IOException {
        var folder = Files.createTempDirectory("muster-case").toRealPath();
        var plain = new Shells.Shell("sh", java.util.List.of("/bin/sh"), System.getenv("PATH"));
        try {
            plain.plain("umask 022; mkdir local; chmod 755 .\n" + one.given().getOrDefault("setup", ""), folder);
            compare(one, shell, plain, folder, "first", "tree");
            if (one.flag("twice", !one.flag("check", false))) {
                compare(one, shell, plain, folder, "again", "tree_again");
            }
        } finally {
            plain.plain("chmod -R u+rwx \"$1\" 2>/dev/null; rm -rf \"$1\"", folder);
        }
    }

    @SuppressWarnings("unchecked")
    private static void compare(
            ModuleCases.Case one, Shells.Shell shell, Shells.Shell plain, Path folder, String kind, String tree) {
        var result = perform(one, shell, folder);
        var expected = new java.util.LinkedHashMap<>(
                (Map<String, Object>) one.expected().get(kind));
        assertThat(ModuleCases.dictionary(result, folder))
                .as(kind)
                .isEqualTo(ModuleCases.masked(expected, "no such folder"));
        var lines = plain.plain(SNAPSHOT, folder)
                .lines()
                .map(line -> ModuleCases.line(line, folder.toString()))
                .map(line -> line.replace(" " + self(), " root:root"))
                .toList();
        var expectedTree = (java.util.List<String>)
                one.expected().getOrDefault(tree, one.expected().get("tree"));
        assertThat(lines)
                .as("the tree after " + kind)
                .isEqualTo(expectedTree.stream()
                        .map(line -> ModuleCases.line(line, "no such folder"))
                        .toList());
    }

    private static String self() {
        var user = System.getProperty("user.name");
        return user + ":" + user;
    }

    @SuppressWarnings("unchecked")
    private static Result perform(ModuleCases.Case one, Shells.Shell shell, Path folder) {
        var task = one.task().entrySet().iterator().next();
        var module = ModuleCatalog.all().get(task.getKey());
        var given = (Map<String, Object>) ModuleCases.located(task.getValue(), folder);
        try {
            var checked = ArgumentCheck.check(module.name(), module.parameters(), given);
            var call = new Invocation(
                    checked.arguments(),
                    one.flag("check", false),
                    one.flag("diff", false),
                    Map.of(),
                    new LocalController((Map<String, Object>) one.given().getOrDefault("vars", Map.of())));
            var result = shell.run(module, call, folder);
            for (var warning : checked.warnings()) {
                result = result.warn(warning);
            }
            return Invoked.told(result, module, given, checked.told());
        } catch (UserError e) {
            return Invoked.told(
                    Result.failed(e.what()).with("_muster_error", e.what()),
                    module,
                    given,
                    ArgumentCheck.refused(module.name(), module.parameters(), given));
        }
    }
}
