package dev.muster.modules;

import dev.muster.step.Result;
import dev.muster.step.Script;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code getent}: entries of the node's databases, as facts {@code getent_DATABASE}. */
public final class GetentModule implements Module {

    private static final Set<String> WITH_COLONS = Set.of("passwd", "shadow", "group", "gshadow");

    private static final Parameters PARAMETERS = Parameters.builder()
            .str("database")
            .required()
            .str("key")
            .str("service")
            .str("split")
            .bool("fail_key", true)
            .build();

    private static final List<Script.Library> LIBRARIES = Libraries.of("getent");

    @Override
    public String name() {
        return "getent";
    }

    @Override
    public Parameters parameters() {
        return PARAMETERS;
    }

    @Override
    public Outcome start(Invocation call) {
        var arguments = call.arguments();
        var words = List.of(
                "database=" + arguments.str("database"),
                "key=" + arguments.str("key", ""),
                "has_key=" + SystemdModule.flag(arguments.has("key")),
                "service=" + arguments.str("service", ""));
        var script = Script.call(LIBRARIES, "m_getent", words).withEnvironment(call.environment());
        return Module.ask(script, answer -> read(Fields.of(answer), arguments));
    }

    private static Result read(Fields fields, Arguments arguments) {
        if (fields.failed()) {
            return fields.failure();
        }
        var database = arguments.str("database");
        var split = arguments.str("split", WITH_COLONS.contains(database) ? ":" : "");
        var entries = new LinkedHashMap<String, @Nullable Object>();
        return switch (fields.str("code")) {
            case "0" -> {
                var several = new HashSet<String>();
                new String(fields.body(), StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> !line.isEmpty())
                        .forEach(line -> add(line, split, entries, several));
                yield Result.ok().withFacts(PlatformFacts.facts("getent_" + database, entries));
            }
            case "1" -> Result.failed("Missing arguments, or database unknown.");
            case "2" -> {
                var message = "One or more supplied key could not be found in the database.";
                if (arguments.bool("fail_key")) {
                    yield Result.failed(message);
                }
                entries.put(arguments.str("key", ""), null);
                yield Result.ok().with("msg", message).withFacts(PlatformFacts.facts("getent_" + database, entries));
            }
            case "3" -> Result.failed("Enumeration not supported on this database.");
            default -> Result.failed("Unexpected failure!");
        };
    }

    /** A key that comes again has a list of its entries. */
    private static void add(
            String line, String split, LinkedHashMap<String, @Nullable Object> entries, Set<String> several) {
        var parts = split.isEmpty() ? FactSource.words(line) : List.of(line.split(Pattern.quote(split), -1));
        var key = parts.getFirst();
        var rest = List.copyOf(parts.subList(1, parts.size()));
        if (!entries.containsKey(key)) {
            entries.put(key, rest);
            return;
        }
        var list = new ArrayList<@Nullable Object>();
        if (several.add(key)) {
            list.add(entries.get(key));
        } else if (entries.get(key) instanceof List<?> before) {
            list.addAll(before);
        }
        list.add(rest);
        entries.put(key, list);
    }
}
