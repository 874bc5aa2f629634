package dev.muster.engine;

import dev.muster.playbook.Action;
import dev.muster.playbook.Keywords;
import dev.muster.playbook.Play;
import dev.muster.playbook.Task;
import dev.muster.value.Binding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The task that a play begins with although nobody wrote it: the gathering of facts. */
final class Gathering {

    private Gathering() {}

    /** The task, or null where the play or the habit wants none. */
    static @Nullable Task of(Play play, Scope scope, EngineOptions.Habits habits) {
        boolean otherwise = !habits.gathering().equals("explicit");
        if (!Values.truth("gather_facts", play.gatherFacts(), scope, otherwise)) {
            return null;
        }
        var at = play.at();
        var args = new LinkedHashMap<String, Binding>();
        put(args, "gather_subset", play.gatherSubset());
        put(args, "gather_timeout", play.gatherTimeout());
        put(args, "fact_path", play.factPath());
        var keywords = new Keywords(Map.of(), Map.of(), List.of(), List.of(new Binding("always", at)));
        return new Task(
                at,
                play.file(),
                null,
                new Binding("Gathering Facts", at),
                new Action.Module("ansible.builtin.gather_facts"),
                args,
                null,
                keywords,
                Task.Course.PLAIN,
                false);
    }

    private static void put(Map<String, Binding> args, String name, @Nullable Binding binding) {
        if (binding != null && binding.value() != null) {
            args.put(name, binding);
        }
    }
}
