package dev.muster.jinja;

import dev.muster.jinja.Action.Flow;
import dev.muster.jinja.Stmt.Target;
import dev.muster.source.UserError;
import dev.muster.value.Truth;
import dev.muster.value.Types;
import dev.muster.value.Undefined;
import dev.muster.value.UndefinedUse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes closures of statements. */
final class StatementCompiler {

    private final Spot spot;
    private final ExpressionCompiler expressions;
    private final Map<String, Compiled.CompiledBlock> blocks = new LinkedHashMap<>();
    /** How many blocks are open here. */
    private int openBlocks;

    StatementCompiler(JinjaEngine engine, Spot spot) {
        this.spot = spot;
        this.expressions = new ExpressionCompiler(engine, spot);
    }

    List<Action> compile(List<Stmt> statements) {
        return statements.stream().map(this::compile).toList();
    }

    /** The blocks that were met, in order. */
    Map<String, Compiled.CompiledBlock> blocks() {
        return blocks;
    }

    private Action body(List<Stmt> statements) {
        return Action.all(compile(statements));
    }

    private Action compile(Stmt statement) {
        return switch (statement) {
            case Stmt.Data data -> {
                var text = data.text();
                yield (frame, out) -> {
                    out.data(text);
                    return Flow.ON;
                };
            }
            case Stmt.Print print -> {
                var value = expressions.compile(print.value());
                yield (frame, out) -> {
                    out.value(value.in(frame));
                    return Flow.ON;
                };
            }
            case Stmt.If choice -> choice(choice);
            case Stmt.For loop -> loop(loop);
            case Stmt.Set set -> {
                var value = expressions.compile(set.value());
                yield (frame, out) -> {
                    assign(set.target(), value.in(frame), frame);
                    return Flow.ON;
                };
            }
            case Stmt.SetBlock set -> {
                var body = captured(set.body());
                var value = set.filters() == null ? body : expressions.calls().chain(set.filters(), body);
                yield (frame, out) -> {
                    assign(set.target(), value.in(frame), frame);
                    return Flow.ON;
                };
            }
            case Stmt.With with -> with(with);
            case Stmt.MacroOf macro -> {
                var parameters = parameters(macro.parameters());
                var body = body(macro.body());
                yield (frame, out) -> {
                    frame.set(macro.name(), new Macro(macro.name(), parameters, macro.rest(), body, frame));
                    return Flow.ON;
                };
            }
            case Stmt.CallBlock call -> callBlock(call);
            case Stmt.FilterBlock filter -> {
                var value = expressions.calls().chain(filter.filters(), captured(filter.body()));
                yield (frame, out) -> {
                    out.value(value.in(frame));
                    return Flow.ON;
                };
            }
            case Stmt.Block block -> block(block);
            case Stmt.Extends parent -> {
                var name = expressions.compile(parent.template());
                yield (frame, out) -> {
                    var source = load(name.in(frame), parent.at(), frame);
                    document(frame)
                            .extend(
                                    frame.run()
                                            .engine()
                                            .compiled(source, frame.run().settings()),
                                    source);
                    return Flow.ON;
                };
            }
            case Stmt.Include include -> include(include);
            case Stmt.Import imported -> {
                var name = expressions.compile(imported.template());
                yield (frame, out) -> {
                    frame.set(imported.name(), module(name.in(frame), imported.withContext(), imported.at(), frame));
                    return Flow.ON;
                };
            }
            case Stmt.FromImport imported -> fromImport(imported);
            case Stmt.Do action -> {
                var value = expressions.compile(action.expression());
                yield (frame, out) -> {
                    value.in(frame);
                    return Flow.ON;
                };
            }
            case Stmt.Break _ -> (frame, out) -> Flow.BREAK;
            case Stmt.Continue _ -> (frame, out) -> Flow.CONTINUE;
            case Stmt.Scope scope -> {
                var body = body(scope.body());
                yield (frame, out) -> body.run(frame.inner(), out);
            }
        };
    }

    private static Document document(Frame frame) {
        return java.util.Objects.requireNonNull(frame.document(), "statements stand in a document");
    }

    /** What statements write, as a value. */
    private Code captured(List<Stmt> statements) {
        var body = body(statements);
        return frame -> {
            var out = new Output(frame.run());
            try {
                body.run(frame.inner(), out);
            } catch (UndefinedUse use) {
                return use.undefined();
            }
            return out.result();
        };
    }

