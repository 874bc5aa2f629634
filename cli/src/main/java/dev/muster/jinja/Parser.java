package dev.muster.jinja;

import dev.muster.jinja.Stmt.Target;
import dev.muster.jinja.Token.Kind;
import dev.muster.source.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads statements: the structure of a template. */
final class Parser {

    private static final List<String> TAGS = List.of(
            "for",
            "if",
            "block",
            "extends",
            "print",
            "macro",
            "include",
            "from",
            "import",
            "set",
            "with",
            "autoescape",
            "call",
            "filter",
            "do",
            "break",
            "continue",
            "raw");

    private static final Set<String> ENDS = Set.of(
            "endfor",
            "endif",
            "elif",
            "else",
            "endblock",
            "endmacro",
            "endset",
            "endwith",
            "endautoescape",
            "endcall",
            "endfilter",
            "endraw");

    private static final int DEEPEST = 100;

    private final Tokens tokens;
    /** How many loops are open here. */
    private int loops;

    private final ExpressionParser expressions;
    private int depth;

    private Parser(Spot spot, List<Token> list) {
        this.tokens = new Tokens(spot, list);
        this.expressions = new ExpressionParser(tokens);
    }

    static List<Stmt> template(Spot spot, Settings settings) {
        return new Parser(spot, Lexer.template(spot, settings)).body(Set.of());
    }

    static Expr expression(Spot spot, Settings settings) {
        var parser = new Parser(spot, Lexer.expression(spot, settings));
        var expression = parser.expressions.expression();
        if (!parser.tokens.at(Kind.END)) {
            throw parser.tokens
                    .error("chunk after expression")
                    .hint("the expression ends before "
                            + parser.tokens.current().described());
        }
        return expression;
    }

    /** Statements up to a tag that ends them, which is left as the current token. */
    private List<Stmt> body(Set<String> ends) {
        if (++depth > DEEPEST) {
            throw tokens.error("the statements nest too deeply");
        }
        var body = new ArrayList<Stmt>();
        while (true) {
            var token = tokens.current();
            switch (token.kind()) {
                case DATA -> body.add(new Stmt.Data(tokens.take().text()));
                case VARIABLE_BEGIN -> {
                    tokens.take();
                    body.add(new Stmt.Print(expressions.tuple(true, null, false)));
                    tokens.expect(Kind.VARIABLE_END, "end of expression");
                }
                case BLOCK_BEGIN -> {
                    tokens.take();
                    if (tokens.at(Kind.NAME) && ends.contains(tokens.current().text())) {
                        depth--;
                        return List.copyOf(body);
                    }
                    body.addAll(statement(ends));
                    tokens.expect(Kind.BLOCK_END, "end of statement");
                }
                default -> {
                    if (!ends.isEmpty()) {
                        throw tokens.error("unexpected end of template, expected "
                                + String.join(
                                        " or ",
                                        ends.stream()
                                                .sorted()
                                                .map(e -> "'" + e + "'")
                                                .toList()));
                    }
                    depth--;
                    return List.copyOf(body);
                }
            }
        }
    }

    /** The body of a statement: the rest of its tag, then statements up to and with the name of the tag that ends it. */
    private List<Stmt> until(String end) {
        var body = until(Set.of(end));
        tokens.take();
        return body;
    }

    private List<Stmt> until(Set<String> ends) {
        tokens.skip(":");
        tokens.expect(Kind.BLOCK_END, "end of statement");
        return body(ends);
    }

