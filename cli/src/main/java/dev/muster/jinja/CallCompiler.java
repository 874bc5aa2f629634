package dev.muster.jinja;

import dev.muster.source.Nearest;
import dev.muster.source.UserError;
import dev.muster.value.Printing;
import dev.muster.value.Template;
import dev.muster.value.Truth;
import dev.muster.value.Types;
import dev.muster.value.Undefined;
import dev.muster.value.UndefinedUse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes closures of calls, filters and tests, with ansible-core's rules for undefined arguments. */
final class CallCompiler {

    /** What to write in place of a template within a text. */
    private static final String IN_LOOKUP =
            "use inline expressions: `{{ lookup('env', '{{ a_var }}') }}` becomes `{{ lookup('env', a_var) }}`";

    /** Filters and tests that ask about undefined values and do not complain, so that no place and hint need be found. */
    private static final Set<String> ASKING = Set.of("default", "d", "defined", "undefined");

    private static final Set<String> LOOKUPS = Set.of("lookup", "query", "q");

    private final ExpressionCompiler expressions;
    private final JinjaEngine engine;
    private final Spot spot;
    /** How many branches are open that may never be taken; an unknown filter in one is an error only when it is reached. */
    private int branches;

    CallCompiler(ExpressionCompiler expressions, JinjaEngine engine, Spot spot) {
        this.expressions = expressions;
        this.engine = engine;
        this.spot = spot;
    }

    void enterBranch() {
        branches++;
    }

    void leaveBranch() {
        branches--;
    }

    private Code compile(Expr expr) {
        return expressions.compile(expr, false);
    }

    private List<Code> all(List<Expr> items) {
        return items.stream().map(this::compile).toList();
    }

    /** What stands for a filter or test that does not exist. */
    private Code unknown(String kind, String name, Collection<String> known, int at) {
        var missing = "No " + kind + " named '" + name + "'";
        var hint = Nearest.hint(name, known);
        if (branches == 0) {
            throw spot.error(at, missing + ".").hint(hint);
        }
        return frame -> {
            throw frame.error(at, missing + " found.").hint(hint);
        };
    }

    /** The arguments of a call as closures. */
    record GivenCode(
            List<Code> positional,
            Map<String, Code> named,
            @Nullable Code rest,
            @Nullable Code namedRest) {

        /** Whether all arguments are given by position. */
        boolean isDirect() {
            return named.isEmpty() && rest == null && namedRest == null;
        }

        Arguments in(Frame frame, int leading) {
            if (isDirect()) {
                if (positional.isEmpty() && leading == 0) {
                    return Arguments.NOTHING;
                }
                var values = new ArrayList<@Nullable Object>(positional.size() + leading);
                fill(values, frame, leading);
                return new Arguments(values, Map.of());
            }
            var values = new ArrayList<@Nullable Object>();
            fill(values, frame, leading);
            var names = new LinkedHashMap<String, @Nullable Object>();
            named.forEach((name, code) -> names.put(name, code.in(frame)));
            if (rest != null) {
                values.addAll(Sequences.of(rest.in(frame)));
            }
            if (namedRest != null) {
                var more = namedRest.in(frame);
                if (!(more instanceof Map<?, ?> map)) {
                    throw new UserError("argument after ** must be a mapping, not " + Types.name(more));
                }
                map.forEach((name, value) -> names.put(Printing.str(name), value));
            }
            return new Arguments(values, names);
        }

        private void fill(List<@Nullable Object> values, Frame frame, int leading) {
            for (int i = 0; i < leading; i++) {
                values.add(null);
            }
            for (var code : positional) {
                values.add(code.in(frame));
            }
        }
    }

    GivenCode given(Expr.Given given) {
        var named = new LinkedHashMap<String, Code>();
        given.named().forEach(argument -> named.put(argument.name(), compile(argument.value())));
        return new GivenCode(
                all(given.positional()),
                named,
                given.rest() == null ? null : compile(given.rest()),
                given.namedRest() == null ? null : compile(given.namedRest()));
    }

    Code call(Expr.Call call) {
        var callee = compile(call.callee());
        boolean lookup = call.callee() instanceof Expr.Name name && LOOKUPS.contains(name.name());
        var given = lookup ? lookupTerms(call.given()) : given(call.given());
        int at = call.at();
        return frame -> called(callee.in(frame), given.in(frame, 0), at, frame);
    }

