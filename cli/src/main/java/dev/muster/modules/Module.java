package dev.muster.modules;

import dev.muster.step.Answer;
import dev.muster.step.Result;
import dev.muster.step.Script;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One Ansible module. Implementations are stateless and pure. */
public interface Module {

    /** The short name, such as {@code copy}; {@code ansible.builtin.copy} and {@code ansible.legacy.copy} mean the same. */
    String name();

    /** What arguments it takes. They are checked and converted before {@link #start} is called. */
    Parameters parameters();

    /** Begins one call: either it is done already (a matter of the controller), or the node must be asked something. */
    Outcome start(Invocation call);

    /** Whether a call may run in check mode; {@code command} and the like skip themselves unless they know better. */
    default boolean supportsCheckMode() {
        return true;
    }

    /**
     * What a result tells of its call: Ansible's {@code invocation}. It is empty where Ansible does without a module on the node.
     *
     * @param given the arguments as they were given
     * @param told all of them, with their defaults
     */
    default Map<String, @Nullable Object> invocation(
            Map<String, @Nullable Object> given, Map<String, @Nullable Object> told, Result result) {
        return Map.of("module_args", told);
    }

    /** Where a call stands. */
    sealed interface Outcome {

        /** Finished, with this result. */
        record Done(Result result) implements Outcome {}

        /**
         * The node is to run the script; its answer tells how to go on. One trip is the rule, a second needs a reason.
         *
         * @param last whether nothing is asked after it, so that it can run in the background
         */
        record Ask(Script script, boolean last, Function<Answer, Outcome> then) implements Outcome {

            /** A step after which there may be another one. */
            public Ask(Script script, Function<Answer, Outcome> then) {
                this(script, false, then);
            }
        }
    }

    static Outcome done(Result result) {
        return new Outcome.Done(result);
    }

    /** The usual module: one script, and a result read from its answer. */
    static Outcome ask(Script script, Function<Answer, Result> read) {
        return new Outcome.Ask(script, true, answer -> new Outcome.Done(read.apply(answer)));
    }
}