    private List<Stmt> statement(Set<String> ends) {
        var tag = tokens.expect(Kind.NAME, "a tag name");
        int at = tag.at();
        return switch (tag.text()) {
            case "for" -> List.of(loop(at));
            case "if" -> List.of(choice());
            case "set" -> List.of(set());
            case "with" -> List.of(with());
            case "macro" -> {
                var name = tokens.expect(Kind.NAME, "a macro name").text();
                var parameters = parameters();
                int start = tokens.mark();
                var body = until("endmacro");
                yield List.of(new Stmt.MacroOf(name, parameters, body, rest(start), at));
            }
            case "call" -> List.of(callBlock(at));
            case "filter" -> {
                var filters = expressions.filterChain(null);
                yield List.of(new Stmt.FilterBlock(filters, until("endfilter")));
            }
            case "block" -> List.of(block(at));
            case "extends" -> List.of(new Stmt.Extends(expressions.expression(), at));
            case "include" -> {
                var template = expressions.expression();
                boolean ignore = tokens.atName("ignore") && tokens.look().isName("missing");
                if (ignore) {
                    tokens.take();
                    tokens.take();
                }
                yield List.of(new Stmt.Include(template, ignore, withContext(true), at));
            }
            case "import" -> {
                var template = expressions.expression();
                tokens.expectName("as");
                var name = tokens.expect(Kind.NAME, "a name").text();
                yield List.of(new Stmt.Import(template, name, withContext(false), at));
            }
            case "from" -> List.of(fromImport(at));
            case "print" -> prints();
            case "do" -> List.of(new Stmt.Do(expressions.tuple(true, null, false)));
            case "break" -> List.of(inLoop(new Stmt.Break(), tag));
            case "continue" -> List.of(inLoop(new Stmt.Continue(), tag));
            case "autoescape" -> {
                expressions.expression();
                yield List.of(new Stmt.Scope(until("endautoescape")));
            }
            default -> throw unknown(tag, ends);
        };
    }

    private dev.muster.source.UserError unknown(Token tag, Set<String> ends) {
        if (ENDS.contains(tag.text())) {
            var expected = ends.isEmpty()
                    ? "nothing is open here"
                    : "expected "
                            + String.join(
                                    " or ",
                                    ends.stream()
                                            .sorted()
                                            .map(e -> "'" + e + "'")
                                            .toList());
            return tokens.error("unexpected '" + tag.text() + "', " + expected, tag.at());
        }
        return tokens.error("unknown tag '" + tag.text() + "'", tag.at()).hint(Nearest.hint(tag.text(), TAGS));
    }

    private List<Stmt> prints() {
        var prints = new ArrayList<Stmt>();
        while (!tokens.at(Kind.BLOCK_END)) {
            if (!prints.isEmpty()) {
                tokens.expect(",");
            }
            prints.add(new Stmt.Print(expressions.expression()));
        }
        return prints;
    }

    private Stmt inLoop(Stmt statement, Token tag) {
        if (loops == 0) {
            throw tokens.error("'" + tag.text() + "' outside loop", tag.at());
        }
        return statement;
    }

    private Stmt loop(int at) {
        var target = target("in");
        tokens.expectName("in");
        var items = expressions.tuple(false, "recursive", false);
        var filter = tokens.skipName("if") ? expressions.expression() : null;
        boolean recursive = tokens.skipName("recursive");
        loops++;
        var body = until(Set.of("endfor", "else"));
        loops--;
        var otherwise = List.<Stmt>of();
        if (tokens.take().isName("else")) {
            otherwise = until("endfor");
        }
        return new Stmt.For(target, items, filter, recursive, body, otherwise, at);
    }

    private Stmt choice() {
        var branches = new ArrayList<Stmt.Branch>();
        while (true) {
            var test = expressions.tuple(false, null, false);
            branches.add(new Stmt.Branch(test, until(Set.of("elif", "else", "endif"))));
            var end = tokens.take();
            if (end.isName("endif")) {
                return new Stmt.If(List.copyOf(branches), List.of());
            }
            if (end.isName("else")) {
                return new Stmt.If(List.copyOf(branches), until("endif"));
            }
        }
    }

    private Stmt set() {
        var target = target("");
        if (tokens.skip("=")) {
            return new Stmt.Set(target, expressions.tuple(true, null, false));
        }
        var filters = tokens.skip("|") ? expressions.filterChain(null) : null;
        return new Stmt.SetBlock(target, filters, until("endset"));
    }

    private Stmt with() {
        var bindings = new ArrayList<Stmt.Binding>();
        while (!tokens.at(Kind.BLOCK_END)) {
            if (!bindings.isEmpty()) {
                tokens.expect(",");
            }
            var target = target("");
            tokens.expect("=");
            bindings.add(new Stmt.Binding(target, expressions.expression()));
        }
        return new Stmt.With(List.copyOf(bindings), until("endwith"));
    }

