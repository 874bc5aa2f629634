package dev.muster.config;

import dev.muster.source.Nearest;
import dev.muster.source.Position;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.Printing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the settings are in one run: the variables of the environment over {@code ansible.cfg} over the defaults. */
public final class Settings {

    /** The origin of a value that nobody set. */
    public static final String DEFAULT = "default";

    /** The origin of a value that somebody has to set and nobody did. */
    static final String REQUIRED = "REQUIRED";

    private static final Pattern IN_HOME = Pattern.compile("\\{\\{ ANSIBLE_HOME ~ \"([^\"]*)\" }}");
    private static final Pattern REJECTED = Pattern.compile("\\{\\{ REJECT_EXTS \\+ \\[(.*)] }}");

    /** Endings that are never those of a file to read; some settings add to them. */
    private static final List<String> ENDINGS =
            List.of(".pyc", ".pyo", ".swp", ".bak", "~", ".rpm", ".md", ".txt", ".rst");

    /**
     * A value and where it comes from.
     *
     * @param origin {@code default}, {@code env: VARIABLE} or the file
     */
    public record Resolved(@Nullable Object value, String origin) {
        public boolean isDefault() {
            return origin.equals(DEFAULT);
        }
    }

    private final Catalog catalog;
    private final Surroundings surroundings;
    private final Conversion conversion;
    private final @Nullable Path file;
    private final @Nullable IniFile content;
    private final Map<String, Resolved> known = new ConcurrentHashMap<>();

    private Settings(Catalog catalog, Surroundings surroundings, @Nullable Path file) {
        this.catalog = catalog;
        this.surroundings = surroundings;
        this.conversion = new Conversion(surroundings);
        this.file = file;
        this.content = file == null ? null : IniFile.read(source(file));
    }

    private static Source source(Path file) {
        var name = file.getFileName().toString();
        if (!name.endsWith(".cfg") && !name.endsWith(".ini")) {
            int dot = name.lastIndexOf('.');
            throw new UserError("Unsupported configuration file extension for " + file + ": "
                            + (dot <= 0 ? "" : name.substring(dot)))
                    .hint("a file of settings ends with .cfg");
        }
        return Source.of(file);
    }

    /**
     * Finds the file and reads it.
     *
     * @param warnings takes what is in the file or the environment and not followed
     * @throws UserError for a file that cannot be read and a value that a setting cannot have
     */
    public static Settings load(Catalog catalog, Surroundings surroundings, Consumer<String> warnings) {
        var found = ConfigurationFile.find(surroundings, warnings);
        return of(catalog, surroundings, found.orElse(null), warnings);
    }

    /** With a file that is named, or none. */
    public static Settings of(
            Catalog catalog, Surroundings surroundings, @Nullable Path file, Consumer<String> warnings) {
        var settings = new Settings(catalog, surroundings, file);
        catalog.all().stream()
                .filter(setting -> setting.isBase() || setting.use() == Setting.Use.FOLLOWED)
                .filter(settings::isGiven)
                .forEach(settings::resolve);
        settings.warn(warnings);
        return settings;
    }

    private boolean isGiven(Setting setting) {
        return setting.environment().stream().anyMatch(surroundings.environment()::containsKey)
                || setting.places().stream().anyMatch(place -> entry(place).isPresent());
    }

    private Optional<IniFile.Entry> entry(Setting.Place place) {
        return content == null ? Optional.empty() : content.get(place.section(), place.key());
    }

    private void warn(Consumer<String> warnings) {
        if (content != null) {
            content.sections()
                    .forEach(
                            (section, options) -> options.forEach((key, entry) -> warn(section, key, entry, warnings)));
        }
        for (var variable : new TreeSet<>(surroundings.environment().keySet())) {
            notFollowed(catalog.of(variable))
                    .ifPresent(why -> warnings.accept("the variable '" + variable + "' is not followed: " + why));
            if (!variable.startsWith("ANSIBLE_GALAXY_SERVER_") && Validation.isUnknown(variable, catalog.variables())) {
                // Plugins of one's own have variables, too: only what looks like a slip is told of.
                var hint = Nearest.hint(variable, catalog.variables());
                if (hint != null) {
                    warnings.accept("the variable '" + variable + "' is not known; " + hint);
                }
            }
        }
    }

