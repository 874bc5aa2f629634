package dev.muster.engine;

import dev.muster.event.Event;
import dev.muster.event.Event.JobState;
import dev.muster.inventory.Host;
import dev.muster.modules.AsyncStatusModule;
import dev.muster.modules.Invocation;
import dev.muster.modules.Job;
import dev.muster.modules.Module;
import dev.muster.playbook.Task;
import dev.muster.remote.Connection;
import dev.muster.remote.Identity;
import dev.muster.remote.RemoteException;
import dev.muster.remote.StandAlone;
import dev.muster.remote.Target;
import dev.muster.step.Answer;
import dev.muster.step.Result;
import dev.muster.step.Script;
import dev.muster.value.Printing;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tasks with {@code async}: the module runs on in the background of its node, whatever becomes of the connection, and
 * is looked after until it is over, or left alone with {@code poll: 0}. Source: {@code executor/task_executor.py} of ansible-core.
 */
final class Background {

    /** What an action of Ansible does on the controller, and so cannot be left to a node. */
    private static final Set<String> NEVER = Set.of(
            "add_host",
            "assemble",
            "assert",
            "async_status",
            "copy",
            "debug",
            "fail",
            "fetch",
            "gather_facts",
            "group_by",
            "include_vars",
            "pause",
            "raw",
            "reboot",
            "script",
            "set_fact",
            "set_stats",
            "template",
            "unarchive",
            "validate_argument_spec",
            "wait_for_connection");

    /** The variable of the environment by which the scripts are told where states of jobs lie. */
    private static final String FOLDER = "ANSIBLE_ASYNC_DIR";

    /** A job that was killed since its time was over has this long to say so. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    /** How long to wait before the second look, and at most between looks. */
    private static final long FIRST_MILLIS = 50;

    private static final long LONGEST_MILLIS = 1000;

    private static final long BOUND_OF_NUMBERS = 999_999_999_999L;

    private final SecureRandom random = new SecureRandom();
    private final ConnectionPool pool;
    private final EngineOptions.Habits habits;

    Background(ConnectionPool pool, EngineOptions.Habits habits) {
        this.pool = pool;
        this.habits = habits;
    }

    /**
     * What a task says of it.
     *
     * @param limit the seconds after which the job is killed; 0 for a task in the foreground
     * @param poll the seconds between looks; 0 to go on without waiting
     */
    record Terms(long limit, long poll) {

        boolean background() {
            return limit > 0;
        }
    }

    Terms terms(Task task, Scope scope) {
        return new Terms(
                (long) Values.number(FinalKeywords.ASYNC, task.course().async(), scope, 0), (long) Values.number(
                        "poll", task.course().poll(), scope, habits.background().poll()));
    }

    /** A result that says so where an action cannot run in the background, or null. */
    static @Nullable Result refusal(String action, String name, Task task) {
        if (!NEVER.contains(name)) {
            return null;
        }
        var message = "This action (" + action + ") does not support async.";
        return Result.failed(message)
                .with(
                        "_muster_error",
                        Failures.explained(
                                "Task failed: " + message, new dev.muster.source.UserError(message).at(task.at())));
    }

    /** With the folder of the jobs, where it matters. */
    void tellFolder(String module, Terms terms, Scope scope, Map<String, String> environment) {
        if (terms.background() || module.equals("async_status")) {
            var said = scope.text("ansible_async_dir");
            environment.put(FOLDER, said == null ? habits.background().folder() : said);
        }
    }

    /**
     * A call on its way to a node.
     *
     * @param job what the node is to remember of it
     */
    record Errand(
            TaskRun run,
            Host host,
            Module module,
            Job job,
            Invocation call,
            Target target,
            Identity identity,
            boolean noLog) {

        Script prepared(Script script) {
            return ModuleCall.prepared(script, call, null, noLog);
        }
    }

    /** Starts the job, and waits for its end where the task wants that. */
    Result run(Errand errand, Terms terms) throws InterruptedException {
        var begun = start(errand, terms.limit());
        return terms.poll() <= 0 || begun.isFailed() ? begun : awaited(errand, terms, begun);
    }

