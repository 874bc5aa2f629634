package dev.muster.galaxy;

import dev.muster.value.JsonPrinting;
import dev.muster.yaml.YamlWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** {@code ansible-galaxy collection list}: which collections there are. */
public final class CollectionListing {

    /** How they are written. */
    public enum Form {
        HUMAN,
        JSON,
        YAML
    }

    private static final YamlWriter.Layout LAYOUT =
            new YamlWriter.Layout(2, 80, false, true, false, false, false, null);
    private static final int LEAST_NAME = 10;
    private static final int LEAST_VERSION = 7;

    private final Galaxy galaxy;
    private final List<Path> given;
    private final List<Path> configured;

    /**
     * @param given the paths of the command line
     * @param configured those of the settings
     */
    public CollectionListing(Galaxy galaxy, List<Path> given, List<Path> configured) {
        this.galaxy = galaxy;
        this.given = given;
        this.configured = configured;
    }

    /**
     * Shows them.
     *
     * @param name the one to show; the empty text for all
     * @return whether any of the paths is there
     */
    public boolean show(String name, Form form) {
        var only = name.isEmpty() ? null : CollectionName.given(name);
        var paths = new LinkedHashSet<>(given);
        paths.addAll(configured);
        var places = new LinkedHashSet<Path>();
        paths.forEach(path -> places.add(InstalledCollections.folder(path)));
        var found = places.stream()
                .flatMap(place -> InstalledCollections.in(place, galaxy.voice()).stream())
                .filter(each -> only == null || only.equals(each.name()))
                .sorted(Comparator.comparing(Candidate::source))
                .toList();
        if (form == Form.HUMAN) {
            table(found);
        }
        var warnings = warnings(paths);
        if (only == null || found.isEmpty()) {
            warnings.forEach(galaxy.voice()::warn);
        }
        boolean usable = !found.isEmpty() || paths.stream().anyMatch(Files::isDirectory);
        if (usable && form != Form.HUMAN) {
            data(found, form);
        }
        return usable;
    }

    private List<String> warnings(Set<Path> paths) {
        var warnings = new ArrayList<String>();
        for (var path : paths) {
            if (!Files.exists(path)) {
                if (!configured.contains(path)) {
                    warnings.add("- the configured path " + path + " does not exist.");
                }
            } else if (!Files.isDirectory(path)) {
                warnings.add("- the configured path " + path + ", exists, but it is not a directory.");
            }
        }
        return warnings;
    }

    private static Path place(Candidate candidate) {
        return Path.of(candidate.source()).getParent().getParent();
    }

    private void table(Collection<Candidate> all) {
        int width = all.stream()
                .mapToInt(each -> each.fullName().toString().length())
                .max()
                .orElse(0);
        int versions =
                all.stream().mapToInt(each -> each.version().length()).max().orElse(0);
        Path last = null;
        for (var each : all) {
            var place = place(each);
            if (!place.equals(last)) {
                galaxy.voice()
                        .say("\n# " + place + "\n" + padded("Collection", width) + " " + padded("Version", versions)
                                + "\n" + "-".repeat(Math.max(LEAST_NAME, width)) + " "
                                + "-".repeat(Math.max(LEAST_VERSION, versions)));
                last = place;
            }
            galaxy.voice()
                    .say(padded(each.fullName().toString(), Math.max(width, LEAST_NAME)) + " "
                            + padded(each.version(), Math.max(versions, LEAST_VERSION)));
        }
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private void data(Collection<Candidate> all, Form form) {
        var byPlace = new LinkedHashMap<String, Map<String, Object>>();
        for (var each : all) {
            byPlace.computeIfAbsent(place(each).toString(), _ -> new LinkedHashMap<>())
                    .put(each.fullName().toString(), new TreeMap<>(Map.of("version", each.version())));
        }
        galaxy.voice()
                .say(
                        form == Form.JSON
                                ? JsonPrinting.write(byPlace, JsonPrinting.Style.PLAIN)
                                : YamlWriter.write(byPlace, LAYOUT));
    }
}
