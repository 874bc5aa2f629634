package dev.muster.modules;

import dev.muster.json.Json;
import dev.muster.modules.Module.Outcome;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.step.Answer;
import dev.muster.step.Result;
import dev.muster.step.Script;
import dev.muster.value.JsonPrinting;
import dev.muster.value.JsonPrinting.Style;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call of a module that runs on in the background of a node. Modules read what a node answers on the controller, and the
 * controller that reads this answer may be another run of the program; so the state that a node keeps holds the call and every
 * answer, and {@link #result} goes through the same conversation once more. That is possible since modules are pure.
 *
 * @param module the module's short name
 * @param given its arguments as they were given, without secrets
 * @param answers what was asked in the foreground, since only the last step may run without a controller
 */
public record Job(
        String module, Map<String, @Nullable Object> given, boolean check, boolean diff, List<Answer> answers) {

    private static final List<Script.Library> LIBRARIES = Libraries.of("async");

    /** The texts of the programs that jobs are, read once. */
    private static final class Texts {
        static final String JOB = Libraries.alone("job").getFirst().text();
    }

    /** The shell code that says where the output of a job's step goes. */
    public static final String OUT = "\"$m_job_path.out\"";

    /** The same for its standard error. */
    public static final String ERR = "\"$m_job_path.err\"";

    /** The same job, with secret arguments replaced. */
    public Job withoutSecrets(Parameters parameters) {
        var open = new LinkedHashMap<>(given);
        parameters.all().values().stream().filter(Parameters.Parameter::noLog).forEach(parameter -> {
            open.computeIfPresent(parameter.name(), (_, _) -> Invoked.HIDDEN);
            parameter.aliases().forEach(alias -> open.computeIfPresent(alias, (_, _) -> Invoked.HIDDEN));
        });
        return new Job(module, open, check, diff, answers);
    }

    /**
     * The step that starts the job and comes back at once.
     *
     * @param number a number of its own for the job
     * @param limit after how many seconds it is killed
     * @param step the program of the last step, with {@link #OUT} and {@link #ERR} as its outputs
     */
    public Outcome start(String number, long limit, String step) {
        var job = Texts.JOB + "\nm_job_begin\n" + step + "m_job_end "
                + ShellWords.quote(JsonPrinting.write(call(), Style.PLAIN)) + " $?\n";
        var program =
                "m_job=" + ShellWords.quote(job) + "\n" + Texts.JOB + "\nm_job_watch </dev/null >/dev/null 2>&1 &\n";
        var script = Script.call(LIBRARIES, "m_async_start", List.of(number, Long.toString(limit)))
                .withInput(program.getBytes(StandardCharsets.UTF_8));
        return Module.ask(script, answer -> {
            var fields = Fields.of(answer);
            return fields.failed()
                    ? fields.failure()
                    : Result.done(true)
                            .with("ansible_job_id", fields.str("id"))
                            .with("results_file", fields.str("path"))
                            .with("started", true)
                            .with("finished", false);
        });
    }

    private Map<String, @Nullable Object> call() {
        var call = new LinkedHashMap<String, @Nullable Object>();
        call.put("module", module);
        call.put("arguments", given);
        call.put("check", check);
        call.put("diff", diff);
        call.put(
                "answers",
                answers.stream()
                        .map(answer -> Map.of(
                                "status",
                                (long) answer.code(),
                                "encoding",
                                "base64",
                                "out",
                                Base64.getEncoder().encodeToString(answer.out()),
                                "err",
                                Base64.getEncoder().encodeToString(answer.err())))
                        .toList());
        return call;
    }

    /** The step that tells of a job, or takes its state away. */
    static Script status(String id, boolean erase) {
        return Script.call(LIBRARIES, "m_async_status", List.of(id, erase ? "1" : "0"));
    }

    /** What a state says of its job; null while there is nothing to read. */
    static @Nullable Map<?, ?> state(byte[] text) {
        try {
            return Json.parse(Source.ofText("job", new String(text, StandardCharsets.UTF_8))) instanceof Map<?, ?> state
                    ? state
                    : null;
        } catch (UserError unfinished) {
            return null;
        }
    }

    /**
     * The result of a job that is over.
     *
     * @param state what the node kept, of a job of Muster or of Ansible
     */
    static Result result(Map<?, ?> state, Controller controller) {
        return state.get("muster") instanceof Map<?, ?> ours && ours.get("call") instanceof Map<?, ?> call
                ? replayed(call, answer(ours), controller)
                : plain(state);
    }

    private static Result replayed(Map<?, ?> call, Answer last, Controller controller) {
        var answers = new ArrayList<Answer>();
        ((List<?>) or(call.get("answers"), List.of())).forEach(earlier -> answers.add(answer((Map<?, ?>) earlier)));
        answers.add(last);
        try {
            var module = ModuleCatalog.all().get(String.valueOf(call.get("module")));
            var given = new LinkedHashMap<String, @Nullable Object>();
            ((Map<?, ?>) or(call.get("arguments"), Map.of()))
                    .forEach((name, value) -> given.put(String.valueOf(name), value));
            var checked = ArgumentCheck.check(module.name(), module.parameters(), given);
            var outcome = module.start(new Invocation(
                    checked.arguments(),
                    Boolean.TRUE.equals(call.get("check")),
                    Boolean.TRUE.equals(call.get("diff")),
                    Map.of(),
                    controller));
            for (var answer : answers) {
                if (outcome instanceof Outcome.Ask ask) {
                    outcome = ask.then().apply(answer);
                }
            }
            if (!(outcome instanceof Outcome.Done(var result))) {
                return Result.failed("what the job looked at had changed before it could do its work");
            }
            for (var warning : checked.warnings()) {
                result = result.warn(warning);
            }
            return Invoked.told(result, module, given, checked.told());
        } catch (UserError e) {
            return Result.failed(e.what());
        }
    }

    private static Object or(@Nullable Object value, Object otherwise) {
        return value == null ? otherwise : value;
    }

    private static Answer answer(Map<?, ?> kept) {
        boolean hex = "hex".equals(kept.get("encoding"));
        return new Answer(
                ((Number) or(kept.get("status"), 0L)).intValue(),
                bytes(String.valueOf(kept.get("out")), hex),
                bytes(String.valueOf(kept.get("err")), hex));
    }

    private static byte[] bytes(String text, boolean hex) {
        return hex ? HexFormat.of().parseHex(text) : Base64.getDecoder().decode(text);
    }

    /** A state that is a result itself, as Ansible keeps it. */
    private static Result plain(Map<?, ?> state) {
        var result = Result.done(Boolean.TRUE.equals(state.get("changed")));
        if (Boolean.TRUE.equals(state.get("failed"))) {
            result = result.as(Result.Status.FAILED);
        } else if (Boolean.TRUE.equals(state.get("skipped"))) {
            result = result.as(Result.Status.SKIPPED);
        }
        for (var entry : state.entrySet()) {
            switch (String.valueOf(entry.getKey())) {
                case "changed", "failed", "skipped" -> {}
                case "ansible_facts" -> {
                    if (entry.getValue() instanceof Map<?, ?> facts) {
                        var named = new LinkedHashMap<String, @Nullable Object>();
                        facts.forEach((name, value) -> named.put(String.valueOf(name), value));
                        result = result.withFacts(named);
                    }
                }
                default -> result = result.with(String.valueOf(entry.getKey()), entry.getValue());
            }
        }
        return result;
    }
}
