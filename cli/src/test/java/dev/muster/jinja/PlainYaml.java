package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.Compare;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.representer.Representer;

/** YAML straight from the library, so that the template engine can be tested without the layers above it. */
final class PlainYaml implements YamlText {

    private static Yaml reader() {
        return new Yaml(new SafeConstructor(new LoaderOptions()));
    }

    @Override
    public @Nullable Object load(String text) {
        try {
            return value(reader().load(text));
        } catch (YAMLException e) {
            throw new UserError("invalid YAML: " + e.getMessage());
        }
    }

    @Override
    public List<@Nullable Object> loadAll(String text) {
        try {
            var all = new ArrayList<@Nullable Object>();
            reader().loadAll(text).forEach(document -> all.add(value(document)));
            return all;
        } catch (YAMLException e) {
            throw new UserError("invalid YAML: " + e.getMessage());
        }
    }

    private static @Nullable Object value(@Nullable Object read) {
        return switch (read) {
            case Integer number -> (long) number;
            case BigInteger number -> Arithmetic.narrow(number);
            case java.util.Date date ->
                new Moment(java.time.LocalDateTime.ofInstant(date.toInstant(), java.time.ZoneOffset.UTC), null);
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<@Nullable Object, @Nullable Object>();
                map.forEach((key, item) -> copy.put(value(key), value(item)));
                yield copy;
            }
            case List<?> list -> {
                var copy = new ArrayList<@Nullable Object>();
                list.forEach(item -> copy.add(value(item)));
                yield copy;
            }
            case null, default -> read;
        };
    }

    @Override
    public String dump(@Nullable Object value, Style style) {
        var options = new DumperOptions();
        options.setIndent(style.indent());
        options.setWidth(style.width());
        options.setAllowUnicode(style.unicode());
        options.setExplicitStart(style.explicitStart());
        options.setExplicitEnd(style.explicitEnd());
        options.setDefaultFlowStyle(
                style.flow() == null
                        ? DumperOptions.FlowStyle.AUTO
                        : style.flow() ? DumperOptions.FlowStyle.FLOW : DumperOptions.FlowStyle.BLOCK);
        return new Yaml(new Representer(options), options).dump(style.sorted() ? sorted(value) : value);
    }

    private static @Nullable Object sorted(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                var keys = new ArrayList<@Nullable Object>(map.keySet());
                keys.sort(Compare.ascending());
                var copy = new LinkedHashMap<@Nullable Object, @Nullable Object>();
                keys.forEach(key -> copy.put(key, sorted(map.get(key))));
                yield copy;
            }
            case List<?> list -> {
                var copy = new ArrayList<@Nullable Object>();
                list.forEach(item -> copy.add(sorted(item)));
                yield copy;
            }
            case null, default -> value;
        };
    }
}
