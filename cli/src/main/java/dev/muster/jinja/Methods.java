package dev.muster.jinja;

import dev.muster.value.Tuple;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The methods of texts, lists, dictionaries and numbers that templates may call. Whatever is not here does not exist. */
final class Methods {

    private static final Map<String, Function> TEXT = new Table().addAll(TextMethods::register).methods;
    private static final Map<String, Function> LIST = new Table().addAll(ContainerMethods::list).methods;
    private static final Map<String, Function> TUPLE = new Table().addAll(ContainerMethods::sequence).methods;
    private static final Map<String, Function> DICT = new Table().addAll(ContainerMethods::dict).methods;
    private static final Map<String, Function> INTEGER = new Table().addAll(Methods::integer).methods;
    private static final Map<String, Function> FLOAT = new Table().addAll(Methods::real).methods;

    private Methods() {}

    /** A table under construction: a method a line, with its object as the first parameter. */
    static final class Table {

        private final Map<String, Function> methods = new HashMap<>();

        Table add(String name, String parameters, Call.Body body) {
            methods.put(name, Function.of(name, parameters, body));
            return this;
        }

        private Table addAll(java.util.function.Consumer<Table> source) {
            source.accept(this);
            return this;
        }
    }

    /** A method of a value, bound to it, or {@link Attributed#MISSING}. */
    static @Nullable Object of(@Nullable Object value, String name) {
        var methods = switch (value) {
            case String _ -> TEXT;
            case Map<?, ?> _ -> DICT;
            case Tuple _ -> TUPLE;
            case Range _ -> TUPLE;
            case List<?> _ -> LIST;
            case Long _, BigInteger _, Boolean _ -> INTEGER;
            case Double _ -> FLOAT;
            case null, default -> Map.<String, Function>of();
        };
        var method = methods.get(name);
        return method == null ? Attributed.MISSING : method.bound(value);
    }

    private static void integer(Table table) {
        table.add("bit_length", "self", call -> (long) big(call).abs().bitLength())
                .add(
                        "__and__",
                        "self, other",
                        call -> Arithmetic.narrow(big(call).and(other(call))))
                .add(
                        "__or__",
                        "self, other",
                        call -> Arithmetic.narrow(big(call).or(other(call))))
                .add(
                        "__xor__",
                        "self, other",
                        call -> Arithmetic.narrow(big(call).xor(other(call))))
                .add("__lshift__", "self, other", call -> {
                    call.run().admit(call.integer(1));
                    return Arithmetic.narrow(big(call).shiftLeft(Math.max(0, call.integer(1))));
                })
                .add(
                        "__rshift__",
                        "self, other",
                        call -> Arithmetic.narrow(big(call).shiftRight(Math.max(0, call.integer(1)))));
    }

    private static BigInteger big(Call call) {
        return Arithmetic.big(java.util.Objects.requireNonNull(call.get(0)));
    }

    private static BigInteger other(Call call) {
        return call.get(1) instanceof BigInteger big ? big : BigInteger.valueOf(call.integer(1));
    }

    private static void real(Table table) {
        table.add("is_integer", "self", call -> call.get(0) instanceof Double number && number == Math.rint(number));
    }
}
