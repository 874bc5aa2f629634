package dev.muster.jinja;

import dev.muster.source.UserError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads JMESPath by how strongly its operators bind, as its specification's own parser does. */
final class JmesParser {

    /** How weakly a sign has to bind to end what is asked of every item. */
    private static final int ENDS_EACH = 10;

    private static final int DEEPEST = 200;

    private static final Map<String, Integer> POWERS = Map.ofEntries(
            Map.entry("|", 1),
            Map.entry("||", 2),
            Map.entry("&&", 3),
            Map.entry("==", 5),
            Map.entry("!=", 5),
            Map.entry("<", 5),
            Map.entry("<=", 5),
            Map.entry(">", 5),
            Map.entry(">=", 5),
            Map.entry("[]", 9),
            Map.entry("*", 20),
            Map.entry("[?", 21),
            Map.entry(".", 40),
            Map.entry("!", 45),
            Map.entry("{", 50),
            Map.entry("[", 55),
            Map.entry("(", 60));

    private static final List<String> SIGNS = List.of(
            "[]", "[?", "[", "]", "||", "|", "&&", "&", "==", "!=", "!", "<=", "<", ">=", ">", ".", "*", ",", ":", "@",
            "(", ")", "{", "}");

    /** @param kind a sign itself, or one of name, quoted, number, literal, end */
    private record Token(String kind, @Nullable Object value, int at) {}

    private final String text;
    private final List<Token> tokens;
    private int next;
    private int depth;

    private JmesParser(String text) {
        this.text = text;
        this.tokens = tokens();
    }

    static JmesNode parse(String text) {
        var parser = new JmesParser(text);
        var node = parser.expression(0);
        if (!parser.is("end")) {
            throw parser.wrong();
        }
        return node;
    }

    private UserError error(String what, int at) {
        return new UserError("JMESPathError in json_query filter plugin:\n" + what + " at column " + at
                + ", in the expression \"" + text + "\"");
    }

    private UserError wrong() {
        var token = tokens.get(next);
        return token.kind.equals("end")
                ? new UserError("JMESPathError in json_query filter plugin:\nInvalid jmespath expression: Incomplete"
                        + " expression:\n\"" + text + "\"\n" + " ".repeat(text.length() + 1) + "^")
                : error(
                        "Unexpected '" + text.substring(token.at, Math.min(text.length(), token.at + 10)) + "'",
                        token.at);
    }

