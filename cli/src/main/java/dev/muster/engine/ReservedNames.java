package dev.muster.engine;

import dev.muster.event.Event;
import dev.muster.source.UserError;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Warns of variables whose names are those of keywords or of functions of templates. Source: {@code ansible.vars.reserved}. */
final class ReservedNames {

    private static final Set<String> NAMES = Set.of(
            ("action always any_errors_fatal args async async_val become become_exe become_flags become_method become_user"
                            + " block changed_when check_mode collections connection cycler debugger delay"
                            + " delegate_facts delegate_to dict diff environment fact_path failed_when force_handlers"
                            + " gather_facts gather_timeout handlers hosts ignore_errors ignore_unreachable joiner lipsum"
                            + " local_action lookup loop loop_control loop_with max_fail_percentage module_defaults name"
                            + " namespace no_log notify now omit order poll port post_tasks pre_tasks q query range register"
                            + " remote_user rescue retries roles run_once serial strategy tags tasks throttle timeout undef"
                            + " until vars_files vars_prompt when with_")
                    .split(" "));

    /** What a run says of itself. */
    private static final String MAGIC = "magic variables";

    private final Consumer<Event> events;
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    ReservedNames(Consumer<Event> events) {
        this.events = events;
    }

    /** Looks at what a task on one of its hosts may use; each variable is told of once. */
    void check(Scope scope) {
        for (var name : NAMES) {
            scope.explain(name).stream()
                    .filter(candidate -> !candidate.level().equals(MAGIC))
                    .findFirst()
                    .ifPresent(candidate -> warn(name, candidate));
        }
    }

    private void warn(String name, Candidate candidate) {
        var text = new UserError("Found variable using reserved name '" + name + "'.")
                .at(candidate.at())
                .render();
        if (told.add(text)) {
            events.accept(new Event.Warning(text));
        }
    }
}
