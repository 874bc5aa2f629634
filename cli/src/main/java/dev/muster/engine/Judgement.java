package dev.muster.engine;

import dev.muster.playbook.Task;
import dev.muster.source.UserError;
import dev.muster.step.Result;
import dev.muster.step.Result.Status;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a task makes of its own result: whether it changed something and failed, and what of it its conditions see.
 *
 * @param action the name of the task's action
 */
record Judgement(Task task, String action) {

    /** Actions whose facts are variables. */
    private static final Set<String> SETTING = Set.of("set_fact", "include_vars");

    /** The result after {@code changed_when} and {@code failed_when}. */
    Result judged(Result result, Scope inner) {
        if (result.status() == Status.SKIPPED
                || result.status() == Status.UNREACHABLE
                || result.status() == Status.UNKNOWN
                || result.data().containsKey("_muster_error")) {
            return result;
        }

        var judged = result;
        if (task.course().changedWhen() != null) {
            try {
                judged = judged.withChanged(Conditions.hold(task.course().changedWhen(), registering(inner, judged)));
            } catch (UserError e) {
                return judged.as(Status.FAILED)
                        .with("changed_when_result", e.what())
                        .with("_muster_error", Failures.explained(headline(judged), e));
            }
        }
        if (task.course().failedWhen() != null) {
            try {
                boolean failed = !task.course().failedWhen().isEmpty()
                        && Conditions.hold(task.course().failedWhen(), registering(inner, judged));
                if (judged.isFailed() && !failed) {
                    judged = judged.with("failed_when_suppressed_exception", "(traceback unavailable)");
                }
                judged = judged.as(failed ? Status.FAILED : Status.OK).with("failed_when_result", failed);
                if (failed && !judged.data().containsKey("msg")) {
                    judged = judged.with("msg", "Task failed: Action failed: Unknown error.");
                }
            } catch (UserError e) {
                return judged.as(Status.FAILED)
                        .with("failed_when_result", e.what())
                        .with("_muster_error", Failures.explained(headline(judged), e));
            }
        }
        return judged;
    }

    /** Out of tries is failed; where {@code failed_when} says that it is not, that is told and goes on. */
    static Result exhausted(Result result) {
        return Boolean.FALSE.equals(result.data().get("failed_when_result"))
                ? result.with(Result.EXHAUSTED, true)
                : result.isFailed() ? result : result.as(Status.FAILED);
    }

    /** What a condition that cannot be evaluated makes of the task; what the action said stays what is told. */
    private static String headline(Result result) {
        return result.message().isEmpty()
                ? "Task failed: Action failed."
                : "Task failed: Action failed: " + result.message();
    }

    Scope registering(Scope inner, Result result) {
        return inner.with("registered by this task", learnt(result));
    }

    /** What a result adds to the variables of its own task. */
    Map<String, @Nullable Object> learnt(Result result) {
        var learnt = new LinkedHashMap<String, @Nullable Object>();
        if (SETTING.contains(action.substring(action.lastIndexOf('.') + 1))) {
            learnt.putAll(result.facts());
        }
        if (task.course().register() != null) {
            learnt.put(task.course().register(), Registered.of(result));
        }
        return learnt;
    }
}
