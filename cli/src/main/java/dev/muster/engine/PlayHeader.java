package dev.muster.engine;

import dev.muster.playbook.Play;
import dev.muster.source.UserError;
import dev.muster.value.Binding;
import dev.muster.value.Printing;
import java.util.ArrayList;
import java.util.List;
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
     * @throws Unreadable when a keyword that is needed before there are hosts cannot be rendered
     */
    static PlayHeader of(Play play, Scope scope) {
        keyword("gather_facts", play.gatherFacts(), scope);
        keyword("gather_subset", play.gatherSubset(), scope);
        keyword("gather_timeout", play.gatherTimeout(), scope);
        keyword("serial", play.serial(), scope);
        keyword("strategy", play.strategy(), scope);
        keyword("order", play.order(), scope);
        keyword("force_handlers", play.forceHandlers(), scope);
        keyword("max_fail_percentage", play.maxFailPercentage(), scope);
        // A play without a name is called by its hosts, and its name is rendered first.
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
        var written = play.name();
        var said = written == null ? "" : processed("name", written, () -> text(written, scope));
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

    private static void keyword(String keyword, @Nullable Binding binding, Scope scope) {
        if (binding != null) {
            processed(keyword, binding, () -> List.of(Values.texts(Values.rendered(binding, scope))));
        }
    }

    private static <T> T processed(String keyword, Binding binding, Supplier<T> value) {
        try {
            return value.get();
        } catch (UserError e) {
            throw new Unreadable(
                    e.prefixed("error processing keyword '" + keyword + "': ").at(binding.at()));
        }
    }
}
