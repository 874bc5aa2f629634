package dev.muster.engine;

import dev.muster.jinja.Jinja;
import dev.muster.jinja.Variables;
import dev.muster.source.Nearest;
import dev.muster.source.UserError;
import dev.muster.value.Lazy;
import dev.muster.value.Template;
import dev.muster.value.Undefined;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The variables that one task sees on one host: layers of precedence, the strongest first. A template is rendered when its
 * variable is used, once for the life of the scope. Used by one thread at a time.
 */
final class Scope implements Variables {

    /** The scope that is rendering, so that includes and file lookups know where to search. */
    static final ScopedValue<Scope> CURRENT = ScopedValue.newInstance();

    private final List<Layer> layers;
    private final Jinja jinja;
    private final Ways ways;
    private final Map<String, @Nullable Object> seen = new HashMap<>();
    private final IdentityHashMap<Template, Boolean> open;
    /** Takes the texts that are read as they are written; null where nobody asks for them. */
    private final @Nullable WrittenTexts texts;

    Scope(List<Layer> layers, Jinja jinja) {
        this(layers, jinja, Ways.plain());
    }

    Scope(List<Layer> layers, Jinja jinja, Ways ways) {
        this(layers, jinja, ways, new IdentityHashMap<>(), null);
    }

    private Scope(
            List<Layer> layers,
            Jinja jinja,
            Ways ways,
            IdentityHashMap<Template, Boolean> open,
            @Nullable WrittenTexts texts) {
        this.texts = texts;
        this.ways = ways;
        this.layers = layers;
        this.jinja = jinja;
        this.open = open;
    }

    Ways ways() {
        return ways;
    }

    /** The same scope, which tells which texts of the project's files are read through it. */
    Scope recording(WrittenTexts into) {
        return new Scope(layers, jinja, ways, open, into);
    }

    /** Another scope as the one that is rendering sees it: what is read through it is read for the same purpose. */
    static Scope sameRecording(Scope other) {
        var into = CURRENT.isBound() ? CURRENT.get().texts : null;
        return into == null ? other : other.recording(into);
    }

    /** A scope with one more layer that is stronger than all others. */
    Scope with(String title, Map<String, ? extends @Nullable Object> values) {
        if (values.isEmpty()) {
            return this;
        }
        var all = new ArrayList<Layer>(layers.size() + 1);
        all.add(new Layer(title, values));
        all.addAll(layers);
        return new Scope(all, jinja, ways, open, texts);
    }

    /** A scope with one more layer that is weaker than all others. */
    Scope over(String title, Map<String, ? extends @Nullable Object> values) {
        var all = new ArrayList<Layer>(layers.size() + 1);
        all.addAll(layers);
        all.add(new Layer(title, values));
        return new Scope(all, jinja, ways, open, texts);
    }

    @Override
    public @Nullable Object get(String name) {
        if (seen.containsKey(name)) {
            return seen.get(name);
        }
        for (int i = 0; i < layers.size(); i++) {
            var layer = layers.get(i);
            if (layer.has(name)) {
                record(name, i);
                var value = layer.isFinal(name) ? layer.raw(name) : view(merged(name, i));
                seen.put(name, value);
                return value;
            }
        }
        if (name.equals("vars")) {
            return new View(this);
        }
        return Undefined.name(name);
    }

    private void record(String name, int from) {
        if (texts == null) {
            return;
        }
        texts.read(layers.get(from).written(name));
        if (ways.merges()) {
            layers.subList(from + 1, layers.size()).forEach(layer -> texts.read(layer.written(name)));
        }
    }

    /** The raw value of a layer, over the dictionaries of weaker ones where they are to be merged. */
    private @Nullable Object merged(String name, int from) {
        var value = layers.get(from).raw(name);
        if (!ways.merges() || !(value instanceof Map<?, ?> strong)) {
            return value;
        }
        for (int i = from + 1; i < layers.size(); i++) {
            var layer = layers.get(i);
            // What a task and the blocks around it define replaces each other, as they are one level of precedence.
            if (layer.has(name) && !(isOfTask(layer) && isOfTask(layers.get(from)))) {
                return layer.isFinal(name) ? value : Merging.merged(merged(name, i), strong);
            }
        }
        return value;
    }

    private static boolean isOfTask(Layer layer) {
        return layer.title().equals("task vars") || layer.title().equals("block vars");
    }

