package dev.muster.engine;

import dev.muster.event.Event.TaskInfo;
import dev.muster.modules.Invoked;
import dev.muster.playbook.Action;
import dev.muster.playbook.Keyword;
import dev.muster.playbook.Task;
import dev.muster.source.UserError;
import dev.muster.value.Printing;
import dev.muster.value.Template;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is told of a task: to those who watch the run, and to a rescue part. */
final class TaskInfos {

    private static final Pattern EXPRESSION = Pattern.compile("\\{\\{.*?\\}\\}", Pattern.DOTALL);

    private TaskInfos() {}

    /** A text some of whose expressions cannot be evaluated: those are replaced by their errors, as Ansible does. */
    private static String pieces(Template template, Scope scope) {
        var errors = new AtomicInteger();
        return EXPRESSION.matcher(template.text()).replaceAll(match -> {
            String piece;
            try {
                piece = Printing.str(scope.value(new Template(match.group(), template.at())));
            } catch (UserError e) {
                piece = "<< error " + errors.incrementAndGet() + " - " + e.what() + " >>";
            }
            return Matcher.quoteReplacement(piece);
        });
    }

    private static String unnamed(Task task) {
        return task.action() instanceof Action.IncludeRole include
                ? task.action().name() + " : " + text(include.role().value())
                : task.action().name();
    }

    /**
     * What is told before a task runs.
     *
     * @param hides whether results are hidden where no keyword says otherwise
     * @param secret whether an argument of an action must never be shown
     */
    static TaskInfo of(Task task, Surroundings around, Scope scope, boolean hides, BiPredicate<String, String> secret) {
        String name;
        try {
            var text = Values.text(task.name(), scope);
            name = text == null ? unnamed(task) : text;
        } catch (UserError e) {
            name = task.name() != null && task.name().value() instanceof Template template
                    ? pieces(template, scope)
                    : task.title();
        }
        boolean noLog;
        try {
            noLog = Values.truth("no_log", around.nearest(Keyword.NO_LOG, scope), scope, hides);
        } catch (UserError e) {
            noLog = true;
        }
        var arguments = new LinkedHashMap<String, @Nullable Object>();
        if (!noLog) {
            var action = task.action() instanceof Action.Module(var _, var module) ? module : "";
            task.args()
                    .forEach((key, binding) ->
                            arguments.put(key, secret.test(action, key) ? Invoked.HIDDEN : text(binding.value())));
        }
        // A task that includes a role is named without the role that it stands in (ansible-core's
        // IncludeRole.get_name).
        var role = task.action() instanceof Action.IncludeRole ? null : task.role();
        return new TaskInfo(
                name,
                task.action().name(),
                role == null ? null : role.name(),
                task.at(),
                task.handler(),
                checks(around, scope),
                noLog,
                arguments);
    }

    /** Whether a task is announced as one in check mode; a value that is none says so only when the task runs. */
    private static boolean checks(Surroundings around, Scope scope) {
        boolean otherwise = Boolean.TRUE.equals(scope.get("ansible_check_mode"));
        try {
            return Values.truth("check_mode", around.nearest(Keyword.CHECK_MODE, scope), scope, otherwise);
        } catch (UserError _) {
            return Values.written(around.nearest(Keyword.CHECK_MODE), otherwise);
        }
    }

    /** The variable {@code ansible_failed_task}. */
    static Map<String, @Nullable Object> failed(Task task) {
        var map = new LinkedHashMap<String, @Nullable Object>();
        map.put("name", task.title());
        map.put("action", task.action().name());
        var arguments = new LinkedHashMap<String, @Nullable Object>();
        task.args().forEach((name, binding) -> arguments.put(name, text(binding.value())));
        map.put("args", arguments);
        return map;
    }

    /** A value without anything that would be rendered. */
    private static @Nullable Object text(@Nullable Object raw) {
        return raw instanceof dev.muster.value.Template template ? template.text() : raw;
    }
}