    private void warn(String section, String key, IniFile.Entry entry, Consumer<String> warnings) {
        if (section.startsWith("galaxy_server.")) {
            return;
        }
        var settings = catalog.at(new Setting.Place(section, key));
        var what = entry.at() + ": the setting '" + key + "' in [" + section + "] is not ";
        if (settings.isEmpty()) {
            var hint = Nearest.hint(key, catalog.keys(section));
            warnings.accept(what + "known" + (hint == null ? "" : "; " + hint));
        } else {
            notFollowed(settings).ifPresent(why -> warnings.accept(what + "followed: " + why));
        }
    }

    /** An option of a Galaxy server: the variable of its name, or what stands in its section. */
    public Optional<String> ofServer(String server, String key, Map<String, String> environment) {
        var variable = ("ANSIBLE_GALAXY_SERVER_" + server + "_" + key).toUpperCase(Locale.ROOT);
        return Optional.ofNullable(environment.get(variable))
                .or(() ->
                        entry(new Setting.Place("galaxy_server." + server, key)).map(IniFile.Entry::value))
                .filter(text -> !text.isEmpty());
    }

    private static Optional<String> notFollowed(List<Setting> settings) {
        return settings.stream().anyMatch(setting -> setting.use() == Setting.Use.FOLLOWED)
                ? Optional.empty()
                : settings.stream()
                        .filter(setting -> setting.use() == Setting.Use.WARNED)
                        .map(Setting::why)
                        .findFirst();
    }

    /** What is said of settings that somebody set and that will go, in the order of their names. */
    public List<String> deprecations() {
        var all = new ArrayList<String>();
        for (var setting : catalog.all()) {
            var old = setting.deprecation();
            if (old != null && !resolve(setting).isDefault()) {
                all.add(setting.name() + " option. Reason: " + old.reason() + "\nAlternatives: "
                        + old.instead().replaceFirst("\\.$", "")
                        + ". This feature will be removed from ansible-core version " + old.version() + ".");
            }
        }
        return all;
    }

    /** The file that was read. */
    public Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    /** The variables of the environment that they were read in. */
    public Map<String, String> environment() {
        return surroundings.environment();
    }

    public Catalog catalog() {
        return catalog;
    }

    /** The names of the sections in the file, and their options with their places. */
    public Map<String, Map<String, Position>> written() {
        var all = new java.util.LinkedHashMap<String, Map<String, Position>>();
        if (content != null) {
            content.sections().forEach((section, options) -> {
                var places = new java.util.LinkedHashMap<String, Position>();
                options.forEach((key, entry) -> places.put(key, entry.at()));
                all.put(section, places);
            });
        }
        return all;
    }

    /** The value of a setting and where it comes from. */
    public Resolved resolve(Setting setting) {
        var found = known.get(setting.name());
        if (found == null) {
            found = resolved(setting);
            known.put(setting.name(), found);
        }
        return found;
    }

    private Resolved resolved(Setting setting) {
        for (var variable : setting.environment().reversed()) {
            var text = surroundings.environment().get(variable);
            if (text != null) {
                return ofVariable(setting, variable, text);
            }
        }
        for (var place : setting.places().reversed()) {
            var entry = entry(place);
            if (entry.isPresent()) {
                return ofFile(setting, place, entry.get());
            }
        }
        return byDefault(setting);
    }

    private Resolved ofVariable(Setting setting, String variable, String text) {
        try {
            var value = conversion.convert(text, setting.type(), null);
            return new Resolved(checked(setting, value), "env: " + variable);
        } catch (Conversion.Unfit e) {
            if (text.isEmpty()) {
                return byDefault(setting);
            }
            throw unfit(setting, "env: " + variable, e);
        } catch (UserError e) {
            throw e.hint("it is the value of the variable '" + variable + "'");
        }
    }

