package dev.muster.modules;

import dev.muster.modules.Parameters.Parameter;
import dev.muster.modules.Parameters.Rule;
import dev.muster.source.Nearest;
import dev.muster.source.UserError;
import dev.muster.value.Omit;
import dev.muster.value.Printing;
import dev.muster.value.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Applies a module's {@link Parameters} to what a task gives: aliases, defaults, types, choices and rules, in the order and with
 * the error texts of ansible-core's {@code ArgumentSpecValidator}. As there, the first thing wrong is the one reported.
 */
public final class ArgumentCheck {

    /** As {@link Parameters#freeForm}: arguments of any other name are taken too, as they are, such as the facts of {@code set_fact}. */
    static final String ANY_NAME = "*";

    private static final String RAW = "_raw_params";

    private final String module;
    private final Parameters parameters;
    private final Map<String, @Nullable Object> values = new LinkedHashMap<>();
    private final Map<String, String> aliases = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();

    private ArgumentCheck(String module, Parameters parameters) {
        this.module = module;
        this.parameters = parameters;
    }

    /**
     * What came of a check.
     *
     * @param arguments by their proper names, converted
     * @param warnings for the user
     * @param told every argument by each name that it was given or stands by, with null for what has no value
     */
    public record Checked(Arguments arguments, List<String> warnings, Told told) {

        /** The texts of arguments that must never be shown. */
        public List<String> secrets() {
            return told.secrets();
        }
    }

    /**
     * What a result may tell of the arguments of its call.
     *
     * @param values with defaults, converted as far as that is possible; null where there is no value
     * @param secrets the texts of those that must never be shown
     */
    public record Told(Map<String, @Nullable Object> values, List<String> secrets) {}

    /**
     * Checks one call.
     *
     * @param module the module's short name, for the error texts
     * @param given by the names the user wrote; templates are rendered; an {@link Omit} is as if it were not there
     * @throws UserError with Ansible's text and a hint
     */
    public static Checked check(String module, Parameters parameters, Map<String, ? extends @Nullable Object> given) {
        return new ArgumentCheck(module, parameters).run(given);
    }

    /** What a call that is refused tells of its arguments: as Ansible's, what is right with them is done all the same. */
    public static Told refused(String module, Parameters parameters, Map<String, ? extends @Nullable Object> given) {
        var check = new ArgumentCheck(module, parameters);
        check.take(given);
        var steps = new ArrayList<Runnable>(List.of(check::placeFreeForm, check::resolveAliases, check::defaults));
        parameters.all().values().forEach(parameter -> {
            steps.add(() -> check.convert(parameter));
            steps.add(() -> check.choose(parameter));
        });
        for (var step : steps) {
            try {
                step.run();
            } catch (UserError told) {
                // It is the reason of the refusal, or comes after it.
                continue;
            }
        }
        return check.told();
    }

    private void take(Map<String, ? extends @Nullable Object> given) {
        given.forEach((name, value) -> {
            if (value != Omit.OMIT) {
                values.put(name, value);
            }
        });
    }

    private void defaults() {
        parameters.all().values().stream()
                .filter(parameter -> parameter.byDefault() != null)
                .forEach(parameter -> values.putIfAbsent(parameter.name(), parameter.byDefault()));
    }

    private Told told() {
        var secrets = secrets();
        parameters.all().keySet().forEach(name -> values.putIfAbsent(name, null));
        return new Told(Collections.unmodifiableMap(values), secrets);
    }

    private Checked run(Map<String, ? extends @Nullable Object> given) {
        take(given);
        placeFreeForm();
        resolveAliases();
        exclusive();
        defaults();
        required();
        parameters.all().values().forEach(this::convert);
        parameters.all().values().forEach(this::choose);
        dependencies();
        unsupported();
        return new Checked(new Arguments(ordered()), List.copyOf(warnings), told());
    }

    private void placeFreeForm() {
        if (!values.containsKey(RAW) || parameters.all().containsKey(RAW)) {
            return;
        }
        var goesTo = parameters.freeForm();
        if (goesTo == null || goesTo.equals(ANY_NAME)) {
            throw new UserError("Action 'ansible.builtin." + module + "' does not support raw params.")
                    .hint("write the arguments as 'name: value' below '" + module + ":'");
        }
        values.put(goesTo, values.remove(RAW));
    }

