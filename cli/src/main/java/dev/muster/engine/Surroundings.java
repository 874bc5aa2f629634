package dev.muster.engine;

import dev.muster.playbook.Keyword;
import dev.muster.playbook.Keywords;
import dev.muster.source.UserError;
import dev.muster.value.Binding;
import dev.muster.value.Omit;
import dev.muster.value.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands around a task: the play, the role uses, blocks and includes it is in.
 *
 * @param outer the next one outwards, or null for the play
 * @param keywords what this one says
 * @param params the variables of a dynamic include, which are stronger than facts; empty for anything else
 * @param play whether this is the play
 */
record Surroundings(
        @Nullable Surroundings outer, Keywords keywords, Map<String, ? extends @Nullable Object> params, boolean play) {

    static Surroundings of(Keywords play) {
        return new Surroundings(null, play, Map.of(), true);
    }

    Surroundings in(Keywords inner) {
        return inner == Keywords.NONE ? this : new Surroundings(this, inner, Map.of(), false);
    }

    /** Inside a dynamic include, whose own keywords do not reach inwards but whose variables do. */
    Surroundings included(Map<String, ? extends @Nullable Object> variables, Keywords apply) {
        return new Surroundings(this, apply, variables, false);
    }

    /** The same with variables that somebody set while the task was looked at. */
    Surroundings inDebugger(Map<String, ? extends @Nullable Object> variables) {
        return new Surroundings(this, Keywords.NONE, variables, false);
    }

    /** What the innermost says that says it, or null. */
    @Nullable
    Binding nearest(Keyword keyword) {
        for (var at = this; at != null; at = at.outer) {
            var said = at.keywords.get(keyword);
            if (said != null) {
                return said;
            }
        }
        return null;
    }

    /** The same where a template that comes to {@code omit} says nothing, so that what is further out counts. */
    @Nullable
    Binding nearest(Keyword keyword, Scope scope) {
        for (var at = this; at != null; at = at.outer) {
            var said = at.keywords.get(keyword);
            if (said == null) {
                continue;
            }
            if (!(said.value() instanceof Template template)) {
                return said;
            }
            try {
                var value = scope.value(template);
                if (value != Omit.OMIT) {
                    return new Binding(value, said.at());
                }
            } catch (UserError e) {
                throw e.at(said.at());
            }
        }
        return null;
    }

    /** All that say it, the outermost first. */
    List<Surroundings> fromOutside() {
        var all = new ArrayList<Surroundings>();
        for (var at = this; at != null; at = at.outer) {
            all.addFirst(at);
        }
        return all;
    }

    List<Binding> gathered(Keyword keyword) {
        var all = new ArrayList<Binding>();
        for (var each : fromOutside()) {
            var said = each.keywords.get(keyword);
            if (said != null) {
                all.add(said);
            }
        }
        return all;
    }

    List<Binding> when() {
        return fromOutside().stream()
                .flatMap(each -> each.keywords.when().stream())
                .toList();
    }

    List<Binding> tags() {
        return fromOutside().stream()
                .flatMap(each -> each.keywords.tags().stream())
                .toList();
    }
}
