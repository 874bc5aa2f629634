package dev.muster.jinja;

import dev.muster.source.Nearest;
import dev.muster.source.UserError;
import dev.muster.value.Compare;
import dev.muster.value.Printing;
import dev.muster.value.Template;
import dev.muster.value.Truth;
import dev.muster.value.Tuple;
import dev.muster.value.Types;
import dev.muster.value.Undefined;
import dev.muster.value.UndefinedUse;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes closures of expressions: what can be decided beforehand is decided once, here. */
final class ExpressionCompiler {

    /** What to write in place of a template within a text. */
    private static final String IN_CONDITION = "use inline expressions: `\"{{ a_var }}\" == 42` becomes `a_var == 42`";

    private final CallCompiler calls;

    ExpressionCompiler(JinjaEngine engine, Spot spot) {
        this.calls = new CallCompiler(this, engine, spot);
    }

    CallCompiler calls() {
        return calls;
    }

    Code compile(Expr expr) {
        return compile(expr, false);
    }

    /**
     * @param asking whether whoever takes the value is content with an undefined one
     */
    Code compile(Expr expr, boolean asking) {
        return switch (expr) {
            case Expr.Constant constant -> constant(constant);
            case Expr.Name name -> name(name, asking);
            case Expr.TupleOf tuple -> {
                var items = all(tuple.items());
                yield frame -> Tuple.copyOf(values(items, frame));
            }
            case Expr.ListOf list -> {
                var items = all(list.items());
                yield frame -> values(items, frame);
            }
            case Expr.DictOf dict -> dict(dict);
            case Expr.Attribute attribute -> {
                var of = compile(attribute.of(), asking);
                var name = attribute.name();
                int at = attribute.at();
                yield frame -> {
                    var owner = of.in(frame);
                    return placed(Access.attribute(owner, name), owner, name, asking, at, frame);
                };
            }
            case Expr.Item item -> {
                var of = compile(item.of(), asking);
                var key = compile(item.key(), false);
                int at = item.at();
                yield frame -> {
                    var owner = of.in(frame);
                    var index = key.in(frame);
                    return placed(Access.item(owner, index), owner, index, asking, at, frame);
                };
            }
            case Expr.Slice slice -> slice(slice);
            case Expr.Call call -> calls.call(call);
            case Expr.Filter filter -> calls.filter(filter, asking);
            case Expr.Test test -> calls.test(test);
            case Expr.Not not -> {
                var of = compile(not.of());
                yield frame -> !Truth.of(of.in(frame));
            }
            case Expr.Sign sign -> {
                var of = compile(sign.of());
                yield placed(frame -> Arithmetic.sign(of.in(frame), sign.minus()), sign.at());
            }
            case Expr.And and -> {
                var left = compile(and.left());
                var right = compile(and.right());
                yield frame -> {
                    var value = left.in(frame);
                    return Truth.of(value) ? right.in(frame) : value;
                };
            }
            case Expr.Or or -> {
                var left = compile(or.left());
                var right = compile(or.right());
                yield frame -> {
                    var value = left.in(frame);
                    return Truth.of(value) ? value : right.in(frame);
                };
            }
            case Expr.Binary binary -> {
                var left = compile(binary.left());
                var right = compile(binary.right());
                var operator = binary.operator();
                yield placed(frame -> Arithmetic.apply(operator, left.in(frame), right.in(frame), frame), binary.at());
            }
            case Expr.Concat concat -> {
                var items = all(concat.items());
                yield frame -> {
                    var text = new StringBuilder();
                    for (var item : items) {
                        text.append(Printing.str(item.in(frame)));
                    }
                    frame.run().wrote(text.length());
                    return text.toString();
                };
            }
            case Expr.Comparison comparison -> comparison(comparison);
            case Expr.Choice choice -> choice(choice, asking);
        };
    }

    private List<Code> all(List<Expr> items) {
        return items.stream().map(this::compile).toList();
    }

    private static List<@Nullable Object> values(List<Code> items, Frame frame) {
        var values = new FreshList(items.size());
        for (var item : items) {
            values.add(item.in(frame));
        }
        return values;
    }

    private static Code placed(Code code, int at) {
        return frame -> {
            try {
                return code.in(frame);
            } catch (UserError e) {
                throw e.where() != null ? e : e.at(frame.position(at));
            }
        };
    }

    private static Code constant(Expr.Constant constant) {
        var value = constant.value();
        if (value instanceof String text && Template.looksLike(text)) {
            int at = constant.at();
            return frame -> frame.run().rendersConstants()
                    ? frame.run()
                            .engine()
                            .embedded(
                                    new Template(text, frame.position(at)),
                                    frame.run().variables(),
                                    IN_CONDITION)
                    : text;
        }
        return _ -> value;
    }

    private static Code name(Expr.Name expr, boolean asking) {
        var name = expr.name();
        if (asking) {
            return frame -> frame.run().current(frame.resolve(name));
        }
        return frame -> {
            var value = frame.run().current(frame.resolve(name));
            return value instanceof Undefined undefined ? explained(undefined, name, expr.at(), frame) : value;
        };
    }

