package dev.muster.playbook;

import dev.muster.source.Position;
import dev.muster.value.Binding;
import dev.muster.value.Template;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A task or a handler. Null is what is not said.
 *
 * @param file the file it stands in; what it names by a relative path is searched beside it
 * @param name a String or Template
 * @param args the arguments, with those of {@code args:} under those of the action; free-form text is {@code _raw_params}
 * @param moreArgs {@code args: "{{ variable }}"}: arguments that are known when the task runs, weaker than {@code args}
 * @param handler whether it stands in a list of handlers
 */
public record Task(
        Position at,
        Path file,
        @Nullable RoleRef role,
        @Nullable Binding name,
        Action action,
        Map<String, Binding> args,
        @Nullable Template moreArgs,
        Keywords keywords,
        Course course,
        boolean handler)
        implements TaskItem {

    /**
     * How a task goes, and what becomes of its result: what tasks alone can say. Null is what is not said.
     *
     * @param register the variable for the result
     * @param loop {@code loop:} or {@code with_X:}
     * @param until conditions, all of which must hold
     * @param delay seconds between two tries
     * @param changedWhen conditions; the list is null when it is not said
     * @param failedWhen conditions; the list is null when it is not said
     * @param notifies names of handlers
     * @param listen topics, of a handler
     * @param async seconds the task may run in the background
     * @param poll seconds between two looks at it
     */
    public record Course(
            @Nullable String register,
            @Nullable Loop loop,
            Loop.Control loopControl,
            List<Binding> until,
            @Nullable Binding retries,
            @Nullable Binding delay,
            @Nullable List<Binding> changedWhen,
            @Nullable List<Binding> failedWhen,
            List<Binding> notifies,
            List<Binding> listen,
            @Nullable Binding async,
            @Nullable Binding poll) {

        /** Once, in the foreground, with nobody who asks. */
        public static final Course PLAIN = new Course(
                null, null, Loop.Control.NONE, List.of(), null, null, null, null, List.of(), List.of(), null, null);

        /** Once, in the background, for so many seconds, with a look at it as often as that. */
        public static Course inBackground(Binding seconds, Binding between) {
            return new Course(
                    null,
                    null,
                    Loop.Control.NONE,
                    List.of(),
                    null,
                    null,
                    null,
                    null,
                    List.of(),
                    List.of(),
                    seconds,
                    between);
        }
    }

    /** The same task with other arguments. */
    public Task with(Map<String, Binding> others) {
        var copy = Collections.unmodifiableMap(new LinkedHashMap<>(others));
        return new Task(at, file, role, name, action, copy, moreArgs, keywords, course, handler);
    }

    /** The same task with its action as it was understood. */
    Task with(Action other) {
        return new Task(at, file, role, name, other, args, moreArgs, keywords, course, handler);
    }

    /** The name before anything is rendered: what {@code name:} says, or else the action. */
    public String title() {
        return name == null || name.value() == null ? action.name() : String.valueOf(name.value());
    }
}
