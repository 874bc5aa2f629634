package dev.muster.engine;

import dev.muster.playbook.Play;
import dev.muster.source.UserError;
import dev.muster.value.Binding;
import dev.muster.value.Printing;
import dev.muster.value.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a play says of itself, rendered before it has any host (ansible-core's {@code Play.post_validate}).
 *
 * @param name its name, or its patterns
 * @param patterns of its hosts
 */
public record PlayHeader(String name, List<String> patterns) {

    /**
     * Renders what a play says.
     *
     * @throws Unreadable when a keyword that is needed before there are hosts cannot be rendered, or is not what it should be
     */
    static PlayHeader of(Play play, Scope scope) {
        // A play without a name is called by its hosts, and its name is rendered first.
        var written = play.name();
        var said = written == null ? "" : processed("name", written, () -> text(written, scope));
        var patterns = new ArrayList<String>();
        for (var host : play.hosts()) {
            patterns.addAll(processed(
                    play.name() == null ? "name" : "hosts", host, () -> Values.texts(Values.rendered(host, scope))));
        }
        if (patterns.stream().anyMatch(String::isBlank)) {
            throw new Unreadable(new UserError(
                            "error processing keyword 'hosts': Keyword 'hosts' is required, and cannot have empty values")
                    .at(play.hosts().getFirst().at()));
        }
        keyword("gather_facts", play.gatherFacts(), it -> Values.truth("gather_facts", it, scope, true));
        keyword("gather_subset", play.gatherSubset(), it -> subset(it, scope));
        keyword("gather_timeout", play.gatherTimeout(), it -> Values.number("gather_timeout", it, scope, 0));
        keyword("force_handlers", play.forceHandlers(), it -> Values.truth("force_handlers", it, scope, false));
        keyword(
                "max_fail_percentage",
                play.maxFailPercentage(),
                it -> Values.number("max_fail_percentage", it, scope, 0));
        keyword("serial", play.serial(), it -> Values.texts(Values.rendered(it, scope)));
        keyword("strategy", play.strategy(), it -> Values.texts(Values.rendered(it, scope)));
        keyword("order", play.order(), it -> Values.texts(Values.rendered(it, scope)));
        // The name that a list of hosts makes is no template any more.
        var hosts = play.hosts().getFirst();
        var name = !said.isEmpty()
                ? said
                : play.hosts().size() == 1 ? processed("name", hosts, () -> text(hosts, scope)) : play.title();
        return new PlayHeader(name, List.copyOf(patterns));
    }

    private static String text(Binding binding, Scope scope) {
        return Printing.str(Values.rendered(binding, scope));
    }

    private static List<String> subset(Binding said, Scope scope) {
        var value = Values.rendered(said, scope);
        for (var item : value instanceof List<?> list ? list : Collections.singletonList(value)) {
            if (item != null && !(item instanceof String)) {
                throw new UserError(
                        "Keyword 'gather_subset' items must be of type 'str', not '" + Types.name(item) + "'.");
            }
        }
        return Values.texts(value);
    }

    private static void keyword(String keyword, @Nullable Binding binding, Function<Binding, ?> value) {
        if (binding != null) {
            processed(keyword, binding, () -> Optional.ofNullable(value.apply(binding)));
        }
    }

    private static <T> T processed(String keyword, Binding binding, Supplier<T> value) {
        try {
            return value.get();
        } catch (UserError e) {
            var error = e.what().startsWith(Values.PROCESSING)
                    ? e
                    : e.prefixed("error processing keyword '" + keyword + "': ");
            throw new Unreadable(error.at(binding.at()));
        }
    }
}
