package dev.muster.jinja;

import dev.muster.jinja.Token.Kind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads expressions, with Jinja2's precedence: its own grammar, method by method. */
final class ExpressionParser {

    /** How deep brackets, signs and the like may nest, so that a hostile text cannot exhaust the stack. */
    private static final int DEEPEST = 200;

    private static final int LONG_DIGITS = 18;

    private static final Set<String> AFTER_TEST = Set.of("else", "or", "and");

    private final Tokens tokens;
    private int depth;

    ExpressionParser(Tokens tokens) {
        this.tokens = tokens;
    }

    Expr expression() {
        if (++depth > DEEPEST) {
            throw tokens.error("the expression nests too deeply");
        }
        var then = or();
        while (tokens.atName("if")) {
            int at = tokens.take().at();
            var test = or();
            var otherwise = tokens.skipName("else") ? expression() : null;
            then = new Expr.Choice(test, then, otherwise, at);
        }
        depth--;
        return then;
    }

    Expr or() {
        var left = and();
        while (tokens.atName("or")) {
            int at = tokens.take().at();
            left = new Expr.Or(left, and(), at);
        }
        return left;
    }

    private Expr and() {
        var left = not();
        while (tokens.atName("and")) {
            int at = tokens.take().at();
            left = new Expr.And(left, not(), at);
        }
        return left;
    }

    private Expr not() {
        if (tokens.atName("not")) {
            int at = tokens.take().at();
            return new Expr.Not(not(), at);
        }
        return comparison();
    }

    private Expr comparison() {
        int at = tokens.current().at();
        var first = sum();
        var rest = new ArrayList<Expr.Operand>();
        while (true) {
            var relation = relation();
            if (relation == null) {
                return rest.isEmpty() ? first : new Expr.Comparison(first, List.copyOf(rest), at);
            }
            rest.add(new Expr.Operand(relation, sum()));
        }
    }

    private Expr.@Nullable Relation relation() {
        var token = tokens.current();
        var relation = switch (token.kind()) {
            case OPERATOR ->
                switch (token.text()) {
                    case "==" -> Expr.Relation.EQUAL;
                    case "!=" -> Expr.Relation.UNEQUAL;
                    case "<" -> Expr.Relation.LESS;
                    case "<=" -> Expr.Relation.LESS_EQUAL;
                    case ">" -> Expr.Relation.GREATER;
                    case ">=" -> Expr.Relation.GREATER_EQUAL;
                    default -> null;
                };
            case NAME ->
                token.text().equals("in")
                        ? Expr.Relation.IN
                        : token.text().equals("not") && tokens.look().isName("in") ? Expr.Relation.NOT_IN : null;
            default -> null;
        };
        if (relation != null) {
            tokens.take();
        }
        if (relation == Expr.Relation.NOT_IN) {
            tokens.take();
        }
        return relation;
    }

    private Expr sum() {
        var left = concat();
        while (tokens.at("+") || tokens.at("-")) {
            var sign = tokens.take();
            var operator = sign.is("+") ? Expr.Operator.ADD : Expr.Operator.SUBTRACT;
            left = new Expr.Binary(operator, left, concat(), sign.at());
        }
        return left;
    }

    private Expr concat() {
        int at = tokens.current().at();
        var first = product();
        if (!tokens.at("~")) {
            return first;
        }
        var items = new ArrayList<Expr>();
        items.add(first);
        while (tokens.skip("~")) {
            items.add(product());
        }
        return new Expr.Concat(List.copyOf(items), at);
    }

    private Expr product() {
        var left = power();
        while (true) {
            var token = tokens.current();
            if (token.kind() != Kind.OPERATOR) {
                return left;
            }
            var operator = switch (token.text()) {
                case "*" -> Expr.Operator.MULTIPLY;
                case "/" -> Expr.Operator.DIVIDE;
                case "//" -> Expr.Operator.FLOOR_DIVIDE;
                case "%" -> Expr.Operator.MODULO;
                default -> null;
            };
            if (operator == null) {
                return left;
            }
            tokens.take();
            left = new Expr.Binary(operator, left, power(), token.at());
        }
    }

    private Expr power() {
        var left = unary(true);
        while (tokens.at("**")) {
            int at = tokens.take().at();
            left = new Expr.Binary(Expr.Operator.POWER, left, unary(true), at);
        }
        return left;
    }

    private Expr unary(boolean withFilter) {
        if (++depth > DEEPEST) {
            throw tokens.error("the expression nests too deeply");
        }
        Expr node;
        if (tokens.at("-") || tokens.at("+")) {
            var sign = tokens.take();
            node = new Expr.Sign(unary(false), sign.is("-"), sign.at());
        } else {
            node = primary();
        }
        node = postfix(node);
        depth--;
        return withFilter ? filters(node) : node;
    }