    private static Undefined explained(Undefined undefined, String name, int at, Frame frame) {
        if (undefined.at() != null) {
            return undefined;
        }
        var hint = undefined.hint() != null
                ? undefined.hint()
                : Nearest.hint(name, frame.run().variables().names());
        return new Undefined(undefined.message(), hint, frame.position(at));
    }

    private static @Nullable Object placed(
            @Nullable Object value, @Nullable Object owner, @Nullable Object key, boolean asking, int at, Frame frame) {
        if (asking || !(value instanceof Undefined undefined) || undefined == owner || undefined.at() != null) {
            return frame.run().current(value);
        }
        String hint = undefined.hint();
        if (hint == null && owner instanceof Map<?, ?> map && key instanceof String name) {
            hint = Nearest.hint(
                    name,
                    map.keySet().stream()
                            .filter(String.class::isInstance)
                            .map(String.class::cast)
                            .toList());
        }
        return new Undefined(undefined.message(), hint, frame.position(at));
    }

    private Code dict(Expr.DictOf dict) {
        var keys = dict.entries().stream().map(entry -> compile(entry.key())).toList();
        var values =
                dict.entries().stream().map(entry -> compile(entry.value())).toList();
        return placed(
                frame -> {
                    var map = new FreshMap();
                    for (int i = 0; i < keys.size(); i++) {
                        map.put(
                                Access.knownKey(map, key(keys.get(i).in(frame))),
                                values.get(i).in(frame));
                    }
                    return map;
                },
                dict.at());
    }

    /** A value as a dictionary's key, which has to be hashable. */
    static @Nullable Object key(@Nullable Object key) {
        if (key instanceof Undefined undefined) {
            throw new UndefinedUse(undefined);
        }
        if (key instanceof Map || key instanceof List && !(key instanceof Tuple)) {
            throw new UserError("unhashable type: '" + Types.name(key) + "'");
        }
        return key;
    }

    private Code slice(Expr.Slice slice) {
        var of = compile(slice.of());
        var from = slice.from() == null ? null : compile(slice.from());
        var to = slice.to() == null ? null : compile(slice.to());
        var step = slice.step() == null ? null : compile(slice.step());
        return placed(
                frame -> Access.slice(
                        of.in(frame),
                        from == null ? null : from.in(frame),
                        to == null ? null : to.in(frame),
                        step == null ? null : step.in(frame)),
                slice.at());
    }

    private Code comparison(Expr.Comparison comparison) {
        var first = compile(comparison.first());
        if (comparison.rest().size() == 1) {
            var operand = comparison.rest().getFirst();
            var relation = operand.relation();
            var with = compile(operand.with());
            return placed(frame -> holds(relation, first.in(frame), with.in(frame)), comparison.at());
        }
        var relations = comparison.rest().stream().map(Expr.Operand::relation).toList();
        var operands = comparison.rest().stream().map(o -> compile(o.with())).toList();
        return placed(
                frame -> {
                    var left = first.in(frame);
                    for (int i = 0; i < relations.size(); i++) {
                        var right = operands.get(i).in(frame);
                        if (!holds(relations.get(i), left, right)) {
                            return false;
                        }
                        left = right;
                    }
                    return true;
                },
                comparison.at());
    }

    static boolean holds(Expr.Relation relation, @Nullable Object a, @Nullable Object b) {
        return switch (relation) {
            case EQUAL -> Compare.equal(a, b);
            case UNEQUAL -> !Compare.equal(a, b);
            case LESS -> ordered(a, b) && Compare.order(a, b, "<") < 0;
            case LESS_EQUAL -> ordered(a, b) && Compare.order(a, b, "<=") <= 0;
            case GREATER -> ordered(a, b) && Compare.order(a, b, ">") > 0;
            case GREATER_EQUAL -> ordered(a, b) && Compare.order(a, b, ">=") >= 0;
            case IN -> in(a, b);
            case NOT_IN -> !in(a, b);
        };
    }

    private static boolean ordered(@Nullable Object a, @Nullable Object b) {
        return !((Compare.isNaN(a) || Compare.isNaN(b)) && Types.isNumber(a) && Types.isNumber(b));
    }

    static boolean in(@Nullable Object value, @Nullable Object container) {
        switch (container) {
            case Undefined undefined -> throw new UndefinedUse(undefined);
            case String text -> {
                return switch (value) {
                    case String part -> text.contains(part);
                    case Undefined undefined -> throw new UndefinedUse(undefined);
                    case null, default ->
                        throw new UserError("'in <string>' requires string as left operand, not " + Types.name(value));
                };
            }
            case Map<?, ?> map -> {
                return map.containsKey(key(value));
            }
            case Iterable<?> items -> {
                if (value instanceof Undefined undefined) {
                    throw new UndefinedUse(undefined);
                }
                return Compare.contains(items, value);
            }
            case null, default ->
                throw new UserError("argument of type '" + Types.name(container) + "' is not iterable");
        }
    }

    private Code choice(Expr.Choice choice, boolean asking) {
        var test = compile(choice.test());
        calls.enterBranch();
        var then = compile(choice.then(), asking);
        var otherwise = choice.otherwise() == null ? null : compile(choice.otherwise(), asking);
        calls.leaveBranch();
        return frame -> {
            if (Truth.of(test.in(frame))) {
                return then.in(frame);
            }
            return otherwise != null ? otherwise.in(frame) : NoElse.NO_ELSE;
        };
    }
}
