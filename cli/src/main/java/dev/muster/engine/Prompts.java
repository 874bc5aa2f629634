package dev.muster.engine;

import dev.muster.event.Event;
import dev.muster.jinja.PasswordHash;
import dev.muster.playbook.Play.VarsPrompt;
import dev.muster.source.UserError;
import dev.muster.value.Printing;
import dev.muster.value.Secrets;
import dev.muster.value.Template;
import java.security.SecureRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The variables that {@code vars_prompt} asks for. Source: {@code Display.do_var_prompt} of ansible-core. */
final class Prompts {

    private static final String NOBODY = "Not prompting as we are not in interactive mode";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Asking asking;
    private final Secrets secrets;
    private final Consumer<Event> events;

    Prompts(Asking asking, Secrets secrets, Consumer<Event> events) {
        this.asking = asking;
        this.secrets = secrets;
        this.events = events;
    }

    /** The value of one variable: what is typed, or else its default, hashed where that is wanted. */
    Object value(VarsPrompt prompt, Scope scope) {
        try {
            return asked(prompt, scope);
        } catch (UserError e) {
            throw e.at(prompt.at());
        }
    }

    private Object asked(VarsPrompt prompt, Scope scope) {
        boolean secret = Values.truth("private", prompt.secret(), scope, true);
        boolean confirm = Values.truth("confirm", prompt.confirm(), scope, false);
        var otherwise = Values.text(prompt.defaultValue(), scope);
        var typed = typed(question(prompt, otherwise, scope), secret, confirm);
        boolean answered = typed != null && !typed.isEmpty();
        var value = answered || otherwise == null ? typed : otherwise;
        var kind = Values.text(prompt.encrypt(), scope);
        if (kind != null && !kind.isEmpty()) {
            return hashed(value, kind, prompt, scope);
        }
        if (value == null) {
            return "None";
        }
        // Whoever types is trusted as whoever writes the playbook is; a default was rendered already.
        boolean unsafe = Values.truth("unsafe", prompt.unsafe(), scope, false);
        return answered && !unsafe && Template.looksLike(value) ? new Template(value, prompt.at()) : value;
    }

    private static String question(VarsPrompt prompt, @Nullable String otherwise, Scope scope) {
        var text = prompt.prompt() == null ? prompt.name() : Values.text(prompt.prompt(), scope);
        if (text == null || text.isEmpty()) {
            return "input for " + prompt.name() + ": ";
        }
        return otherwise == null ? text + ": " : text + " [" + otherwise + "]: ";
    }

    private @Nullable String typed(String question, boolean secret, boolean confirm) {
        while (true) {
            var first = asking.answer(question, secret);
            if (first.isEmpty()) {
                events.accept(new Event.Warning(NOBODY));
                return null;
            }
            if (secret) {
                secrets.add(first.get());
            }
            if (!confirm) {
                return first.get();
            }
            var second = asking.answer("confirm " + question, secret);
            if (second.isEmpty() || second.equals(first)) {
                return first.get();
            }
            events.accept(new Event.Verbose(0, null, "***** VALUES ENTERED DO NOT MATCH ****"));
        }
    }

    private String hashed(@Nullable String value, String kind, VarsPrompt prompt, Scope scope) {
        if (value == null) {
            throw new UserError("there is nothing to hash for '" + prompt.name() + "'")
                    .hint("give it a default, or set it by --extra-vars where nobody can be asked");
        }
        var size = Values.rendered(prompt.saltSize(), scope);
        if (size != null && !(size instanceof Long)) {
            throw new UserError("salt_size must be an integer");
        }
        var salt = Values.rendered(prompt.salt(), scope);
        return PasswordHash.of(
                value,
                new PasswordHash.Wish(kind, salt == null ? null : Printing.str(salt), (Long) size, null, null),
                RANDOM);
    }
}
