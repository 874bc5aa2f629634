package dev.muster.config;

import dev.muster.source.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** All settings there are, as the table {@code settings.ini} lists them. */
public final class Catalog {

    private final Map<String, Setting> byName = new LinkedHashMap<>();
    private final Map<Setting.Place, List<Setting>> byPlace = new HashMap<>();
    private final Map<String, List<Setting>> byVariable = new HashMap<>();

    private Catalog(IniFile table) {
        table.sections().forEach((name, options) -> {
            var setting = setting(name, options);
            byName.put(name, setting);
            setting.places()
                    .forEach(place -> byPlace.computeIfAbsent(place, _ -> new ArrayList<>())
                            .add(setting));
            setting.environment()
                    .forEach(variable -> byVariable
                            .computeIfAbsent(variable, _ -> new ArrayList<>())
                            .add(setting));
        });
    }

    /** Reads the table. */
    public static Catalog read() {
        try (var stream = Objects.requireNonNull(
                Catalog.class.getResourceAsStream("/config/settings.ini"), "the table is packed")) {
            return new Catalog(IniFile.read(
                    Source.ofText("settings.ini", new String(stream.readAllBytes(), StandardCharsets.UTF_8))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Setting setting(String name, Map<String, IniFile.Entry> options) {
        var type = text(options, "type");
        return new Setting(
                name,
                type.isEmpty() ? null : type,
                options.containsKey("default") ? Literal.of(text(options, "default")) : null,
                list(options, "env"),
                list(options, "ini").stream().map(Catalog::place).toList(),
                list(options, "vars"),
                list(options, "choices"),
                Setting.Use.valueOf(text(options, "use").toUpperCase(Locale.ROOT)),
                text(options, "why"),
                text(options, "says"),
                options.containsKey("until")
                        ? new Setting.Deprecation(
                                text(options, "until"), text(options, "reason"), text(options, "instead"))
                        : null);
    }

    private static Setting.Place place(String text) {
        int dot = text.lastIndexOf('.');
        return new Setting.Place(text.substring(0, dot), text.substring(dot + 1));
    }

    private static String text(Map<String, IniFile.Entry> options, String key) {
        var entry = options.get(key);
        return entry == null ? "" : entry.value();
    }

    private static List<String> list(Map<String, IniFile.Entry> options, String key) {
        var text = text(options, key);
        return text.isEmpty() ? List.of() : List.of(text.split(", "));
    }

    /** All of them: first those of Ansible itself in the order of their names, then those of plugins. */
    public Collection<Setting> all() {
        return Collections.unmodifiableCollection(byName.values());
    }

    /** A setting that there is. */
    public Setting get(String name) {
        return Objects.requireNonNull(byName.get(name), name);
    }

    /** The settings that an option of {@code ansible.cfg} sets; none when there is no such option. */
    public List<Setting> at(Setting.Place place) {
        return byPlace.getOrDefault(place, List.of());
    }

    /** The settings that a variable of the environment sets. */
    public List<Setting> of(String variable) {
        return byVariable.getOrDefault(variable, List.of());
    }

    /** All variables of the environment that set something. */
    public Set<String> variables() {
        return Collections.unmodifiableSet(byVariable.keySet());
    }

    /** The options of a section; empty when there is no such section. */
    public Set<String> keys(String section) {
        var keys = new java.util.TreeSet<String>();
        byPlace.keySet().stream()
                .filter(place -> place.section().equals(section))
                .forEach(place -> keys.add(place.key()));
        return keys;
    }

    /** The kinds of plugins with settings, in the order of the table. */
    public List<String> kinds() {
        return byName.values().stream()
                .flatMap(setting -> setting.kind().stream())
                .distinct()
                .toList();
    }

    Optional<Setting> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }
}
