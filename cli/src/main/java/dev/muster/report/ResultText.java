package dev.muster.report;

import dev.muster.event.Event;
import dev.muster.event.Event.TaskInfo;
import dev.muster.step.Result;
import dev.muster.value.JsonPrinting;
import dev.muster.value.Printing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The result of a task as the dictionary that Ansible's callbacks dump, and its failure as the error they put before it. */
final class ResultText {

    private static final String CENSORED =
            "the output has been hidden due to the fact that 'no_log: true' was specified for this result";

    /** What {@code debug} shows beside a message is nothing; beside a variable, none of these. */
    private static final Set<String> HIDDEN_IN_DEBUG = Set.of(
            "changed",
            "failed",
            "skipped",
            "invocation",
            "skip_reason",
            "ansible_loop_var",
            "ansible_index_var",
            "ansible_loop");

    /** Shown in a way of their own, or the outcome itself. */
    private static final Set<String> NEVER = Set.of("exception", "warnings", "deprecations", "failed", "skipped");

    /** Actions that the controller decides on: their failure is not one of a module. */
    private static final Set<String> CONTROLLER_ACTIONS = Set.of(
            "assert",
            "debug",
            "fail",
            "include_vars",
            "raw",
            "script",
            "set_fact",
            "set_stats",
            "pause",
            "validate_argument_spec");

    /** What a level of JSON is indented by. */
    static final String INDENT = "    ";

    private static final int LINES_BEFORE = 2;

    private ResultText() {}

    /** The last part of a module's full name. */
    static String shortName(String action) {
        return action.substring(action.lastIndexOf('.') + 1);
    }

    static boolean isCensored(TaskInfo task) {
        return task.noLog();
    }

    /** Whether an ok or skipped result is shown with its values. */
    static boolean isVerbose(TaskInfo task, Result result, int verbosity, int above) {
        return (verbosity > above || isAlwaysVerbose(task, result)) && !isFactsOnly(task, result);
    }

    /** Whether what changed is shown: as the keyword {@code diff} says, and else as the command line does. */
    static boolean showsDiff(Result result, DisplayOptions options) {
        return result.data().get("_muster_diff") instanceof Boolean said ? said : options.diff();
    }

    /** Whether a result asks to be shown with its values whatever the verbosity is. */
    static boolean isAlwaysVerbose(TaskInfo task, Result result) {
        return !task.noLog() && isMarked(result, "_ansible_verbose_always");
    }

    /** Facts of a whole machine would drown everything else. */
    static boolean isFactsOnly(TaskInfo task, Result result) {
        return isMarked(result, "_ansible_verbose_override")
                || Set.of("setup", "gather_facts").contains(shortName(task.action())) && !result.isFailed();
    }

    private static boolean isMarked(Result result, String mark) {
        return Boolean.TRUE.equals(result.data().get(mark));
    }

    /** The task's name, with its role's before it. */
    static String name(TaskInfo task) {
        return task.role() == null || task.name().startsWith(task.role() + " : ")
                ? task.name()
                : task.role() + " : " + task.name();
    }