    boolean has(String name) {
        return layers.stream().anyMatch(layer -> layer.has(name));
    }

    /** A variable as text, or null when there is none or it is null. */
    @Nullable
    String text(String name) {
        var value = get(name);
        if (value instanceof Undefined undefined) {
            if (has(name)) {
                throw new UserError(undefined.message()).at(undefined.at()).hint(undefined.hint());
            }
            return null;
        }
        return value == null ? null : dev.muster.value.Printing.str(value);
    }

    @Override
    public Collection<String> names() {
        var names = new LinkedHashSet<String>();
        layers.forEach(layer -> names.addAll(layer.entries().keySet()));
        return names;
    }

    /** A raw value as a template sees it. */
    @Nullable
    Object view(@Nullable Object raw) {
        return Lazy.of(raw, this::rendered);
    }

    private @Nullable Object rendered(Template template) {
        if (open.put(template, true) != null) {
            throw new UserError("Recursive loop detected in template: maximum recursion depth exceeded")
                    .at(template.at())
                    .hint("'" + template.text() + "' leads back to itself");
        }
        try {
            var value = within(() -> jinja.valueOrUndefined(template, this));
            if (texts != null) {
                texts.made(value, template.at());
            }
            return value;
        } finally {
            open.remove(template);
        }
    }

    /** The final value of a template; an undefined one is an error. */
    @Nullable
    Object value(Template template) {
        return hinted(() -> within(() -> jinja.value(template, this)));
    }

    /** The final value of an expression without braces. */
    @Nullable
    Object expression(Template expression) {
        return hinted(() -> within(() -> jinja.expression(expression, this)));
    }

    String file(Template template, Jinja.FileOptions options) {
        return hinted(() -> within(() -> jinja.file(template, this, options)));
    }

    @Nullable
    Object fileValue(Template template, Jinja.FileOptions options) {
        return hinted(() -> within(() -> jinja.fileValue(template, this, options)));
    }

    private <T extends @Nullable Object> T within(ScopedValue.CallableOp<T, RuntimeException> rendering) {
        if (CURRENT.isBound() && CURRENT.get() == this) {
            return rendering.call();
        }
        return ScopedValue.where(CURRENT, this).call(rendering);
    }

    private <T extends @Nullable Object> T hinted(java.util.function.Supplier<T> rendering) {
        try {
            return rendering.get();
        } catch (UserError e) {
            var what = e.what();
            if (e.hint() == null && what.startsWith("'") && what.endsWith("' is undefined")) {
                throw e.hint(Nearest.hint(what.substring(1, what.indexOf('\'', 1)), names()));
            }
            throw e;
        }
    }

    /** What a variable holds as it stands in a file of the project; null where it does not. */
    @Nullable
    Object written(String name) {
        for (var layer : layers) {
            if (layer.has(name)) {
                return layer.written(name);
            }
        }
        return null;
    }

    /** Every value that a variable is given, the strongest first; the first is the one that counts. */
    List<Candidate> explain(String name) {
        var found = new ArrayList<Candidate>();
        for (var layer : layers) {
            if (layer.has(name)) {
                found.add(new Candidate(layer.title(), layer.at(name), layer.raw(name), found.isEmpty()));
            }
        }
        return found;
    }

    /** A scope as a dictionary: {@code vars}, and the hosts of {@code hostvars}. */
    static final class View extends AbstractMap<String, @Nullable Object> {

        private final Scope scope;

        View(Scope scope) {
            this.scope = scope;
        }

        @Override
        public @Nullable Object get(@Nullable Object key) {
            return key instanceof String name && scope.has(name) ? scope.get(name) : null;
        }

        @Override
        public boolean containsKey(@Nullable Object key) {
            return key instanceof String name && scope.has(name);
        }

        @Override
        public Set<Entry<String, @Nullable Object>> entrySet() {
            var names = List.copyOf(scope.names());
            return new AbstractSet<>() {
                @Override
                public Iterator<Entry<String, @Nullable Object>> iterator() {
                    return names.stream()
                            .map(name -> (Entry<String, @Nullable Object>)
                                    new SimpleImmutableEntry<String, @Nullable Object>(name, scope.get(name)))
                            .iterator();
                }

                @Override
                public int size() {
                    return names.size();
                }
            };
        }
    }
}
