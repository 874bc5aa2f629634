package dev.muster.playbook;

import dev.muster.source.UserError;
import dev.muster.value.Binding;
import dev.muster.value.Template;
import java.util.Map;

/** Renders the name in {@code import_tasks}, {@code import_role}, {@code import_playbook} or {@code roles} where it is a template. */
@FunctionalInterface
public interface StaticNames {

    /** Refuses every template. */
    StaticNames PLAIN = (name, _) -> {
        throw new UserError("the name '" + name.text() + "' of a static import cannot be rendered");
    };

    /**
     * The name.
     *
     * @param vars what is known when a playbook is read: variables of the play, of roles, blocks and of the import itself; no
     *     facts and no variables of hosts. Extra variables are the renderer's own to add
     * @throws UserError when something in it is undefined
     */
    String render(Template name, Map<String, Binding> vars);
}
