package dev.muster.engine;

import dev.muster.event.Event;
import dev.muster.inventory.Host;
import dev.muster.playbook.Play;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.Printing;
import dev.muster.value.Template;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The variables of {@code vars_files}. A file that does not exist counts for nothing, and one whose name is not known yet is
 * looked for again before each task, since facts may tell it (ansible-core's {@code VariableManager.get_vars}).
 */
final class VarsFiles {

    private final Scopes scopes;
    private final Function<Path, Source> reader;
    private final Consumer<String> warnings;
    private final Consumer<Event> events;
    private final Map<Path, Layer> read = new HashMap<>();

    VarsFiles(Scopes scopes, Function<Path, Source> reader, Consumer<String> warnings, Consumer<Event> events) {
        this.scopes = scopes;
        this.reader = reader;
        this.warnings = warnings;
        this.events = events;
    }

    /** Reads the files of a play for a host, at the beginning of the play. */
    void load(Play play, Host host, Scopes.PlayContext context) {
        load(play, host.name(), context, () -> scopes.ofVarsFiles(host, context), true);
    }

    /** Reads the files whose names no host decides, for what the play says of itself. */
    void load(Play play, Scopes.PlayContext context) {
        load(play, Scopes.PlayContext.ITSELF, context, () -> scopes.ofPlay(context), false);
    }

    private void load(Play play, String whom, Scopes.PlayContext context, Supplier<Scope> scope, boolean warns) {
        var layers = new ArrayList<Layer>();
        for (var named : play.varsFiles()) {
            // What an earlier file says may stand in the name of a later one.
            context.varsFiles.put(whom, List.copyOf(layers));
            var choices = named.value() instanceof List<?> list ? list : Collections.singletonList(named.value());
            try {
                var found = find(choices, scope.get(), context);
                if (found != null) {
                    layers.addFirst(layer(found));
                }
            } catch (UserError e) {
                if (!Values.isUndefined(e)) {
                    throw e.at(named.at());
                }
                if (warns) {
                    warnings.accept("skipping vars_files item due to an undefined variable");
                }
            }
        }
        context.varsFiles.put(whom, List.copyOf(layers));
    }

    /** The same before a task, where the names depend on variables. */
    void refresh(Play play, Host host, Scopes.PlayContext context) {
        if (play.varsFiles().stream().anyMatch(named -> isRendered(named.value()))) {
            load(play, host, context);
        }
    }

    private static boolean isRendered(@Nullable Object value) {
        return value instanceof Template
                || value instanceof List<?> list && list.stream().anyMatch(VarsFiles::isRendered);
    }

    private static @Nullable Path find(List<?> choices, Scope scope, Scopes.PlayContext context) {
        for (var choice : choices) {
            var name = String.valueOf(Values.rendered(choice, scope));
            var found = SearchPath.findOrNull(List.of(context.folder), "vars", name);
            if (found != null && Files.isRegularFile(found)) {
                return found;
            }
        }
        return null;
    }

    private Layer layer(Path file) {
        var known = read.get(file);
        if (known != null) {
            return known;
        }
        var source = reader.apply(file);
        try {
            var layer = new Layer("vars_files", Layer.Item.written(ControllerFiles.merged(source)));
            read.put(file, layer);
            events.accept(new Event.Verbose(3, null, "Read `vars_file` " + Printing.repr(file.toString()) + "."));
            return layer;
        } catch (UserError e) {
            throw new Unreadable(e);
        }
    }
}