    Expr primary() {
        var token = tokens.current();
        return switch (token.kind()) {
            case NAME -> {
                tokens.take();
                yield switch (token.text()) {
                    case "true", "True" -> new Expr.Constant(true, token.at());
                    case "false", "False" -> new Expr.Constant(false, token.at());
                    case "none", "None" -> new Expr.Constant(null, token.at());
                    default -> new Expr.Name(token.text(), token.at());
                };
            }
            case STRING -> {
                tokens.take();
                var text = token.text();
                while (tokens.at(Kind.STRING)) {
                    text += tokens.take().text();
                }
                yield new Expr.Constant(text, token.at());
            }
            case INTEGER -> new Expr.Constant(integer(tokens.take().text()), token.at());
            case FLOAT -> new Expr.Constant(Double.valueOf(tokens.take().text()), token.at());
            case OPERATOR ->
                switch (token.text()) {
                    case "(" -> {
                        tokens.take();
                        var inner = tuple(true, null, true);
                        tokens.expect(")");
                        yield inner;
                    }
                    case "[" -> list();
                    case "{" -> dict();
                    default -> throw unexpected();
                };
            default -> throw unexpected();
        };
    }

    private dev.muster.source.UserError unexpected() {
        return tokens.error("unexpected '" + tokens.current().described() + "'");
    }

    static Object integer(String digits) {
        if (digits.length() > 2 && Character.isLetter(digits.charAt(1))) {
            int radix = switch (Character.toLowerCase(digits.charAt(1))) {
                case 'x' -> 16;
                case 'o' -> 8;
                default -> 2;
            };
            return Arithmetic.narrow(new BigInteger(digits.substring(2), radix));
        }
        return digits.length() <= LONG_DIGITS
                ? (Object) Long.valueOf(digits)
                : Arithmetic.narrow(new BigInteger(digits));
    }

    /**
     * An expression, or a tuple when commas follow.
     *
     * @param withChoice whether an inline {@code if} belongs to it
     * @param end a name that ends it, or null
     * @param parentheses whether it stands in parentheses, so that nothing is an empty tuple
     */
    Expr tuple(boolean withChoice, @Nullable String end, boolean parentheses) {
        int at = tokens.current().at();
        var items = new ArrayList<Expr>();
        boolean tuple = false;
        while (true) {
            if (!items.isEmpty()) {
                tokens.expect(",");
            }
            if (isTupleEnd(end)) {
                break;
            }
            items.add(withChoice ? expression() : or());
            if (!tokens.at(",")) {
                break;
            }
            tuple = true;
        }
        if (!tuple) {
            if (!items.isEmpty()) {
                return items.getFirst();
            }
            if (!parentheses) {
                throw tokens.error(
                        "Expected an expression, got '" + tokens.current().described() + "'");
            }
        }
        return new Expr.TupleOf(List.copyOf(items), at);
    }

    private boolean isTupleEnd(@Nullable String end) {
        return tokens.at(Kind.VARIABLE_END)
                || tokens.at(Kind.BLOCK_END)
                || tokens.at(")")
                || end != null && tokens.atName(end);
    }

    private Expr list() {
        int at = tokens.take().at();
        var items = new ArrayList<Expr>();
        while (!tokens.at("]")) {
            if (!items.isEmpty()) {
                tokens.expect(",");
            }
            if (tokens.at("]")) {
                break;
            }
            items.add(expression());
        }
        tokens.expect("]");
        return new Expr.ListOf(List.copyOf(items), at);
    }

    private Expr dict() {
        int at = tokens.take().at();
        var entries = new ArrayList<Expr.Entry>();
        while (!tokens.at("}")) {
            if (!entries.isEmpty()) {
                tokens.expect(",");
            }
            if (tokens.at("}")) {
                break;
            }
            var key = expression();
            tokens.expect(":");
            entries.add(new Expr.Entry(key, expression()));
        }
        tokens.expect("}");
        return new Expr.DictOf(List.copyOf(entries), at);
    }

    private Expr postfix(Expr start) {
        var node = start;
        while (tokens.at(Kind.OPERATOR)) {
            if (tokens.at(".") || tokens.at("[")) {
                node = subscript(node);
            } else if (tokens.at("(")) {
                int at = tokens.current().at();
                node = new Expr.Call(node, given(), at);
            } else {
                break;
            }
        }
        return node;
    }

