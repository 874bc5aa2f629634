package dev.muster.jinja;

import dev.muster.jinja.Stmt.Target;
import dev.muster.jinja.Token.Kind;
import dev.muster.source.Nearest;
import dev.muster.source.UserError;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

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

    /** Names that are values, so that nothing can be assigned to them. */
    private static final Set<String> CONSTANTS = Set.of("true", "false", "none", "True", "False", "None");

    private static final int DEEPEST = 100;

    private static final String NESTING =
            " You probably made a nesting mistake. Jinja is expecting this tag, but currently looking for ";

    private final Tokens tokens;
    /** How many loops are open here. */
    private int loops;

    private final ExpressionParser expressions;
    private int depth;
    /** The tags of the statements that are open, the innermost first. */
    private final ArrayDeque<String> open = new ArrayDeque<>();
    /** The tags that would end or continue each of them. */
    private final ArrayDeque<List<String>> wanted = new ArrayDeque<>();

    private Parser(Spot spot, List<Token> list) {
        this.tokens = new Tokens(spot, list);
        this.expressions = new ExpressionParser(tokens);
    }

    static List<Stmt> template(Spot spot, Settings settings) {
        return new Parser(spot, Lexer.template(spot, settings)).body(List.of());
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
    private List<Stmt> body(List<String> ends) {
        if (++depth > DEEPEST) {
            throw tokens.error("the statements nest too deeply");
        }
        if (!ends.isEmpty()) {
            wanted.push(ends);
        }
        var body = statements(ends);
        if (!ends.isEmpty()) {
            wanted.pop();
        }
        depth--;
        return body;
    }

    private List<Stmt> statements(List<String> ends) {
        var body = new ArrayList<Stmt>();
        while (true) {
            var token = tokens.current();
            switch (token.kind()) {
                case DATA -> body.add(new Stmt.Data(tokens.take().text()));
                case VARIABLE_BEGIN -> {
                    tokens.take();
                    body.add(new Stmt.Print(expressions.tuple(true, null, false)));
                    tokens.expect(Kind.VARIABLE_END);
                }
                case BLOCK_BEGIN -> {
                    tokens.take();
                    if (tokens.at(Kind.NAME) && ends.contains(tokens.current().text())) {
                        return List.copyOf(body);
                    }
                    open.push(tokens.current().text());
                    body.addAll(statement());
                    open.pop();
                    tokens.expect(Kind.BLOCK_END);
                }
                default -> {
                    if (!ends.isEmpty()) {
                        throw unfinished("Unexpected end of template.", "", token.at());
                    }
                    return List.copyOf(body);
                }
            }
        }
    }

    /** The body of a statement: the rest of its tag, then statements up to and with the name of the tag that ends it. */
    private List<Stmt> until(String end) {
        var body = until(List.of(end));
        tokens.take();
        return body;
    }

    private List<Stmt> until(List<String> ends) {
        tokens.skip(":");
        tokens.expect(Kind.BLOCK_END);
        return body(ends);
    }

    private List<Stmt> statement() {
        if (!tokens.at(Kind.NAME)) {
            throw tokens.error("tag name expected");
        }
        var tag = tokens.take();
        int at = tag.at();
        return switch (tag.text()) {
            case "for" -> List.of(loop(at));
            case "if" -> List.of(choice());
            case "set" -> List.of(set());
            case "with" -> List.of(with());
            case "macro" -> {
                var name = tokens.expect(Kind.NAME).text();
                var parameters = parameters();
                int start = tokens.mark();
                var body = until("endmacro");
                var rest = rest(start);
                admitCaller(parameters, rest, at);
                yield List.of(new Stmt.MacroOf(name, parameters, body, rest, at));
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
                var name = tokens.expect(Kind.NAME).text();
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
            default -> throw unknown(tag);
        };
    }

    private UserError unknown(Token tag) {
        open.pop();
        var error = unfinished("Encountered unknown tag '" + tag.text() + "'.", tag.text(), tag.at());
        return ENDS.contains(tag.text()) ? error : error.hint(Nearest.hint(tag.text(), TAGS));
    }

    /** The error of a template that stops, or has another tag, while statements are open, in Jinja2's words. */
    private UserError unfinished(String what, String tag, int at) {
        var said = new StringBuilder(what);
        if (!wanted.isEmpty()) {
            var names = wanted.getFirst().stream().map(name -> "'" + name + "'").collect(Collectors.joining(" or "));
            boolean nested = wanted.stream().anyMatch(ends -> ends.contains(tag));
            said.append(nested ? NESTING : " Jinja was looking for the following tags: ")
                    .append(names)
                    .append('.');
        }
        if (!open.isEmpty()) {
            said.append(" The innermost block that needs to be closed is '")
                    .append(open.getFirst())
                    .append("'.");
        }
        return tokens.error(said.toString(), at);
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
        var target = target("in", false);
        if (binds(target, "loop")) {
            throw tokens.error("Can't assign to special loop variable in for-loop target", at);
        }
        tokens.expectName("in");
        var items = expressions.tuple(false, "recursive", false);
        var filter = tokens.skipName("if") ? expressions.expression() : null;
        boolean recursive = tokens.skipName("recursive");
        loops++;
        var body = until(List.of("endfor", "else"));
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
            branches.add(new Stmt.Branch(test, until(List.of("elif", "else", "endif"))));
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
        var target = target("", true);
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
            var target = target("", false);
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
            var name = tokens.expect(Kind.NAME);
            if (tokens.skip("=")) {
                optional = true;
                parameters.add(new Stmt.Parameter(name.text(), expressions.expression()));
            } else if (optional) {
                throw tokens.error("non-default argument follows default argument");
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
            throw tokens.error("expected call", callAt);
        }
        int start = tokens.mark();
        var body = until("endcall");
        var rest = rest(start);
        admitCaller(parameters, rest, at);
        return new Stmt.CallBlock(parameters, call, body, rest, at);
    }

    private void admitCaller(List<Stmt.Parameter> parameters, Stmt.Rest rest, int at) {
        if (rest.caller() && parameters.stream().anyMatch(p -> p.name().equals("caller") && p.standard() == null)) {
            throw tokens.error(
                    "When defining macros or call blocks the special \"caller\" argument must be omitted or be given a"
                            + " default.",
                    at);
        }
    }

    /** Which of the extra names of a macro its body mentions; a macro takes extra arguments only if it does. */
    private Stmt.Rest rest(int start) {
        return new Stmt.Rest(
                tokens.mentionedSince(start, "varargs"),
                tokens.mentionedSince(start, "kwargs"),
                tokens.mentionedSince(start, "caller"));
    }

    private Stmt block(int at) {
        var name = tokens.expect(Kind.NAME).text();
        boolean scoped = tokens.skipName("scoped");
        boolean required = tokens.skipName("required");
        if (tokens.at("-")) {
            throw tokens.error("Block names in Jinja have to be valid Python identifiers and may not contain hyphens,"
                    + " use an underscore instead.");
        }
        var body = until("endblock");
        if (required
                && !body.stream()
                        .allMatch(stmt ->
                                stmt instanceof Stmt.Data data && data.text().isBlank())) {
            throw tokens.error("Required blocks can only contain comments or whitespace", at);
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
            var name = tokens.expect(Kind.NAME);
            if (name.text().startsWith("_")) {
                throw tokens.error("names starting with an underline can not be imported", name.at());
            }
            var as = tokens.skipName("as") ? tokens.expect(Kind.NAME).text() : name.text();
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

    /** What a value is bound to: a name, an attribute of a namespace if that is allowed, or a tuple of these. */
    private Target target(String end, boolean attributes) {
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
            targets.add(single(attributes));
            if (!tokens.at(",")) {
                break;
            }
            tuple = true;
        }
        return tuple ? new Target.Several(List.copyOf(targets), at) : targets.getFirst();
    }

    private static boolean binds(Target target, String name) {
        return switch (target) {
            case Target.Variable variable -> variable.name().equals(name);
            case Target.Member _ -> false;
            case Target.Several several -> several.targets().stream().anyMatch(one -> binds(one, name));
        };
    }

    private Target single(boolean attributes) {
        if (tokens.skip("(")) {
            var inner = target("", attributes);
            tokens.expect(")");
            return inner;
        }
        var name = tokens.current();
        boolean constant = switch (name.kind()) {
            case STRING, INTEGER, FLOAT -> true;
            case NAME -> CONSTANTS.contains(name.text());
            case DATA, VARIABLE_BEGIN, VARIABLE_END, BLOCK_BEGIN, BLOCK_END, OPERATOR, END -> false;
        };
        if (constant) {
            throw tokens.error("can't assign to 'const'");
        }
        tokens.expect(Kind.NAME);
        if (attributes && tokens.skip(".")) {
            return new Target.Member(name.text(), tokens.expect(Kind.NAME).text(), name.at());
        }
        return new Target.Variable(name.text(), name.at());
    }
}