    private void resolveAliases() {
        for (var parameter : parameters.all().values()) {
            for (var alias : parameter.aliases()) {
                aliases.put(alias, parameter.name());
                if (values.containsKey(alias)) {
                    if (values.containsKey(parameter.name())) {
                        warnings.add("Both option " + parameter.name() + " and its alias " + alias + " are set.");
                    }
                    values.put(parameter.name(), values.get(alias));
                }
            }
        }
    }

    private void exclusive() {
        var broken = new ArrayList<String>();
        for (var rule : parameters.rules()) {
            if (rule instanceof Rule.MutuallyExclusive(var names) && countGiven(names) > 1) {
                broken.add(String.join("|", names));
            }
        }
        if (!broken.isEmpty()) {
            throw new UserError("parameters are mutually exclusive: " + String.join(", ", broken))
                    .hint("keep one of them");
        }
    }

    private void required() {
        var missing = parameters.all().values().stream()
                .filter(parameter -> parameter.required() && !values.containsKey(parameter.name()))
                .map(Parameter::name)
                .sorted()
                .toList();
        if (missing.isEmpty()) {
            return;
        }
        var unknown = unknown();
        var slip = unknown.stream().map(this::nearest).filter(Objects::nonNull).findFirst();
        throw new UserError("missing required arguments: " + String.join(", ", missing))
                .hint(slip.orElse("add '" + missing.getFirst() + ": ...' below '" + module + ":'"));
    }

    private void convert(Parameter parameter) {
        var name = parameter.name();
        if (!values.containsKey(name)) {
            return;
        }
        var value = values.get(name);
        if (value == null && !parameter.required() && parameter.byDefault() == null) {
            return;
        }
        try {
            var converted = Conversion.to(parameter.type(), value);
            values.put(name, parameter.elements() == null ? converted : elements(parameter, converted));
        } catch (Conversion.Failed e) {
            throw new UserError("argument '" + name + "' is of type " + Types.name(value)
                    + " and we were unable to convert to " + Conversion.word(parameter.type()) + ": "
                    + e.getMessage());
        }
    }

    private List<@Nullable Object> elements(Parameter parameter, @Nullable Object list) {
        var type = Objects.requireNonNull(parameter.elements());
        var converted = new ArrayList<@Nullable Object>();
        for (var item : (List<?>) Objects.requireNonNull(list)) {
            try {
                converted.add(Conversion.to(type, item));
            } catch (Conversion.Failed e) {
                throw new UserError("Elements value for option '" + parameter.name() + "' is of type "
                        + Types.name(item) + " and we were unable to convert to " + Conversion.word(type)
                        + ": " + e.getMessage());
            }
        }
        return converted;
    }

    private void choose(Parameter parameter) {
        var choices = parameter.choices();
        var name = parameter.name();
        if (choices.isEmpty() || !values.containsKey(name) || values.get(name) == null) {
            return;
        }
        if (values.get(name) instanceof List<?> list) {
            var strangers =
                    list.stream().filter(item -> !choices.contains(item)).toList();
            if (!strangers.isEmpty()) {
                var texts = strangers.stream().map(Printing::str).toList();
                throw new UserError("value of " + name + " must be one or more of: " + String.join(", ", choices)
                                + ". Got no match for: " + String.join(", ", texts))
                        .hint(Nearest.hint(texts.getFirst(), choices));
            }
            return;
        }
        var text = Printing.str(values.get(name));
        if (choices.contains(text)) {
            values.put(name, parameter.type() == Parameters.Type.INT ? values.get(name) : text);
            return;
        }
        // YAML 1.1 reads a bare yes or no as a truth value; where a single choice can be meant, it is.
        var meant = choices.stream()
                .filter(choice -> text.equals("True") ? Conversion.isTrue(choice) : Conversion.isFalse(choice))
                .toList();
        if ((text.equals("True") || text.equals("False")) && meant.size() == 1) {
            values.put(name, meant.getFirst());
            return;
        }
        throw new UserError("value of " + name + " must be one of: " + String.join(", ", choices) + ", got: " + text)
                .hint(Nearest.hint(text, choices));
    }

