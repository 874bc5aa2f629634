package dev.muster.jinja;

import dev.muster.jinja.Token.Kind;
import dev.muster.source.UserError;
import java.util.List;

/** The tokens of a template, read one after the other. */
final class Tokens {

    private final Spot spot;
    private final List<Token> tokens;
    private int next;

    Tokens(Spot spot, List<Token> tokens) {
        this.spot = spot;
        this.tokens = tokens;
    }

    Token current() {
        return tokens.get(next);
    }

    /** The place of the current token, for {@link #mentionedSince}. */
    int mark() {
        return next;
    }

    /** Whether a name stands anywhere between a place and the current token. */
    boolean mentionedSince(int mark, String name) {
        return tokens.subList(mark, next).stream().anyMatch(token -> token.isName(name));
    }

    /** The token after the current one. */
    Token look() {
        return tokens.get(Math.min(next + 1, tokens.size() - 1));
    }

    Token take() {
        var token = tokens.get(next);
        if (next < tokens.size() - 1) {
            next++;
        }
        return token;
    }

    boolean at(Kind kind) {
        return current().kind() == kind;
    }

    boolean at(String operator) {
        return current().is(operator);
    }

    boolean atName(String name) {
        return current().isName(name);
    }

    boolean skip(String operator) {
        if (!at(operator)) {
            return false;
        }
        take();
        return true;
    }

    boolean skipName(String name) {
        if (!atName(name)) {
            return false;
        }
        take();
        return true;
    }

    void expect(String operator) {
        if (!skip(operator)) {
            throw expected(operator);
        }
    }

    void expectName(String name) {
        if (!skipName(name)) {
            throw expected(name);
        }
    }

    Token expect(Kind kind) {
        if (!at(kind)) {
            throw expected(
                    switch (kind) {
                        case NAME -> "name";
                        case VARIABLE_END -> "end of print statement";
                        case BLOCK_END -> "end of statement block";
                        case DATA, VARIABLE_BEGIN, BLOCK_BEGIN, STRING, INTEGER, FLOAT, OPERATOR, END ->
                            throw new IllegalArgumentException("never expected: " + kind);
                    });
        }
        return take();
    }

    /** The error of finding the current token where something else had to be. */
    UserError expected(String described) {
        if (at(Kind.END)) {
            return error("unexpected end of template, expected '" + described + "'.");
        }
        return error("expected token '" + described + "', got '" + current().described() + "'");
    }

    UserError error(String what) {
        return error(what, current().at());
    }

    UserError error(String what, int at) {
        return spot.error(at, what);
    }
}
