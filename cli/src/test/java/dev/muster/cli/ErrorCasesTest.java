package dev.muster.cli;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Everything that a user can do wrong on this machine alone, with the whole of what is printed, and the exit code. */
final class ErrorCasesTest {

    @TestFactory
    Stream<DynamicContainer> saysWhereWhatAndHowToMendIt() {
        return Stream.of("yaml", "keywords", "variables", "modules", "files", "inventory", "options", "cluster")
                .map(area -> DynamicContainer.dynamicContainer(area, tests(ErrorCases.of(area))));
    }

    private static Stream<DynamicTest> tests(List<ErrorCases> cases) {
        return cases.stream().map(one -> DynamicTest.dynamicTest(one.name(), () -> one.check(Map.of())));
    }
}