    /** The arguments of a task as {@code display_args_to_stdout} shows them. */
    static String arguments(TaskInfo task) {
        return task.arguments().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + Printing.str(entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    /** The host, and where the task really ran. */
    static String host(String host, @Nullable String delegatedTo, Result result) {
        if (delegatedTo == null || delegatedTo.equals(host)) {
            return host;
        }
        var address = result.data().get("_ansible_delegated_vars") instanceof Map<?, ?> variables
                ? variables.get("ansible_host")
                : null;
        return host + " -> " + delegatedTo
                + (address == null || address.equals(delegatedTo) ? "" : "(" + Printing.str(address) + ")");
    }

    /** What is shown of a job in the background. */
    static String job(Event.JobSeen job) {
        var what = " on " + job.host() + ": jid=" + job.job();
        return switch (job.state()) {
            case POLLED -> "ASYNC POLL" + what + " started=True finished=False";
            case OK -> "ASYNC OK" + what;
            case FAILED -> "ASYNC FAILED" + what;
        };
    }

    /** What an include brought. */
    static String included(Event.Included included) {
        return "included: " + included.file() + " for " + String.join(", ", included.hosts())
                + (included.label() == null ? "" : " => (item=" + included.label() + ")");
    }

    /** The result as text, on one line or indented as the options ask for. */
    static String dump(TaskInfo task, Result result, DisplayOptions options, boolean indented) {
        boolean always = indented || isAlwaysVerbose(task, result);
        return written(shown(task, result, options.verbosity(), true), options, always ? INDENT : null);
    }

    /** The result of {@code debug} with everything in it, indented. */
    static String whole(TaskInfo task, Result result, DisplayOptions options) {
        return written(shown(task, result, options.verbosity(), false), options, INDENT);
    }

    /**
     * Values in the form that the options ask for.
     *
     * @param indent what a level of JSON is indented by, or null for what the options ask for
     */
    static String written(Map<String, @Nullable Object> values, DisplayOptions options, @Nullable String indent) {
        if (options.yaml()) {
            return YamlResult.of(values, options.pretty());
        }
        boolean indented = indent != null || options.verbosity() > 2 || Boolean.TRUE.equals(options.pretty());
        if (!indented || Boolean.FALSE.equals(options.pretty())) {
            return JsonPrinting.write(values, JsonPrinting.Style.RESULT, JsonPrinting.Strangers.SHOWN);
        }
        var style =
                new JsonPrinting.Style(indent == null ? INDENT : indent, ",", ": ", JsonPrinting.Order.BY_TEXT, false);
        return JsonPrinting.write(values, style, JsonPrinting.Strangers.SHOWN);
    }

    /** With {@code no_log}, of a loop's items too: nothing but whether it changed, and how often it was tried. */
    private static Map<String, @Nullable Object> censored(Map<?, ?> data, boolean changed) {
        var shown = new LinkedHashMap<String, @Nullable Object>();
        shown.put("censored", CENSORED);
        shown.put("changed", changed);
        for (var key : List.of("attempts", "retries")) {
            if (data.get(key) instanceof Number number) {
                shown.put(key, number);
            }
        }
        if (data.get("results") instanceof List<?> results) {
            shown.put(
                    "results",
                    results.stream()
                            .map(each -> each instanceof Map<?, ?> item
                                    ? censored(item, Boolean.TRUE.equals(item.get("changed")))
                                    : CENSORED)
                            .toList());
        }
        return shown;
    }

    /**
     * The dictionary; with {@code no_log} nothing but whether it changed.
     *
     * @param cleaned whether {@code debug} shows what it was asked for alone
     */
    static Map<String, @Nullable Object> shown(TaskInfo task, Result result, int verbosity, boolean cleaned) {
        boolean debug = cleaned && shortName(task.action()).equals("debug");
        if (task.noLog()) {
            var censored = censored(result.data(), result.changed());
            if (debug) {
                censored.remove("changed");
            }
            return censored;
        }
        var shown = new LinkedHashMap<String, @Nullable Object>();
        // An error on the way to a module is a message alone.
        if (!(debug && result.isFailed() && !result.data().containsKey("changed"))) {
            shown.put("changed", result.changed());
        }
        if (result.status() == Result.Status.UNREACHABLE) {
            shown.put("unreachable", true);
        }
        if (!result.facts().isEmpty()) {
            shown.put("ansible_facts", result.facts());
        }
        var difference = verbosity > 2 ? result.difference() : null;
        if (difference != null) {
            shown.put("diff", difference);
        }
        result.data().forEach((key, value) -> {
            if (!key.startsWith("_ansible_")
                    && !key.startsWith("_muster_")
                    && !NEVER.contains(key)
                    && (verbosity > 2 || !key.equals("invocation"))) {
                shown.put(key, value);
            }
        });
        if (debug) {
            shown.keySet()
                    .removeIf(key -> shown.containsKey("msg") ? !key.equals("msg") : HIDDEN_IN_DEBUG.contains(key));
        }
        return shown;
    }

    /** Whether its error was told before it. */
    static boolean isTold(Result result) {
        return isMarked(result, "_muster_told");
    }

    /** What stands before {@code fatal} and {@code failed}: what went wrong and the task it went wrong in; empty when it was told. */
    static String error(TaskInfo task, Result result) {
        // What a module says of every failure gives nothing away.
        if (task.noLog() && !result.message().equals("non-zero return code")) {
            return "[ERROR]: Task failed: " + CENSORED;
        }
        if (isTold(result)) {
            return "";
        }
        if (result.data().get("_muster_error") instanceof String whole) {
            return "[ERROR]: " + whole;
        }
        var message = message(result);
        var headline = message.startsWith("Task failed")
                ? message
                : "Task failed: " + (message.isEmpty() ? "Action failed." : prefix(task, result) + message);
        var hint = result.data().get("_muster_hint") instanceof String text ? "\nhint: " + text : "";
        var origin = task.noLog() ? "" : origin(task);
        return "[ERROR]: " + headline + hint + (origin.isEmpty() ? "" : "\n" + origin + "\n\n");
    }

    /** The message as Python prints it, with its cause where that is known. */
    private static String message(Result result) {
        var message = Printing.str(result.data().getOrDefault("msg", ""));
        var sentence = message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
        return result.data().get("exception") instanceof String whole && whole.startsWith(sentence + ": ")
                ? whole
                : message;
    }

    private static String prefix(TaskInfo task, Result result) {
        return result.status() == Result.Status.UNREACHABLE
                ? ""
                : isOfAction(task, result) ? "Action failed: " : "Module failed: ";
    }

    /** Whether the controller found out, before there was a call of a module, or where there is none. */
    private static boolean isOfAction(TaskInfo task, Result result) {
        boolean showsTask = result.data().get("invocation") instanceof Map<?, ?> call && call.size() > 1;
        return showsTask
                || result.data().containsKey(Result.EXHAUSTED)
                || CONTROLLER_ACTIONS.contains(shortName(task.action()));
    }

    /** {@code file:line}, the file as an absolute path. */
    static @Nullable String path(TaskInfo task) {
        var at = task.at();
        return at == null ? null : absolute(at.file()) + ":" + at.line();
    }

    static String absolute(String file) {
        return file.startsWith("<")
                ? file
                : Path.of(file).toAbsolutePath().normalize().toString();
    }

    private static String origin(TaskInfo task) {
        var at = task.at();
        if (at == null || at.file().startsWith("<")) {
            return "";
        }
        int width = String.valueOf(at.line()).length();
        var lines = new ArrayList<String>(
                List.of("Origin: " + absolute(at.file()) + ":" + at.line() + ":" + at.column(), ""));
        for (int number = Math.max(1, at.line() - LINES_BEFORE); number <= at.line(); number++) {
            var line = at.source().shownLine(number).replace('\t', ' ');
            var label = " ".repeat(width - String.valueOf(number).length()) + number;
            lines.add(line.isEmpty() ? label : label + " " + line);
        }
        lines.add(" ".repeat(width + at.column()) + "^ column " + at.column());
        return String.join("\n", lines);
    }
}