    private Action choice(Stmt.If choice) {
        var tests = choice.branches().stream()
                .map(branch -> expressions.compile(branch.test()))
                .toList();
        expressions.calls().enterBranch();
        var bodies =
                choice.branches().stream().map(branch -> body(branch.body())).toList();
        var otherwise = body(choice.otherwise());
        expressions.calls().leaveBranch();
        return (frame, out) -> {
            for (int i = 0; i < tests.size(); i++) {
                if (Truth.of(tests.get(i).in(frame))) {
                    return bodies.get(i).run(frame, out);
                }
            }
            return otherwise.run(frame, out);
        };
    }

    private void assign(Target target, @Nullable Object value, Frame frame) {
        switch (target) {
            case Target.Variable variable -> frame.set(variable.name(), value);
            case Target.Member member -> {
                if (!(frame.resolve(member.namespace()) instanceof Namespace namespace)) {
                    throw frame.error(member.at(), "cannot assign attribute on non-namespace object");
                }
                namespace.set(member.attribute(), value);
            }
            case Target.Several several -> {
                List<? extends @Nullable Object> values;
                try {
                    values = List.copyOf(wrapped(value));
                } catch (UserError e) {
                    throw frame.error(several.at(), "cannot unpack non-iterable " + Types.name(value) + " object");
                }
                int wanted = several.targets().size();
                if (values.size() > wanted) {
                    throw frame.error(several.at(), "too many values to unpack (expected " + wanted + ")");
                }
                if (values.size() < wanted) {
                    throw frame.error(
                            several.at(),
                            "not enough values to unpack (expected " + wanted + ", got " + values.size() + ")");
                }
                for (int i = 0; i < wanted; i++) {
                    assign(
                            several.targets().get(i),
                            ((Cell) java.util.Objects.requireNonNull(values.get(i))).value,
                            frame);
                }
            }
        }
    }

    /** A value that may be null in a list that may not hold null. */
    private record Cell(@Nullable Object value) {}

    private static List<Cell> wrapped(@Nullable Object value) {
        var cells = new ArrayList<Cell>();
        for (var item : Sequences.of(value)) {
            cells.add(new Cell(item));
        }
        return cells;
    }

    private Action loop(Stmt.For loop) {
        var items = expressions.compile(loop.items());
        var filter = loop.filter() == null ? null : expressions.compile(loop.filter());
        var turns = new Turns(
                loop.target(), filter, body(loop.body()), body(loop.otherwise()), loop.recursive(), loop.at());
        return (frame, out) -> turns.over(items.in(frame), 1, frame, out);
    }

    /** The turns of a loop. */
    private final class Turns {

        private final Target target;
        private final @Nullable Code filter;
        private final Action body;
        private final Action otherwise;
        private final boolean recursive;
        private final int at;

        Turns(Target target, @Nullable Code filter, Action body, Action otherwise, boolean recursive, int at) {
            this.target = target;
            this.filter = filter;
            this.body = body;
            this.otherwise = otherwise;
            this.recursive = recursive;
            this.at = at;
        }

        Flow over(@Nullable Object value, int depth, Frame around, Output out) {
            var run = around.run();
            List<? extends @Nullable Object> items;
            try {
                var all = Sequences.of(value);
                items = filter == null
                        ? (all instanceof List<?> list ? list : new ArrayList<@Nullable Object>(all))
                        : filtered(all, around);
            } catch (UserError e) {
                throw e.where() != null ? e : e.at(around.position(at));
            }
            Loop.Recursion recursion = recursive ? (more, deeper) -> recursed(more, deeper, around) : null;
            var loop = new Loop(items, depth, recursion);
            for (var item : items) {
                run.step();
                loop.turn();
                var frame = around.inner();
                frame.set("loop", loop);
                assign(target, item, frame);
                if (body.run(frame, out) == Flow.BREAK) {
                    break;
                }
            }
            if (items.isEmpty()) {
                return otherwise.run(around.inner(), out);
            }
            return Flow.ON;
        }

        private List<@Nullable Object> filtered(Iterable<? extends @Nullable Object> all, Frame around) {
            var kept = new ArrayList<@Nullable Object>();
            for (var item : all) {
                around.run().step();
                var frame = around.inner();
                assign(target, item, frame);
                if (Truth.of(java.util.Objects.requireNonNull(filter).in(frame))) {
                    kept.add(item);
                }
            }
            return kept;
        }

        private @Nullable Object recursed(@Nullable Object more, int depth, Frame around) {
            var run = around.run();
            var out = new Output(run);
            run.enter();
            try {
                over(more, depth, around, out);
            } catch (UndefinedUse use) {
                return use.undefined();
            } finally {
                run.leave();
            }
            return out.result();
        }
    }

