package dev.muster.engine;

import dev.muster.playbook.Keyword;
import dev.muster.source.UserError;
import dev.muster.value.Template;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Looks at what the keywords of a task come to before it runs, whether it needs them or not, in the order in which
 * ansible-core's {@code post_validate} does. What is no template was looked at when the playbook was read.
 */
final class FinalKeywords {

    private enum Kind {
        TEXT,
        TRUTH,
        NUMBER
    }

    private static final Map<Keyword, Kind> KINDS = kinds();

    private FinalKeywords() {}

    private static Map<Keyword, Kind> kinds() {
        var kinds = new LinkedHashMap<Keyword, Kind>();
        kinds.put(Keyword.DELEGATE_FACTS, Kind.TRUTH);
        kinds.put(Keyword.NOTIFY, Kind.TEXT);
        kinds.put(Keyword.CONNECTION, Kind.TEXT);
        kinds.put(Keyword.PORT, Kind.NUMBER);
        kinds.put(Keyword.REMOTE_USER, Kind.TEXT);
        kinds.put(Keyword.RUN_ONCE, Kind.TRUTH);
        kinds.put(Keyword.IGNORE_ERRORS, Kind.TRUTH);
        kinds.put(Keyword.IGNORE_UNREACHABLE, Kind.TRUTH);
        kinds.put(Keyword.CHECK_MODE, Kind.TRUTH);
        kinds.put(Keyword.DIFF, Kind.TRUTH);
        kinds.put(Keyword.ANY_ERRORS_FATAL, Kind.TRUTH);
        kinds.put(Keyword.THROTTLE, Kind.NUMBER);
        kinds.put(Keyword.TIMEOUT, Kind.NUMBER);
        kinds.put(Keyword.BECOME, Kind.TRUTH);
        kinds.put(Keyword.BECOME_METHOD, Kind.TEXT);
        kinds.put(Keyword.BECOME_USER, Kind.TEXT);
        kinds.put(Keyword.BECOME_FLAGS, Kind.TEXT);
        kinds.put(Keyword.BECOME_EXE, Kind.TEXT);
        return kinds;
    }

    /** @throws UserError when one of them cannot be rendered, or is not what it should be */
    static void check(Surroundings around, Scope scope) {
        KINDS.forEach((keyword, kind) -> {
            var said = around.nearest(keyword);
            if (said == null || !(said.value() instanceof Template)) {
                return;
            }
            try {
                var value = around.nearest(keyword, scope);
                switch (kind) {
                    case TEXT -> Values.rendered(value, scope);
                    case TRUTH -> Values.truth(keyword.text(), value, scope, false);
                    case NUMBER -> Values.number(keyword.text(), value, scope, 0);
                }
            } catch (UserError e) {
                throw e.what().startsWith(Values.PROCESSING)
                        ? e
                        : e.prefixed(Values.PROCESSING + "'" + keyword.text() + "': ");
            }
        });
    }
}