    private Connection connection(Errand errand) {
        return pool.to(errand.target());
    }

    private Result start(Errand errand, long limit) throws InterruptedException {
        var connection = connection(errand);
        var call = errand.call();
        var answers = new ArrayList<Answer>();
        var outcome = errand.module().start(call);
        while (outcome instanceof Module.Outcome.Ask(var script, var last, var then) && !last) {
            var answer =
                    connection.run(errand.prepared(script).withTimeout(Duration.ofSeconds(limit)), errand.identity());
            answers.add(answer);
            outcome = then.apply(answer);
        }
        var step = outcome instanceof Module.Outcome.Ask ask ? ask.script() : nothing();
        var job = errand.job();
        var known = new Job(job.module(), job.given(), call.check(), call.diff(), answers)
                .withoutSecrets(errand.module().parameters());
        return ModuleCall.answered(
                known.start("j" + random.nextLong(BOUND_OF_NUMBERS), limit, StandAlone.text(step, Job.OUT, Job.ERR)),
                call,
                connection,
                errand.identity(),
                null,
                errand.noLog());
    }

    /** The step of a job that has nothing left to do. */
    private static Script nothing() {
        return Script.call(java.util.List.of(), "true", java.util.List.of());
    }

    private Result awaited(Errand errand, Terms terms, Result begun) throws InterruptedException {
        var id = Printing.str(begun.data().get("ansible_job_id"));
        var seen = begun;
        for (long left = terms.limit(); left > 0; left -= terms.poll()) {
            boolean last = left <= terms.poll();
            var time = Duration.ofSeconds(terms.poll());
            seen = looked(errand, id, last ? time.plus(GRACE) : time, seen, last);
            if (isOver(seen)) {
                break;
            }
            tell(errand, id, JobState.POLLED);
        }
        if (!Boolean.TRUE.equals(seen.data().get("finished"))) {
            var late = Result.failed("async task did not complete within the requested time - " + terms.limit() + "s")
                    .with("async_result", Registered.of(seen));
            tell(errand, id, JobState.FAILED);
            return late;
        }
        status(errand, Map.of("jid", id, "mode", "cleanup"));
        tell(errand, errand.noLog() ? "None" : id, seen.isFailed() ? JobState.FAILED : JobState.OK);
        return seen;
    }

    private static boolean isOver(Result seen) {
        return Boolean.TRUE.equals(seen.data().get("finished")) || seen.isFailed();
    }

    private static void tell(Errand errand, String id, JobState state) {
        errand.run()
                .events()
                .accept(new Event.JobSeen(errand.run().info(), errand.host().name(), id, state));
    }

    /**
     * Looks at the job until it is over or the time has gone by. A connection that is lost meanwhile is made anew: the job does
     * not need it.
     *
     * @param before what was seen last
     * @param matters whether this is the last time, so that a node that cannot be reached is the result
     */
    private Result looked(Errand errand, String id, Duration time, Result before, boolean matters)
            throws InterruptedException {
        var begin = System.nanoTime();
        var seen = before;
        long pause = FIRST_MILLIS;
        while (true) {
            long left = time.minusNanos(System.nanoTime() - begin).toMillis();
            Thread.sleep(Duration.ofMillis(Math.clamp(left, 0, pause)));
            pause = Math.min(LONGEST_MILLIS, pause * 2);
            boolean last = time.minusNanos(System.nanoTime() - begin).toMillis() <= 0;
            try {
                seen = status(errand, Map.of("jid", id));
                if (isOver(seen)) {
                    return seen;
                }
            } catch (RemoteException e) {
                if (last && matters) {
                    throw e;
                }
                pool.reset(errand.target());
            }
            if (last) {
                return seen;
            }
        }
    }

    private Result status(Errand errand, Map<String, String> given) throws InterruptedException {
        var module = new AsyncStatusModule();
        var arguments = dev.muster.modules.ArgumentCheck.check(module.name(), module.parameters(), given)
                .arguments();
        var call = errand.call();
        return ModuleCall.answered(
                module.start(new Invocation(arguments, false, false, call.environment(), call.controller())),
                call,
                connection(errand),
                errand.identity(),
                null,
                errand.noLog());
    }
}