    private Action with(Stmt.With with) {
        var values = with.bindings().stream()
                .map(binding -> expressions.compile(binding.value()))
                .toList();
        var body = body(with.body());
        return (frame, out) -> {
            // The values see the scope around, not one another.
            var inner = frame.inner();
            for (int i = 0; i < values.size(); i++) {
                assign(with.bindings().get(i).target(), values.get(i).in(frame), inner);
            }
            return body.run(inner, out);
        };
    }

    private List<Macro.Parameter> parameters(List<Stmt.Parameter> parameters) {
        return parameters.stream()
                .map(p ->
                        new Macro.Parameter(p.name(), p.standard() == null ? null : expressions.compile(p.standard())))
                .toList();
    }

    private Action callBlock(Stmt.CallBlock block) {
        var parameters = parameters(block.parameters());
        var body = body(block.body());
        var callee = expressions.compile(block.call().callee());
        var given = expressions.calls().given(block.call().given());
        int at = block.call().at();
        return (frame, out) -> {
            var caller = new Macro("caller", parameters, block.rest(), body, frame);
            var arguments = given.in(frame, 0);
            var named = new LinkedHashMap<String, @Nullable Object>(arguments.named());
            named.put("caller", caller);
            out.value(CallCompiler.called(callee.in(frame), new Arguments(arguments.positional(), named), at, frame));
            return Flow.ON;
        };
    }

    private Action block(Stmt.Block block) {
        var name = block.name();
        if (blocks.containsKey(name)) {
            throw spot.error(block.at(), "block '" + name + "' defined twice");
        }
        // The name is taken before the body is compiled, since a body that holds a block of its own name is an error
        // too.
        blocks.put(name, new Compiled.CompiledBlock((frame, out) -> Flow.ON, block.required()));
        boolean nested = openBlocks > 0;
        openBlocks++;
        var body = body(block.body());
        openBlocks--;
        blocks.put(name, new Compiled.CompiledBlock(body, block.required()));
        return (frame, out) -> {
            var document = document(frame);
            // A block inside another is written where that one is, which the template it extends decides.
            if (nested || !document.extending()) {
                document.blocks().write(name, 0, block.scoped() ? frame : null, out);
            }
            return Flow.ON;
        };
    }

    private Action include(Stmt.Include include) {
        var name = expressions.compile(include.template());
        return (frame, out) -> {
            var source = find(name.in(frame), frame);
            if (source == null) {
                if (include.ignoreMissing()) {
                    return Flow.ON;
                }
                throw notFound(name.in(frame), include.at(), frame);
            }
            var compiled = frame.run().engine().compiled(source, frame.run().settings());
            var scope = include.withContext() ? frame.inner() : Frame.isolated(frame.run(), compiled.spot(source));
            Document.write(compiled, source, scope, out);
            return Flow.ON;
        };
    }

    private static dev.muster.value.@Nullable Template find(@Nullable Object name, Frame frame) {
        if (name instanceof Undefined undefined) {
            throw new UndefinedUse(undefined);
        }
        if (name instanceof List<?> names) {
            for (var candidate : names) {
                var source = find(candidate, frame);
                if (source != null) {
                    return source;
                }
            }
            return null;
        }
        return frame.run().outside().load(dev.muster.value.Printing.str(name));
    }

    private static UserError notFound(@Nullable Object name, int at, Frame frame) {
        return frame.error(at, dev.muster.value.Printing.repr(name) + " not found in search path");
    }

    private static dev.muster.value.Template load(@Nullable Object name, int at, Frame frame) {
        var source = find(name, frame);
        if (source == null) {
            throw notFound(name, at, frame);
        }
        return source;
    }

    private static Module module(@Nullable Object name, boolean withContext, int at, Frame frame) {
        var source = load(name, at, frame);
        var run = frame.run();
        var compiled = run.engine().compiled(source, run.settings());
        var scope = withContext ? frame.inner() : Frame.isolated(run, compiled.spot(source));
        var out = new Output(run);
        Document.write(compiled, source, scope, out);
        var names = new LinkedHashMap<String, @Nullable Object>(scope.names());
        names.keySet().removeIf(key -> key.startsWith("_") || key.equals("self"));
        return new Module(names, out.result());
    }

    private Action fromImport(Stmt.FromImport imported) {
        var name = expressions.compile(imported.template());
        return (frame, out) -> {
            var value = name.in(frame);
            var module = module(value, imported.withContext(), imported.at(), frame);
            for (var alias : imported.names()) {
                var member = module.attribute(alias.name());
                frame.set(
                        alias.as(),
                        member != Attributed.MISSING
                                ? member
                                : Undefined.because("the template " + dev.muster.value.Printing.repr(value)
                                        + " (imported on line " + frame.spot().line(imported.at())
                                        + ") does not export the requested name '" + alias.name() + "'"));
            }
            return Flow.ON;
        };
    }
}
