package dev.muster.engine;

import dev.muster.event.Event;
import dev.muster.playbook.Keyword;
import dev.muster.source.UserError;
import dev.muster.step.Result.Status;
import dev.muster.value.Binding;
import dev.muster.value.Printing;
import dev.muster.value.Template;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The interactive debugger of tasks, as ansible-core's strategies have it. Expressions are Jinja's, which reads Python's literals,
 * names, indexes and attributes alike.
 */
final class Debugger {

    /** Somebody asked to end the run. */
    static final class Quit extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Quit() {
            super("User interrupted execution", null, false, false);
        }
    }

    private static final Pattern ASSIGNMENT =
            Pattern.compile("(task\\.args|task_vars)\\[(['\"])(.+?)\\2\\]\\s*=(?!=)\\s*(.+)", Pattern.DOTALL);
    private static final Pattern UNDEFINED = Pattern.compile("(?:.*: )?'([^']*)' is undefined");
    private static final Pattern WITHOUT = Pattern.compile("(?:.*: )?object of type '[^']*' has no attribute (.*)");
    private static final Set<String> PRINTS = Set.of("p", "pprint");
    private static final String HELP = """

            Documented commands (type help <topic>):
            ========================================
            EOF  c  continue  h  help  p  pprint  q  quit  r  redo  u  update_task
            """;

    private final Engine engine;
    private final TaskRun run;
    private final TaskRun.Outcome outcome;
    private final Map<String, Binding> arguments;
    private final Map<String, @Nullable Object> variables = new LinkedHashMap<>();

    Debugger(Engine engine, TaskRun run, TaskRun.Outcome outcome) {
        this.engine = engine;
        this.run = run;
        this.outcome = outcome;
        this.arguments = new LinkedHashMap<>(run.task().args());
    }

    /** Whether a result calls for the debugger. */
    static boolean wanted(TaskRun run, TaskRun.Outcome outcome, Scope scope, boolean always) {
        boolean failed = outcome.result().isFailed() && !outcome.ignored();
        boolean lost = outcome.result().status() == Status.UNREACHABLE;
        var said = Values.text(run.around().nearest(Keyword.DEBUGGER, scope), scope);
        return switch (said) {
            case null -> always && (failed || lost);
            case "always" -> true;
            case "on_failed" -> failed || always && lost;
            case "on_unreachable" -> lost || always && failed;
            case "on_skipped" -> outcome.result().status() == Status.SKIPPED || always && (failed || lost);
            default -> false;
        };
    }

    /**
     * Reads commands.
     *
     * @return the task as it is to run once more, or null when the result is to count
     */
    @Nullable
    TaskRun ask() {
        var prompt = "[" + outcome.host().name() + "] " + title() + " (debug)> ";
        var last = "";
        while (true) {
            var read = engine.options().console().line(prompt);
            if (read.isEmpty()) {
                throw new Quit();
            }
            // An empty line means the last command once more.
            var line = read.get().isBlank() ? last : read.get().strip();
            last = line;
            int space = line.indexOf(' ');
            var word = space < 0 ? line : line.substring(0, space);
            switch (word) {
                case "" -> {}
                case "c", "continue" -> {
                    return null;
                }
                case "r", "redo" -> {
                    return again();
                }
                case "q", "quit", "EOF" -> throw new Quit();
                case "u", "update_task" -> {
                    arguments.clear();
                    arguments.putAll(run.task().args());
                }
                case "h", "help", "?" -> say(HELP);
                default ->
                    obey(
                            PRINTS.contains(word) && space > 0
                                    ? line.substring(space).strip()
                                    : line);
            }
        }
    }

    private String title() {
        var info = run.info();
        return (info.handler() ? "HANDLER: " : "TASK: ")
                + (info.role() == null ? info.name() : info.role() + " : " + info.name());
    }

    private void obey(String line) {
        var assignment = ASSIGNMENT.matcher(line);
        try {
            if (assignment.matches()) {
                var value = scope().expression(Template.of("<debugger>", assignment.group(4)));
                if (assignment.group(1).equals("task_vars")) {
                    variables.put(assignment.group(3), value);
                } else {
                    arguments.put(
                            assignment.group(3), new Binding(value, run.task().at()));
                }
            } else if (line.equals("task")) {
                say(title());
            } else if (line.equals("host")) {
                say(outcome.host().name());
            } else {
                var shown = scope().expression(Template.of("<debugger>", "(" + line + ") | pprint"));
                say(Printing.str(shown));
            }
        } catch (UserError e) {
            say(error(e.what()));
        }
    }

    /** An error as Python tells it. */
    private static String error(String what) {
        var name = UNDEFINED.matcher(what);
        if (name.matches()) {
            return "***NameError:NameError(\"name '" + name.group(1) + "' is not defined\")";
        }
        var attribute = WITHOUT.matcher(what);
        return attribute.matches()
                ? "***KeyError:KeyError(" + attribute.group(1) + ")"
                : "***SyntaxError:SyntaxError(" + Printing.repr(what) + ")";
    }

    private void say(String text) {
        engine.event(new Event.Verbose(0, null, text));
    }

    /** What the names {@code task}, {@code task_vars}, {@code host} and {@code result} mean. */
    private Scope scope() {
        var result = Registered.of(outcome.result());
        var task = TaskInfos.failed(run.task());
        var args = new LinkedHashMap<String, @Nullable Object>();
        arguments.forEach((key, binding) ->
                args.put(key, binding.value() instanceof Template template ? template.text() : binding.value()));
        task.put("args", args);
        var known = new LinkedHashMap<String, @Nullable Object>();
        known.put("task", task);
        known.put("host", outcome.host().name());
        known.put("result", Map.of("_result", result, "_return_data", result));
        var names = engine.scopes().ofTask(outcome.host(), run.context(), run.task(), run.around());
        known.put("task_vars", new Scope.View(names.with("set in the debugger", variables)));
        return names.with("names of the debugger", known);
    }

    private TaskRun again() {
        var task = run.task().with(arguments);
        return new TaskRun(task, run.info(), run.around().inDebugger(variables), run.context());
    }
}
