package dev.muster.render;

import freemarker.core.TemplateMarkupOutputModel;
import freemarker.template.TemplateMethodModelEx;
import freemarker.template.TemplateModel;
import freemarker.template.TemplateModelException;
import freemarker.template.TemplateNumberModel;
import freemarker.template.TemplateScalarModel;
import java.util.List;

/**
 * A {@link Syntax} as templates call it: {@code [=yaml(node.fqdn)]}. What another function answered, or an assignment caught,
 * may be its argument, as when a shell command goes into a YAML text.
 *
 * @param syntax the syntax
 */
record SyntaxFunction(Syntax syntax) implements TemplateMethodModelEx {

    @Override
    @SuppressWarnings("rawtypes")
    public TemplateModel exec(List arguments) throws TemplateModelException {
        if (arguments.size() != 1) {
            throw new TemplateModelException(syntax.function() + "(...) takes one value");
        }
        return Guard.INSTANCE.fromMarkup(syntax.write(text(arguments.getFirst())));
    }

    private String text(Object argument) throws TemplateModelException {
        return switch (argument) {
            case TemplateScalarModel text -> text.getAsString();
            case TemplateNumberModel number -> number.getAsNumber().toString();
            case Guard.Written written -> Guard.INSTANCE.getMarkupString(written);
            case TemplateMarkupOutputModel<?> _ ->
                throw new TemplateModelException(syntax.function() + "(...) takes text of this template alone");
            default -> throw new TemplateModelException(syntax.function() + "(...) takes a text or a number");
        };
    }
}
