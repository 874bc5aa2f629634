package dev.muster.modules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The arguments that a module takes: Ansible's argument spec. Built once per module; {@link Arguments#check} applies it.
 *
 * @param all by name, in the order of the documentation
 * @param rules how arguments depend on one another
 * @param freeForm the argument that a task's bare text goes to ({@code _raw_params}), or null when there is none
 */
public record Parameters(
        Map<String, Parameter> all,
        List<Rule> rules,
        @Nullable String freeForm) {

    /** Ansible's types of arguments. {@code PATH} expands {@code ~} and variables on the node. */
    public enum Type {
        STR,
        INT,
        FLOAT,
        BOOL,
        LIST,
        DICT,
        PATH,
        RAW,
        BYTES,
        JSONARG
    }

    /**
     * One argument.
     *
     * @param elements the type of a list's items, or null
     * @param byDefault the value when it is not given, or null for none
     * @param choices the only values allowed, or empty
     * @param noLog whether its value is a secret
     */
    public record Parameter(
            String name,
            Type type,
            @Nullable Type elements,
            boolean required,
            @Nullable Object byDefault,
            List<String> choices,
            List<String> aliases,
            boolean noLog) {}

    /** How arguments depend on one another; the texts of errors are Ansible's. */
    public sealed interface Rule {
        record MutuallyExclusive(List<String> names) implements Rule {}

        record RequiredOneOf(List<String> names) implements Rule {}

        record RequiredTogether(List<String> names) implements Rule {}

        record RequiredIf(String name, Object value, List<String> needs, boolean anyOf) implements Rule {}

        record RequiredBy(String name, List<String> needs) implements Rule {}
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects parameters; {@code aliases}, {@code choices} and the like speak of the one added last. */
    public static final class Builder {

        private final Map<String, Parameter> all = new LinkedHashMap<>();
        private final List<Rule> rules = new ArrayList<>();
        private @Nullable String freeForm;
        private String last = "";

        private Builder() {}

        public Builder add(String name, Type type) {
            last = name;
            all.put(name, new Parameter(name, type, null, false, null, List.of(), List.of(), false));
            return this;
        }

        public Builder str(String name) {
            return add(name, Type.STR);
        }

        public Builder path(String name) {
            return add(name, Type.PATH);
        }

        public Builder bool(String name, boolean byDefault) {
            return add(name, Type.BOOL).byDefault(byDefault);
        }

        public Builder list(String name, Type elements) {
            add(name, Type.LIST);
            return change(p ->
                    new Parameter(p.name, p.type, elements, p.required, p.byDefault, p.choices, p.aliases, p.noLog));
        }

        public Builder required() {
            return change(
                    p -> new Parameter(p.name, p.type, p.elements, true, p.byDefault, p.choices, p.aliases, p.noLog));
        }

        public Builder byDefault(Object value) {
            return change(
                    p -> new Parameter(p.name, p.type, p.elements, p.required, value, p.choices, p.aliases, p.noLog));
        }

        public Builder choices(String... values) {
            return change(p -> new Parameter(
                    p.name, p.type, p.elements, p.required, p.byDefault, List.of(values), p.aliases, p.noLog));
        }

        public Builder aliases(String... names) {
            return change(p -> new Parameter(
                    p.name, p.type, p.elements, p.required, p.byDefault, p.choices, List.of(names), p.noLog));
        }

        public Builder noLog() {
            return change(p ->
                    new Parameter(p.name, p.type, p.elements, p.required, p.byDefault, p.choices, p.aliases, true));
        }

        public Builder rule(Rule rule) {
            rules.add(rule);
            return this;
        }

        public Builder freeForm(String name) {
            freeForm = name;
            return this;
        }

        /** Adds every parameter and rule of another builder, such as the attributes that all file modules share. */
        public Builder with(Parameters others) {
            all.putAll(others.all);
            rules.addAll(others.rules);
            return this;
        }

        private Builder change(java.util.function.UnaryOperator<Parameter> how) {
            all.computeIfPresent(last, (_, parameter) -> how.apply(parameter));
            return this;
        }

        public Parameters build() {
            return new Parameters(
                    java.util.Collections.unmodifiableMap(new LinkedHashMap<>(all)), List.copyOf(rules), freeForm);
        }
    }
}