    private List<Token> tokens() {
        var all = new ArrayList<Token>();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
            } else if (isLetter(c)) {
                int end = at;
                while (end < text.length() && (isLetter(text.charAt(end)) || isDigit(text.charAt(end)))) {
                    end++;
                }
                all.add(new Token("name", text.substring(at, end), at));
                at = end;
            } else if (isDigit(c) || c == '-' && at + 1 < text.length() && isDigit(text.charAt(at + 1))) {
                int end = at + 1;
                while (end < text.length() && isDigit(text.charAt(end))) {
                    end++;
                }
                if (end - at > 18) {
                    throw error("a number that is too large", at);
                }
                all.add(new Token("number", Long.valueOf(text.substring(at, end)), at));
                at = end;
            } else if (c == '\'' || c == '"' || c == '`') {
                at = quoted(all, c, at);
            } else {
                at = sign(all, at);
            }
        }
        all.add(new Token("end", null, text.length()));
        return all;
    }

    private static boolean isLetter(char c) {
        return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private int sign(List<Token> all, int at) {
        for (var sign : SIGNS) {
            if (text.startsWith(sign, at)) {
                all.add(new Token(sign, null, at));
                return at + sign.length();
            }
        }
        throw error("Bad jmespath expression: Unknown token '" + text.charAt(at) + "'", at);
    }

    private int quoted(List<Token> all, char quote, int at) {
        int end = at + 1;
        while (end < text.length() && text.charAt(end) != quote) {
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= text.length()) {
            throw error("Bad jmespath expression: Unclosed " + quote + " delimiter", at);
        }
        var inner = text.substring(at + 1, end);
        switch (quote) {
            case '\'' -> all.add(new Token("literal", inner.replace("\\'", "'"), at));
            case '"' -> all.add(new Token("quoted", json("\"" + inner + "\"", at), at));
            default -> {
                var plain = inner.replace("\\`", "`").stripLeading();
                @Nullable Object value;
                try {
                    value = JsonReader.read(plain);
                } catch (UserError _) {
                    // Old expressions leave the quotes of a text out.
                    value = json("\"" + plain + "\"", at);
                }
                all.add(new Token("literal", value, at));
            }
        }
        return end + 1;
    }

    private @Nullable Object json(String json, int at) {
        try {
            return JsonReader.read(json);
        } catch (UserError e) {
            throw error("Bad jmespath expression: " + e.what(), at);
        }
    }

    private boolean is(String kind) {
        return tokens.get(next).kind.equals(kind);
    }

    private boolean isAfter(String kind) {
        return tokens.size() > next + 1 && tokens.get(next + 1).kind.equals(kind);
    }

    private Token take() {
        return tokens.get(next++);
    }

    private Token take(String kind) {
        if (!is(kind)) {
            throw wrong();
        }
        return take();
    }

    private int power() {
        return POWERS.getOrDefault(tokens.get(next).kind, 0);
    }

    private JmesNode expression(int power) {
        if (++depth > DEEPEST) {
            throw error("the expression nests too deeply", next);
        }
        var left = first();
        while (power < power()) {
            left = after(left, take());
        }
        depth--;
        return left;
    }

    private JmesNode first() {
        if (is("end")) {
            throw wrong();
        }
        var token = take();
        return switch (token.kind) {
            case "literal" -> new JmesNode.Literal(token.value);
            case "name" -> new JmesNode.Field(String.valueOf(token.value));
            case "quoted" -> {
                if (is("(")) {
                    throw error("Quoted identifier not allowed for function names", token.at);
                }
                yield new JmesNode.Field(String.valueOf(token.value));
            }
            case "*" -> new JmesNode.EachValue(new JmesNode.Current(), is("]") ? new JmesNode.Current() : eachRest(20));
            case "[?" -> matching(new JmesNode.Current());
            case "{" -> map();
            case "(" -> {
                var inner = expression(0);
                take(")");
                yield inner;
            }
            case "[]" -> new JmesNode.Each(new JmesNode.Flat(new JmesNode.Current()), eachRest(9));
            case "!" -> new JmesNode.Not(expression(45));
            case "[" -> {
                if (is("number") || is(":")) {
                    yield indexed(new JmesNode.Current());
                }
                if (is("*") && isAfter("]")) {
                    next += 2;
                    yield new JmesNode.Each(new JmesNode.Current(), eachRest(20));
                }
                yield list();
            }
            case "@" -> new JmesNode.Current();
            case "&" -> new JmesNode.Reference(expression(60));
            default -> {
                next--;
                throw wrong();
            }
        };
    }

    private JmesNode after(JmesNode left, Token token) {
        return switch (token.kind) {
            case "." -> {
                if (!is("*")) {
                    yield new JmesNode.Then(left, afterDot(40));
                }
                take();
                yield new JmesNode.EachValue(left, eachRest(40));
            }
            case "|" -> new JmesNode.Then(left, expression(1));
            case "||" -> new JmesNode.Or(left, expression(2));
            case "&&" -> new JmesNode.And(left, expression(3));
            case "(" -> call(left, token);
            case "[?" -> matching(left);
            case "==", "!=", "<", "<=", ">", ">=" -> new JmesNode.Comparison(token.kind, left, expression(5));
            case "[]" -> new JmesNode.Each(new JmesNode.Flat(left), eachRest(9));
            case "[" -> {
                if (is("number") || is(":")) {
                    yield indexed(left);
                }
                take("*");
                take("]");
                yield new JmesNode.Each(left, eachRest(20));
            }
            default -> {
                next--;
                throw wrong();
            }
        };
    }

    private JmesNode call(JmesNode left, Token token) {
        if (!(left instanceof JmesNode.Field(var name))) {
            throw error("Invalid function name", token.at);
        }
        var arguments = new ArrayList<JmesNode>();
        while (!is(")")) {
            arguments.add(expression(0));
            if (is(",")) {
                take();
            }
        }
        take(")");
        return new JmesNode.Apply(name, List.copyOf(arguments));
    }

    private JmesNode matching(JmesNode left) {
        var condition = expression(0);
        take("]");
        return new JmesNode.Matching(left, is("[]") ? new JmesNode.Current() : eachRest(21), condition);
    }

    private JmesNode indexed(JmesNode left) {
        if (!is(":") && !isAfter(":")) {
            var index = new JmesNode.Index((Long) java.util.Objects.requireNonNull(take("number").value));
            take("]");
            return left instanceof JmesNode.Current ? index : new JmesNode.Then(left, index);
        }
        var parts = new @Nullable Long[3];
        int part = 0;
        while (!is("]")) {
            if (is(":") && part < 2) {
                take();
                part++;
            } else if (is("number")) {
                parts[part] = (Long) take().value;
            } else {
                throw wrong();
            }
        }
        take("]");
        return new JmesNode.Each(
                new JmesNode.Then(left, new JmesNode.Slice(parts[0], parts[1], parts[2])), eachRest(20));
    }

    /** What is asked of every item. */
    private JmesNode eachRest(int power) {
        if (power() < ENDS_EACH) {
            return new JmesNode.Current();
        }
        if (is("[") || is("[?")) {
            return expression(power);
        }
        take(".");
        return afterDot(power);
    }

    private JmesNode afterDot(int power) {
        if (is("quoted") || is("name") || is("*")) {
            return expression(power);
        }
        if (is("[")) {
            take();
            return list();
        }
        take("{");
        return map();
    }

    private JmesNode list() {
        var items = new ArrayList<JmesNode>();
        items.add(expression(0));
        while (!is("]")) {
            take(",");
            items.add(expression(0));
        }
        take("]");
        return new JmesNode.ListOf(List.copyOf(items));
    }

    private JmesNode map() {
        var entries = new LinkedHashMap<String, JmesNode>();
        while (true) {
            var key = is("quoted") ? take() : take("name");
            take(":");
            entries.put(String.valueOf(key.value), expression(0));
            if (is("}")) {
                take();
                return new JmesNode.MapOf(entries);
            }
            take(",");
        }
    }
}