    private Expr filters(Expr start) {
        var node = start;
        while (true) {
            if (tokens.at("|")) {
                tokens.take();
                node = filter(node);
            } else if (tokens.atName("is")) {
                node = test(node);
            } else if (tokens.at("(")) {
                int at = tokens.current().at();
                node = new Expr.Call(node, given(), at);
            } else {
                return node;
            }
        }
    }

    /** A filter's name and arguments, and the filters after it, as statements have them. */
    Expr filterChain(@Nullable Expr start) {
        var node = filter(start);
        while (tokens.skip("|")) {
            node = filter(node);
        }
        return node;
    }

    private Expr filter(@Nullable Expr of) {
        int at = tokens.current().at();
        var name = dotted();
        return new Expr.Filter(of, name, tokens.at("(") ? given() : Expr.Given.NOTHING, at);
    }

    private String dotted() {
        var name = tokens.expect(Kind.NAME).text();
        while (tokens.skip(".")) {
            name += "." + tokens.expect(Kind.NAME).text();
        }
        return name;
    }

    private Expr test(Expr of) {
        tokens.take();
        boolean negated = tokens.skipName("not");
        int at = tokens.current().at();
        var name = dotted();
        var given = Expr.Given.NOTHING;
        if (tokens.at("(")) {
            given = given();
        } else if (startsOperand()) {
            if (tokens.atName("is")) {
                throw tokens.error("You cannot chain multiple tests with is");
            }
            given = new Expr.Given(List.of(postfix(primary())), List.of(), null, null);
        }
        var test = new Expr.Test(of, name, given, at);
        return negated ? new Expr.Not(test, at) : test;
    }

    private boolean startsOperand() {
        var token = tokens.current();
        return switch (token.kind()) {
            case NAME -> !AFTER_TEST.contains(token.text());
            case STRING, INTEGER, FLOAT -> true;
            case OPERATOR -> token.is("[") || token.is("{");
            default -> false;
        };
    }

    private Expr subscript(Expr of) {
        var opening = tokens.take();
        if (opening.is(".")) {
            var name = tokens.current();
            if (name.kind() == Kind.NAME) {
                tokens.take();
                return new Expr.Attribute(of, name.text(), name.at());
            }
            if (name.kind() != Kind.INTEGER) {
                throw tokens.error("expected name or number");
            }
            tokens.take();
            return new Expr.Item(of, new Expr.Constant(integer(name.text()), name.at()), name.at());
        }
        int at = tokens.current().at();
        if (tokens.at(":")) {
            return slice(of, null, at);
        }
        var key = expression();
        if (tokens.at(":")) {
            return slice(of, key, at);
        }
        if (tokens.at(",")) {
            var keys = new ArrayList<>(List.of(key));
            while (tokens.skip(",")) {
                keys.add(expression());
            }
            key = new Expr.TupleOf(List.copyOf(keys), at);
        }
        tokens.expect("]");
        return new Expr.Item(of, key, at);
    }

    private Expr slice(Expr of, @Nullable Expr from, int at) {
        tokens.expect(":");
        var to = tokens.at("]") || tokens.at(":") ? null : expression();
        Expr step = null;
        if (tokens.skip(":") && !tokens.at("]")) {
            step = expression();
        }
        tokens.expect("]");
        return new Expr.Slice(of, from, to, step, at);
    }

    Expr.Given given() {
        tokens.expect("(");
        var positional = new ArrayList<Expr>();
        var named = new ArrayList<Expr.Named>();
        Expr rest = null;
        Expr namedRest = null;
        boolean comma = false;
        while (!tokens.at(")")) {
            if (comma) {
                tokens.expect(",");
                if (tokens.at(")")) {
                    break;
                }
            }
            int at = tokens.current().at();
            boolean isNamed = tokens.at(Kind.NAME) && tokens.look().is("=");
            boolean allowed;
            if (tokens.at("*")) {
                allowed = rest == null && namedRest == null;
                tokens.take();
                rest = expression();
            } else if (tokens.at("**")) {
                allowed = namedRest == null;
                tokens.take();
                namedRest = expression();
            } else if (isNamed) {
                allowed = namedRest == null;
                var name = tokens.take().text();
                tokens.take();
                named.add(new Expr.Named(name, expression()));
            } else {
                allowed = rest == null && namedRest == null && named.isEmpty();
                positional.add(expression());
            }
            if (!allowed) {
                throw tokens.error("invalid syntax for function call expression", at);
            }
            comma = true;
        }
        tokens.expect(")");
        return new Expr.Given(List.copyOf(positional), List.copyOf(named), rest, namedRest);
    }
}
