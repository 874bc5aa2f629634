package dev.muster.engine;

import dev.muster.source.Position;
import dev.muster.source.UserError;
import dev.muster.step.Result;
import dev.muster.value.Merge;
import dev.muster.value.Printing;
import dev.muster.value.Undefined;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The modules that gather facts: the setting {@code facts_modules}, or the variable {@code ansible_facts_modules}
 * ({@code plugins/action/gather_facts.py} of ansible-core). They run one after the other.
 */
final class FactModules {

    private static final String SETUP = "setup";
    private static final String SMART = "smart";
    private static final String VARIABLE = "ansible_facts_modules";

    /** What {@code setup} alone understands, and how it is called when another module does not get it. */
    private static final Map<String, String> OF_SETUP =
            Map.of("gather_subset", "subset", "gather_timeout", "timeout", "filter", "filter");

    private static final Set<Object> ALL = Set.of("all", List.of("all"));

    /** One call of a module. */
    interface Call {
        Result of(String module, Map<String, @Nullable Object> arguments) throws InterruptedException;
    }

    private final List<String> names;

    private FactModules(List<String> names) {
        this.names = names;
    }

    /** Those that a host is to be asked by. */
    static FactModules of(EngineOptions.Habits habits, Scope scope) {
        var settings = habits.settings();
        var said = scope.get(VARIABLE);
        if (settings == null) {
            return new FactModules(List.of(SETUP));
        }
        var setting = settings.catalog().get("FACTS_MODULES");
        var value = said == null || said instanceof Undefined
                ? settings.resolve(setting).value()
                : settings.fitted(setting, VARIABLE, said);
        var names = new ArrayList<String>();
        if (value instanceof List<?> list) {
            list.forEach(name -> names.add(Printing.str(name).replaceFirst("^ansible\\.(builtin|legacy)\\.", "")));
        }
        if (names.remove(SMART) && !names.contains(SETUP)) {
            names.add(SETUP);
        }
        return new FactModules(names);
    }

    /** Whether it is the usual one alone. */
    boolean isSetup() {
        return names.equals(List.of(SETUP));
    }

    /**
     * What all of them found, in one result.
     *
     * @param at where the task stands
     */
    Result gather(Map<String, @Nullable Object> given, Position at, Call call) throws InterruptedException {
        var facts = new LinkedHashMap<String, @Nullable Object>();
        var failed = new LinkedHashMap<String, @Nullable Object>();
        var skipped = new LinkedHashMap<String, @Nullable Object>();
        var result = Result.ok();
        for (var name : names) {
            var arguments = new LinkedHashMap<>(given);
            arguments.values().removeIf(value -> value == null);
            arguments.remove("parallel");
            if (!name.equals(SETUP)) {
                for (var option : List.of("gather_subset", "gather_timeout", "filter")) {
                    var value = arguments.remove(option);
                    if (value != null && !(option.equals("gather_subset") && ALL.contains(value))) {
                        result = result.warn(
                                "Not passing " + OF_SETUP.get(option) + "(" + Printing.str(value) + ") to " + name);
                    }
                }
            }
            var one = call.of(name, arguments);
            if (one.status() == Result.Status.UNREACHABLE || one.status() == Result.Status.UNKNOWN) {
                return one;
            }
            if (one.isFailed()) {
                failed.put(name, told(one));
            } else if (one.status() == Result.Status.SKIPPED) {
                skipped.put(name, one.data());
            } else {
                merge(facts, one.facts());
            }
            for (var warning : one.warnings()) {
                result = result.warn(warning);
            }
        }
        if (!failed.isEmpty()) {
            var message = "The following modules failed to execute: " + String.join(", ", failed.keySet()) + ".";
            result = Result.failed(message)
                    .with("ansible_facts", Map.of())
                    .with("failed_modules", failed)
                    .with(
                            "_muster_error",
                            Failures.explained(
                                    "Task failed: Action failed: " + message, new UserError(message).at(at)));
        } else if (!skipped.isEmpty()) {
            result = result.with(
                            "msg", "The following modules were skipped: " + String.join(", ", skipped.keySet()) + ".")
                    .with("skipped_modules", skipped);
            result = skipped.size() == names.size() ? result.as(Result.Status.SKIPPED) : result;
        }
        return result.withFacts(facts);
    }

    /** What failed as it is told of beside others. */
    private static Map<String, @Nullable Object> told(Result failure) {
        var told = new LinkedHashMap<String, @Nullable Object>(failure.data());
        told.keySet().removeIf(key -> key.startsWith("_muster"));
        told.put("exception", "(traceback unavailable)");
        told.put("failed", true);
        return told;
    }

    private static void merge(Map<String, @Nullable Object> facts, Map<String, @Nullable Object> more) {
        var merged = Merge.of(facts, more, true, Merge.Lists.APPEND_RP);
        facts.clear();
        merged.forEach((key, value) -> facts.put(String.valueOf(key), value));
    }
}
