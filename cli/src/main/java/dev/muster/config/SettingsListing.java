package dev.muster.config;

import dev.muster.value.Printing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The settings as {@code ansible-config} shows them: their values, what they are, and whether what is set is known. Of plugins
 * only the options are shown that {@code ansible.cfg} or a variable can set.
 */
public final class SettingsListing {

    /** What stands for the settings that belong to no plugin, and for everything. */
    public static final String BASE = "base";

    public static final String ALL = "all";

    /** The kinds of plugins that can be asked for, whether they have settings here or not. */
    public static final List<String> KINDS = List.of(
            "become",
            "cache",
            "callback",
            "cliconf",
            "connection",
            "httpapi",
            "inventory",
            "lookup",
            "netconf",
            "shell",
            "vars");

    private static final String SERVERS = "GALAXY_SERVERS";
    private static final String FILE = "CONFIG_FILE";

    /** A line of a dump, and whether somebody set what it shows; null for a line that shows no setting. */
    public record Line(String text, @Nullable Boolean changed) {}

    private record Shown(String name, Settings.Resolved resolved) {

        boolean changed() {
            return !resolved.isDefault() && !resolved.origin().equals(Settings.REQUIRED);
        }
    }

    private final Settings settings;
    private final String type;
    private final List<String> plugins;
    private final Consumer<String> warnings;
    private final ServerOptions servers;

    /**
     * @param type {@link #BASE}, {@link #ALL} or one of {@link #KINDS}
     * @param plugins the plugins of that kind; empty for all of them
     * @param warnings is told of plugins that there are not
     */
    public SettingsListing(Settings settings, String type, List<String> plugins, Consumer<String> warnings) {
        this.settings = settings;
        this.type = type;
        this.plugins = plugins;
        this.warnings = warnings;
        this.servers = new ServerOptions(settings);
    }

    private boolean withBase() {
        return type.equals(BASE) || type.equals(ALL);
    }

    private List<String> kinds() {
        return type.equals(ALL) ? KINDS : type.equals(BASE) ? List.of() : List.of(type);
    }

    private List<Setting> base() {
        return settings.catalog().all().stream().filter(Setting::isBase).toList();
    }

    /** The settings of each plugin of a kind. */
    private Map<String, List<Setting>> pluginsOf(String kind) {
        var all = new LinkedHashMap<String, List<Setting>>();
        for (var setting : settings.catalog().all()) {
            if (setting.kind().filter(kind::equals).isPresent()) {
                all.computeIfAbsent(setting.plugin().orElseThrow(), _ -> new ArrayList<>())
                        .add(setting);
            }
        }
        if (plugins.isEmpty()) {
            return all;
        }
        var chosen = new LinkedHashMap<String, List<Setting>>();
        for (var plugin : plugins) {
            if (all.containsKey(plugin)) {
                chosen.put(plugin, all.get(plugin));
            } else {
                warnings.accept("Skipping " + plugin + " as we could not find matching plugin");
            }
        }
        return chosen;
    }

    private List<Shown> shown(Collection<Setting> some, boolean onlyChanged) {
        var all = new ArrayList<Shown>();
        some.forEach(setting -> all.add(new Shown(setting.option(), settings.resolve(setting))));
        if (some.stream().anyMatch(Setting::isBase)) {
            var file = settings.file().map(Object::toString).orElse(null);
            all.add(new Shown(FILE, new Settings.Resolved(file, "")));
        }
        return all.stream()
                .filter(each -> !onlyChanged || each.changed())
                .sorted(Comparator.comparing(Shown::name))
                .toList();
    }

    /** The values as lines. */
    public List<Line> dump(boolean onlyChanged) {
        var lines = new ArrayList<Line>();
        if (withBase()) {
            add(lines, shown(base(), onlyChanged));
            lines.add(new Line("\n" + SERVERS + ":\n", null));
            for (var server : servers.servers()) {
                lines.add(new Line("\n" + server + "\n" + "=".repeat(server.length()), null));
                add(
                        lines,
                        ofServer(server).stream()
                                .filter(each -> !onlyChanged || each.changed())
                                .sorted(Comparator.comparing(Shown::name))
                                .toList());
            }
        }
        for (var kind : kinds()) {
            var inner = new ArrayList<Line>();
            pluginsOf(kind).forEach((plugin, options) -> {
                var some = shown(options, onlyChanged);
                if (!some.isEmpty()) {
                    inner.add(new Line("\n" + plugin + ":\n" + "_".repeat(plugin.length()), null));
                    add(inner, some);
                }
            });
            if (type.equals(ALL) && !(onlyChanged && inner.isEmpty())) {
                lines.add(new Line("\n" + kind.toUpperCase(Locale.ROOT) + ":\n" + "=".repeat(kind.length()), null));
            }
            lines.addAll(inner);
        }
        return lines;
    }

