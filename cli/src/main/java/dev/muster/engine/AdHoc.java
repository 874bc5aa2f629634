package dev.muster.engine;

import dev.muster.playbook.Action;
import dev.muster.playbook.Keyword;
import dev.muster.playbook.Keywords;
import dev.muster.playbook.Play;
import dev.muster.playbook.Task;
import dev.muster.playbook.TaskItem;
import dev.muster.source.Position;
import dev.muster.source.Source;
import dev.muster.value.Binding;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One module on some hosts, without a playbook.
 *
 * @param arguments Strings, Templates and plain values
 * @param timeout the seconds that it may take on a host; 0 for any number
 * @param async the seconds that it may take when it is started in the background, 0 for the foreground
 * @param poll how often to look at it then, in seconds
 */
public record AdHoc(
        String pattern,
        String module,
        Map<String, ? extends @Nullable Object> arguments,
        int timeout,
        int async,
        int poll) {

    /** The task that calls the module, as if it stood in the given file. */
    Task task(Path file) {
        var at = at();
        var args = new LinkedHashMap<String, Binding>();
        arguments.forEach((name, value) -> args.put(name, new Binding(value, at)));
        var limit = Map.of(Keyword.TIMEOUT, new Binding((long) timeout, at));
        var keywords = new Keywords(limit, Map.of(), List.of(), List.of());
        var course = Task.Course.inBackground(new Binding((long) async, at), new Binding((long) poll, at));
        return new Task(at, file, null, null, new Action.Module(module), args, null, keywords, course, false);
    }

    /** A play of the given task alone, which gathers no facts. */
    Play play(Path file, TaskItem task) {
        var at = at();
        return new Play(
                at,
                file,
                new Binding("Ansible Ad-Hoc", at),
                List.of(new Binding(pattern, at)),
                Keywords.NONE,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(task),
                List.of(),
                List.of(),
                new Binding(false, at),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private Position at() {
        return Source.ofText("<command line>", module).at(1, 1);
    }
}
