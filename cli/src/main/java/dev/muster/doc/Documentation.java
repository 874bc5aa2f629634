package dev.muster.doc;

import dev.muster.config.SettingsListing;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What Muster has, kind by kind, in the shape that {@code ansible-doc --json} gives it. The texts of a kind are read when it is
 * asked for.
 */
public final class Documentation {

    /** The kinds, in the order in which Ansible's own help names them; roles are the user's and not among them. */
    public static final List<String> KINDS = Stream.concat(
                    SettingsListing.KINDS.stream(), Stream.of("module", "strategy", "test", "filter", "keyword"))
            .toList();

    private final Shelf shelf;

    private Documentation(Shelf shelf) {
        this.shelf = shelf;
    }

    /** One of {@link #KINDS}. */
    public static Documentation of(String kind) {
        return new Documentation(
                switch (kind) {
                    case "module" -> new ModuleTexts();
                    case "filter" -> JinjaTexts.filters();
                    case "test" -> JinjaTexts.tests();
                    case "keyword" -> new KeywordTexts();
                    default -> new PluginTexts(kind);
                });
    }

    /** What each is, in a few words, under its full name. */
    public Map<String, String> list() {
        return shelf.list();
    }

    /** All that is known of one, by its short or its full name. */
    public Optional<Map<String, @Nullable Object>> find(String name) {
        return shelf.find(name);
    }
}
