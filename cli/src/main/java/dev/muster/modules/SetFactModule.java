package dev.muster.modules;

import dev.muster.step.Result;
import dev.muster.value.VariableName;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code set_fact}: makes variables of its arguments, whose names are the user's own. The mark
 * {@code _ansible_facts_cacheable} tells the engine whether they go to the fact cache as well; it is not registered.
 */
public final class SetFactModule implements Module {

    private static final Parameters PARAMETERS = Parameters.builder()
            .bool("cacheable", false)
            .freeForm(ArgumentCheck.ANY_NAME)
            .build();

    @Override
    public String name() {
        return "set_fact";
    }

    @Override
    public Parameters parameters() {
        return PARAMETERS;
    }

    @Override
    public Outcome start(Invocation call) {
        var facts = new LinkedHashMap<String, @Nullable Object>(call.arguments().values());
        facts.remove("cacheable");
        if (facts.isEmpty()) {
            return Module.done(
                    Result.failed("No key/value pairs provided, at least one is required for this action to succeed"));
        }
        facts.keySet().forEach(VariableName::checked);
        return Module.done(Result.ok()
                .with("_ansible_facts_cacheable", call.arguments().bool("cacheable"))
                .withFacts(facts));
    }
}