    private Resolved ofFile(Setting setting, Setting.Place place, IniFile.Entry entry) {
        try {
            var value = conversion.convert(entry.value(), setting.type(), file);
            return new Resolved(checked(setting, value), String.valueOf(file));
        } catch (Conversion.Unfit e) {
            throw unfit(setting, String.valueOf(file), e).at(entry.at());
        } catch (UserError e) {
            throw e.at(entry.at()).hint("it is the value of '" + place.key() + "' in [" + place.section() + "]");
        }
    }

    /** The value that a variable of a host gives a setting, converted. */
    public @Nullable Object fitted(Setting setting, String variable, Object value) {
        try {
            return checked(setting, conversion.convert(value, setting.type(), null));
        } catch (Conversion.Unfit e) {
            throw unfit(setting, "var: " + variable, e);
        }
    }

    private static UserError unfit(Setting setting, String origin, Conversion.Unfit why) {
        return new UserError(
                "Config " + setting.label() + " from '" + origin + "' has an invalid value: " + why.getMessage());
    }

    private static @Nullable Object checked(Setting setting, @Nullable Object value) {
        if (value == null || setting.choices().isEmpty()) {
            return value;
        }
        var values = value instanceof List<?> list ? list : List.of(value);
        for (var each : values) {
            if (!setting.choices().contains(Printing.str(each))) {
                throw new UserError("Invalid value " + Printing.repr(value) + " for config " + setting.label()
                        + ". Valid values are: " + String.join(", ", setting.choices()));
            }
        }
        return value;
    }

    private Resolved byDefault(Setting setting) {
        return new Resolved(conversion.convert(filled(setting.byDefault()), setting.type(), null), DEFAULT);
    }

    /** A default that speaks of other settings, with their values. */
    private @Nullable Object filled(@Nullable Object value) {
        if (!(value instanceof String text)) {
            return value;
        }
        var inHome = IN_HOME.matcher(text);
        if (inHome.matches()) {
            return text("ANSIBLE_HOME").orElse("") + inHome.group(1);
        }
        var rejected = REJECTED.matcher(text);
        if (rejected.matches()) {
            var all = new ArrayList<Object>(ENDINGS);
            for (var ending : rejected.group(1).split(", ")) {
                all.add(Python.unquoted(ending));
            }
            return all;
        }
        return value;
    }

    /** The default of a setting, with the values of the settings that it speaks of, not converted. */
    public @Nullable Object defaultOf(Setting setting) {
        return filled(setting.byDefault());
    }

    private @Nullable Object value(String name) {
        return resolve(catalog.get(name)).value();
    }

    /** Whether somebody set it. */
    public boolean isSet(String name) {
        return !resolve(catalog.get(name)).isDefault();
    }

    /** A text; empty when it is null or has no characters. */
    public Optional<String> text(String name) {
        var value = value(name);
        return value == null
                ? Optional.empty()
                : Optional.of(Printing.str(value)).filter(text -> !text.isEmpty());
    }

    /** A boolean; a setting without a type counts as one of type boolean would. */
    public boolean flag(String name) {
        return Boolean.TRUE.equals(conversion.convert(value(name), "bool", null));
    }

    /** An integer, or the default of the code that asks where it is null. */
    public int number(String name, int otherwise) {
        return value(name) instanceof Number number ? number.intValue() : otherwise;
    }

    /** A list of texts. */
    public List<String> list(String name) {
        return value(name) instanceof List<?> list
                ? list.stream().map(Printing::str).toList()
                : List.of();
    }

    /** Absolute paths. */
    public List<Path> paths(String name) {
        return list(name).stream().map(Path::of).toList();
    }

    /** An absolute path. */
    public Optional<Path> path(String name) {
        return text(name).map(Path::of);
    }
}