    private List<Stmt.Parameter> parameters() {
        tokens.expect("(");
        var parameters = new ArrayList<Stmt.Parameter>();
        boolean optional = false;
        while (!tokens.at(")")) {
            if (!parameters.isEmpty()) {
                tokens.expect(",");
            }
            var name = tokens.expect(Kind.NAME, "a parameter name");
            if (tokens.skip("=")) {
                optional = true;
                parameters.add(new Stmt.Parameter(name.text(), expressions.expression()));
            } else if (optional) {
                throw tokens.error("a parameter without default follows one with default", name.at());
            } else {
                parameters.add(new Stmt.Parameter(name.text(), null));
            }
        }
        tokens.expect(")");
        return List.copyOf(parameters);
    }

    private Stmt callBlock(int at) {
        var parameters = tokens.at("(") ? parameters() : List.<Stmt.Parameter>of();
        int callAt = tokens.current().at();
        if (!(expressions.expression() instanceof Expr.Call call)) {
            throw tokens.error("expected a call", callAt);
        }
        int start = tokens.mark();
        var body = until("endcall");
        return new Stmt.CallBlock(parameters, call, body, rest(start), at);
    }

    /** Which of the extra names of a macro its body mentions; a macro takes extra arguments only if it does. */
    private Stmt.Rest rest(int start) {
        return new Stmt.Rest(
                tokens.mentionedSince(start, "varargs"),
                tokens.mentionedSince(start, "kwargs"),
                tokens.mentionedSince(start, "caller"));
    }

    private Stmt block(int at) {
        var name = tokens.expect(Kind.NAME, "a block name").text();
        boolean scoped = tokens.skipName("scoped");
        boolean required = tokens.skipName("required");
        if (tokens.at("-")) {
            throw tokens.error("a block name cannot contain hyphens").hint("use an underscore instead");
        }
        var body = until("endblock");
        if (required
                && !body.stream()
                        .allMatch(stmt ->
                                stmt instanceof Stmt.Data data && data.text().isBlank())) {
            throw tokens.error("required blocks can only contain comments or whitespace", at);
        }
        tokens.skipName(name);
        return new Stmt.Block(name, scoped, required, body, at);
    }

    private boolean withContext(boolean standard) {
        if ((tokens.atName("with") || tokens.atName("without")) && tokens.look().isName("context")) {
            boolean with = tokens.take().isName("with");
            tokens.take();
            return with;
        }
        return standard;
    }

    private Stmt fromImport(int at) {
        var template = expressions.expression();
        tokens.expectName("import");
        var names = new ArrayList<Stmt.Alias>();
        boolean context = false;
        while (true) {
            if ((tokens.atName("with") || tokens.atName("without"))
                    && tokens.look().isName("context")) {
                context = withContext(false);
                break;
            }
            var name = tokens.expect(Kind.NAME, "a name");
            if (name.text().startsWith("_")) {
                throw tokens.error("names starting with an underline cannot be imported", name.at());
            }
            var as = tokens.skipName("as") ? tokens.expect(Kind.NAME, "a name").text() : name.text();
            names.add(new Stmt.Alias(name.text(), as));
            if ((tokens.atName("with") || tokens.atName("without"))
                    && tokens.look().isName("context")) {
                context = withContext(false);
                break;
            }
            if (!tokens.skip(",")) {
                break;
            }
        }
        return new Stmt.FromImport(template, List.copyOf(names), context, at);
    }

    /** What a value is bound to: a name, an attribute of a namespace, or a tuple of these. */
    private Target target(String end) {
        int at = tokens.current().at();
        var targets = new ArrayList<Target>();
        boolean tuple = false;
        while (true) {
            if (!targets.isEmpty()) {
                tokens.expect(",");
            }
            if (!targets.isEmpty() && (tokens.at("=") || tokens.at(")") || tokens.atName(end))) {
                break;
            }
            targets.add(single());
            if (!tokens.at(",")) {
                break;
            }
            tuple = true;
        }
        return tuple ? new Target.Several(List.copyOf(targets), at) : targets.getFirst();
    }

    private Target single() {
        if (tokens.skip("(")) {
            var inner = target("");
            tokens.expect(")");
            return inner;
        }
        var name = tokens.expect(Kind.NAME, "a name to assign to");
        switch (name.text()) {
            case "true", "false", "none", "True", "False", "None" ->
                throw tokens.error("cannot assign to '" + name.text() + "'", name.at());
            default -> {}
        }
        if (tokens.skip(".")) {
            return new Target.Member(
                    name.text(), tokens.expect(Kind.NAME, "an attribute name").text(), name.at());
        }
        return new Target.Variable(name.text(), name.at());
    }
}