    private void dependencies() {
        for (var rule : parameters.rules()) {
            if (rule instanceof Rule.RequiredTogether(var names)
                    && countGiven(names) > 0
                    && countGiven(names) < names.size()) {
                throw new UserError("parameters are required together: " + String.join(", ", names));
            }
        }
        for (var rule : parameters.rules()) {
            if (rule instanceof Rule.RequiredOneOf(var names) && countGiven(names) == 0) {
                throw new UserError("one of the following is required: " + String.join(", ", names));
            }
        }
        for (var rule : parameters.rules()) {
            if (rule instanceof Rule.RequiredIf requiredIf) {
                requiredIf(requiredIf);
            }
        }
        for (var rule : parameters.rules()) {
            if (rule instanceof Rule.RequiredBy(var name, var needs) && values.get(name) != null) {
                var missing =
                        needs.stream().filter(need -> values.get(need) == null).toList();
                if (!missing.isEmpty()) {
                    throw new UserError(
                            "missing parameter(s) required by '" + name + "': " + String.join(", ", missing));
                }
            }
        }
    }

    private void requiredIf(Rule.RequiredIf rule) {
        if (!Objects.equals(values.get(rule.name()), rule.value())) {
            return;
        }
        var missing =
                rule.needs().stream().filter(need -> !values.containsKey(need)).toList();
        if (!missing.isEmpty()
                && (!rule.anyOf() || missing.size() == rule.needs().size())) {
            throw new UserError(rule.name() + " is " + Printing.str(rule.value()) + " but "
                    + (rule.anyOf() ? "any" : "all") + " of the following are missing: "
                    + String.join(", ", missing));
        }
    }

    private void unsupported() {
        var unknown = unknown();
        if (unknown.isEmpty() || ANY_NAME.equals(parameters.freeForm())) {
            return;
        }
        var supported = String.join(", ", new TreeSet<>(parameters.all().keySet()));
        var alsoKnownAs = aliases.isEmpty() ? "" : " (" + String.join(", ", new TreeSet<>(aliases.keySet())) + ")";
        throw new UserError("Unsupported parameters for (" + module + ") module: " + String.join(", ", unknown)
                        + ". Supported parameters include: " + supported + alsoKnownAs + ".")
                .hint(unknown.stream()
                        .map(this::nearest)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null));
    }

    private TreeSet<String> unknown() {
        return values.keySet().stream()
                .filter(name -> !parameters.all().containsKey(name) && !aliases.containsKey(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private @Nullable String nearest(String name) {
        var known = new ArrayList<>(parameters.all().keySet());
        known.addAll(aliases.keySet());
        known.removeIf(word -> word.startsWith("_"));
        return Nearest.hint(name, known);
    }

    private long countGiven(List<String> names) {
        return names.stream().distinct().filter(values::containsKey).count();
    }

    private Map<String, @Nullable Object> ordered() {
        var ordered = new LinkedHashMap<String, @Nullable Object>();
        parameters.all().keySet().stream()
                .filter(name -> values.get(name) != null
                        || parameters.all().get(name).type() == Parameters.Type.RAW && values.containsKey(name))
                .forEach(name -> ordered.put(name, values.get(name)));
        if (ANY_NAME.equals(parameters.freeForm())) {
            unknown().forEach(name -> ordered.put(name, values.get(name)));
        }
        return ordered;
    }

    private List<String> secrets() {
        var secrets = new ArrayList<String>();
        parameters.all().values().stream()
                .filter(Parameter::noLog)
                .map(parameter -> values.get(parameter.name()))
                .forEach(value -> collect(value, secrets));
        return List.copyOf(secrets);
    }

    private static void collect(@Nullable Object value, List<String> into) {
        switch (value) {
            case null -> {}
            case Map<?, ?> map -> map.values().forEach(item -> collect(item, into));
            case List<?> list -> list.forEach(item -> collect(item, into));
            case Boolean _ -> {}
            default -> into.add(Printing.str(value));
        }
    }
}
