package dev.muster.engine;

import dev.muster.playbook.Keyword;
import dev.muster.playbook.Task;
import dev.muster.source.UserError;
import dev.muster.value.Binding;
import dev.muster.value.Template;
import dev.muster.value.Types;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks at what the keywords of a task come to before it runs, whether it needs them or not, in the order in which
 * ansible-core's {@code post_validate} does. Nothing is said of them earlier: a task that is skipped may hold anything.
 */
final class FinalKeywords {

    private enum Kind {
        TEXT,
        TRUTH,
        NUMBER,
        DEBUGGER
    }

    /** What errors call the keyword {@code async}, after the name that it has in ansible-core. */
    static final String ASYNC = "async_val";

    private static final Map<Keyword, Kind> KINDS = kinds();

    /** In the order in which a set of Python's shows them, which the cases fix by their seed. */
    private static final Set<String> DEBUGGER = Collections.unmodifiableSet(
            new LinkedHashSet<>(List.of("never", "on_skipped", "on_failed", "always", "on_unreachable")));

    private FinalKeywords() {}

    private static Map<Keyword, Kind> kinds() {
        var kinds = new LinkedHashMap<Keyword, Kind>();
        kinds.put(Keyword.DELEGATE_FACTS, Kind.TRUTH);
        kinds.put(Keyword.NOTIFY, Kind.TEXT);
        kinds.put(Keyword.CONNECTION, Kind.TEXT);
        kinds.put(Keyword.PORT, Kind.NUMBER);
        kinds.put(Keyword.REMOTE_USER, Kind.TEXT);
        kinds.put(Keyword.NO_LOG, Kind.TRUTH);
        kinds.put(Keyword.RUN_ONCE, Kind.TRUTH);
        kinds.put(Keyword.IGNORE_ERRORS, Kind.TRUTH);
        kinds.put(Keyword.IGNORE_UNREACHABLE, Kind.TRUTH);
        kinds.put(Keyword.CHECK_MODE, Kind.TRUTH);
        kinds.put(Keyword.DIFF, Kind.TRUTH);
        kinds.put(Keyword.ANY_ERRORS_FATAL, Kind.TRUTH);
        kinds.put(Keyword.THROTTLE, Kind.NUMBER);
        kinds.put(Keyword.TIMEOUT, Kind.NUMBER);
        kinds.put(Keyword.DEBUGGER, Kind.DEBUGGER);
        kinds.put(Keyword.BECOME, Kind.TRUTH);
        kinds.put(Keyword.BECOME_METHOD, Kind.TEXT);
        kinds.put(Keyword.BECOME_USER, Kind.TEXT);
        kinds.put(Keyword.BECOME_FLAGS, Kind.TEXT);
        kinds.put(Keyword.BECOME_EXE, Kind.TEXT);
        return kinds;
    }

    /** @throws UserError when one of them cannot be rendered, or is not what it should be */
    static void check(Task task, Surroundings around, Scope scope) {
        checkTags(around);
        KINDS.forEach((keyword, kind) -> {
            if (around.nearest(keyword) != null) {
                processed(keyword.text(), () -> check(keyword.text(), kind, around.nearest(keyword, scope), scope));
            }
        });
        number(ASYNC, task.course().async(), scope);
        number("delay", task.course().delay(), scope);
        number("poll", task.course().poll(), scope);
        number("retries", task.course().retries(), scope);
    }

    private static void number(String keyword, @Nullable Binding said, Scope scope) {
        processed(keyword, () -> check(keyword, Kind.NUMBER, said, scope));
    }

    private static void check(String keyword, Kind kind, @Nullable Binding value, Scope scope) {
        switch (kind) {
            case TEXT -> Values.rendered(value, scope);
            case TRUTH -> Values.truth(keyword, value, scope, false);
            case NUMBER -> Values.number(keyword, value, scope, 0);
            case DEBUGGER -> {
                var word = Values.text(value, scope);
                if (word != null && !word.isEmpty() && !DEBUGGER.contains(word)) {
                    throw new UserError("'" + word + "' is not a valid value for debugger. Must be one of "
                                    + String.join(", ", DEBUGGER))
                            .at(value == null ? null : value.at());
                }
            }
        }
    }

    private static void checkTags(Surroundings around) {
        for (var tag : around.tags()) {
            switch (tag.value()) {
                case String _, Template _, Long _, Boolean _ -> {}
                case null, default ->
                    throw new UserError(Values.PROCESSING
                                    + "'tags': Keyword 'tags' items must be of type 'str' or 'int', not '"
                                    + Types.name(tag.value()) + "'.")
                            .at(tag.at());
            }
        }
    }

    private static void processed(String keyword, Runnable check) {
        try {
            check.run();
        } catch (UserError e) {
            throw e.what().startsWith(Values.PROCESSING) ? e : e.prefixed(Values.PROCESSING + "'" + keyword + "': ");
        }
    }
}