    private static void add(List<Line> lines, List<Shown> some) {
        for (var each : some) {
            var text = each.name() + "(" + each.resolved().origin() + ") = "
                    + Printing.str(each.resolved().value());
            lines.add(new Line(text, each.changed()));
        }
    }

    /** The values as data. */
    public List<Object> dumpData(boolean onlyChanged) {
        var all = new ArrayList<Object>();
        if (withBase()) {
            all.addAll(data(shown(base(), onlyChanged)));
            var byServer = new LinkedHashMap<String, Object>();
            servers.servers()
                    .forEach(server -> byServer.put(
                            server,
                            ofServer(server).stream()
                                    .map(each -> {
                                        var map = datum(each);
                                        map.put("type", null);
                                        return map;
                                    })
                                    .toList()));
            all.add(Map.of(SERVERS, byServer));
        }
        for (var kind : kinds()) {
            var inner = new ArrayList<Object>();
            pluginsOf(kind).forEach((plugin, options) -> {
                var some = data(shown(options, onlyChanged));
                if (!some.isEmpty()) {
                    inner.add(Map.of(plugin, some));
                }
            });
            if (type.equals(ALL)) {
                all.add(Map.of(kind.toUpperCase(Locale.ROOT) + "_PLUGINS", inner));
            } else {
                all.addAll(inner);
            }
        }
        return all;
    }

    private static List<Object> data(List<Shown> some) {
        var all = new ArrayList<Object>();
        some.forEach(each -> all.add(datum(each)));
        return all;
    }

    private static Map<String, @Nullable Object> datum(Shown each) {
        var map = new LinkedHashMap<String, @Nullable Object>();
        map.put("name", each.name());
        map.put("origin", each.resolved().origin());
        map.put("value", each.resolved().value());
        return map;
    }

    private List<Shown> ofServer(String server) {
        return servers.of(server).stream()
                .map(option -> new Shown(option.option(), servers.resolve(option)))
                .toList();
    }

    /** What the settings are, with what becomes of them here under {@code muster}. */
    public Map<String, Object> list() {
        var all = new LinkedHashMap<String, Object>();
        if (withBase()) {
            base().forEach(setting -> all.put(setting.name(), described(setting)));
            var byServer = new LinkedHashMap<String, Object>();
            servers.servers().forEach(server -> {
                var inner = new LinkedHashMap<String, Object>();
                servers.of(server).forEach(option -> inner.put(option.option(), described(option)));
                byServer.put(server, inner);
            });
            all.put(SERVERS, byServer);
        }
        if (!type.equals(BASE)) {
            var byKind = new LinkedHashMap<String, Object>();
            for (var kind : kinds()) {
                var byPlugin = new LinkedHashMap<String, Object>();
                pluginsOf(kind).forEach((plugin, options) -> {
                    var inner = new LinkedHashMap<String, Object>();
                    options.forEach(option -> inner.put(option.option(), described(option)));
                    byPlugin.put(plugin, inner);
                });
                byKind.put(type.equals(ALL) ? kind.toUpperCase(Locale.ROOT) : kind, byPlugin);
            }
            all.put("PLUGINS", byKind);
        }
        return all;
    }

    private static Map<String, @Nullable Object> described(Setting setting) {
        var map = new LinkedHashMap<String, @Nullable Object>();
        if (!setting.choices().isEmpty()) {
            map.put("choices", setting.choices());
        }
        map.put("default", setting.byDefault());
        map.put("description", setting.description());
        names(map, "env", setting.environment());
        if (!setting.places().isEmpty()) {
            map.put(
                    "ini",
                    setting.places().stream()
                            .map(place -> Map.of("key", place.key(), "section", place.section()))
                            .toList());
        }
        map.put(
                "muster",
                switch (setting.use()) {
                    case FOLLOWED -> "followed";
                    case NONE -> "without effect: " + setting.why();
                    case WARNED -> "not followed: " + setting.why();
                });
        if (setting.type() != null) {
            map.put("type", setting.type());
        }
        names(map, "vars", setting.variables());
        return map;
    }

    private static void names(Map<String, @Nullable Object> map, String key, List<String> names) {
        if (!names.isEmpty()) {
            map.put(key, names.stream().map(name -> Map.of("name", name)).toList());
        }
    }

    /** The settings that are listed, those of plugins last. */
    Collection<Setting> chosen() {
        var all = new ArrayList<Setting>();
        if (withBase()) {
            all.addAll(base());
            servers.servers().forEach(server -> all.addAll(servers.of(server)));
        }
        kinds().forEach(kind -> pluginsOf(kind).values().forEach(all::addAll));
        return all;
    }

    Settings settings() {
        return settings;
    }
}
