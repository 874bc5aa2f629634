package dev.muster.playbook;

import dev.muster.source.Source;
import dev.muster.value.Binding;
import dev.muster.yaml.Node;
import java.util.Map;

/** Words of the form {@code key=value}, as {@code -e} takes them: the rules are those of a task's arguments in one line. */
public final class KeyValues {

    /** The name under which the words are found that are not of this form. */
    public static final String FREE = ArgumentText.RAW;

    private KeyValues() {}

    /**
     * The pairs in a text that is trusted; values are texts, and templates where they need rendering.
     *
     * @throws dev.muster.source.UserError for quotes or braces that are not closed
     */
    public static Map<String, Binding> parse(Source source) {
        return parse(source, false);
    }

    /** As {@link #parse(Source)}; in the text of a command only its own options, such as {@code chdir}, are pairs. */
    public static Map<String, Binding> parse(Source source, boolean command) {
        var text = source.text();
        return ArgumentText.parse(new Node.Scalar(text, text, true, null, source.at(1, 1)), text, command);
    }
}