    /** Strings among the terms of a lookup may be templates: they stand in the project's own text. */
    private GivenCode lookupTerms(Expr.Given given) {
        var plain = given(given);
        var positional = new ArrayList<Code>();
        for (var expr : given.positional()) {
            var code = plain.positional().get(positional.size());
            boolean isTemplate = expr instanceof Expr.Constant(var value, var _)
                    && value instanceof String text
                    && Template.looksLike(text);
            positional.add(
                    !isTemplate
                            ? code
                            : frame -> frame.run()
                                    .engine()
                                    .embedded(
                                            new Template(
                                                    String.valueOf(((Expr.Constant) expr).value()),
                                                    frame.position(expr.at())),
                                            frame.run().variables(),
                                            IN_LOOKUP));
        }
        return new GivenCode(positional, plain.named(), plain.rest(), plain.namedRest());
    }

    /** Calls a value as ansible-core does: an undefined argument is the result. */
    static @Nullable Object called(@Nullable Object callee, Arguments arguments, int at, Frame frame) {
        // What is undefined is undefined when it is called, too, and may still be defaulted.
        if (callee instanceof Undefined) {
            return callee;
        }
        if (!(callee instanceof Callable function)) {
            throw frame.error(at, "'" + Types.name(callee) + "' object is not callable");
        }
        if (!function.acceptsUndefined()) {
            var undefined = arguments.firstUndefined();
            if (undefined != null) {
                return undefined;
            }
        }
        try {
            return function.call(arguments, frame);
        } catch (UndefinedUse use) {
            return use.undefined();
        } catch (UserError e) {
            throw e.where() != null ? e : e.at(frame.position(at));
        }
    }

    Code filter(Expr.Filter expr, boolean asking) {
        if (expr.of() == null) {
            throw new IllegalStateException("a filter block's innermost operand is given by the block");
        }
        return filter(expr, expressions.compile(expr.of(), asking || ASKING.contains(expr.name())));
    }

    /** A filter with an operand that is compiled already. */
    Code filter(Expr.Filter expr, Code of) {
        var filter = engine.filter(expr.name());
        var given = given(expr.given());
        int at = expr.at();
        if (filter == null) {
            return unknown("filter", expr.name(), engine.filterNames(), at);
        }
        if (expr.name().equals("ternary")
                && given.isDirect()
                && given.positional().size() >= 2) {
            return ternary(of, given);
        }
        return frame -> {
            var first = of.in(frame);
            var arguments = given.in(frame, 1);
            arguments.positional().set(0, first);
            return applied("filter", filter, arguments, at, frame);
        };
    }

    /** The filter {@code ternary}, which ansible-core lets choose before the error of what is not chosen counts. */
    private static Code ternary(Code of, GivenCode given) {
        var choices = given.positional();
        return frame -> {
            var value = of.in(frame);
            if (value == null && choices.size() > 2) {
                var none = choices.get(2).in(frame);
                if (none != null) {
                    return none;
                }
            }
            return choices.get(Truth.of(value) ? 0 : 1).in(frame);
        };
    }

    /** The filters of a block or an assignment over an operand. */
    Code chain(Expr filters, Code operand) {
        if (!(filters instanceof Expr.Filter filter)) {
            throw new IllegalStateException("a block's filters are filters");
        }
        return filter(filter, filter.of() == null ? operand : chain(filter.of(), operand));
    }

    /** @param kind filter or test */
    static @Nullable Object applied(String kind, Filter filter, Arguments arguments, int at, Frame frame) {
        if (!filter.acceptsUndefined()) {
            var undefined = arguments.firstUndefined();
            if (undefined != null) {
                return undefined;
            }
        }
        try {
            return filter.apply(arguments, frame);
        } catch (UndefinedUse use) {
            return use.undefined();
        } catch (UserError e) {
            var told = ErrorTexts.ofPlugin(kind, filter.name(), e);
            // A filter that another one applies stands at no place of its own.
            throw told.where() != null || at < 0 ? told : told.at(frame.position(at));
        }
    }

    Code test(Expr.Test expr) {
        var test = engine.test(expr.name());
        int at = expr.at();
        if (test == null) {
            return unknown("test", expr.name(), engine.testNames(), at);
        }
        var of = expressions.compile(expr.of(), ASKING.contains(expr.name()));
        var given = given(expr.given());
        return frame -> {
            var first = of.in(frame);
            var arguments = given.in(frame, 1);
            arguments.positional().set(0, first);
            var result = applied("test", test, arguments, at, frame);
            return result instanceof Undefined ? result : (Object) Truth.of(result);
        };
    }
}
