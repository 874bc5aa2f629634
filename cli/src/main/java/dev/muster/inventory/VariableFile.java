package dev.muster.inventory;

import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.Binding;
import dev.muster.yaml.Node;
import dev.muster.yaml.Yaml;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A file that holds variables: YAML or JSON, one dictionary or nothing. */
public final class VariableFile {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private VariableFile() {}

    /**
     * The variables of a file, trusted, in the order they are written.
     *
     * @throws UserError when it is no YAML or no dictionary
     */
    public static Map<String, Binding> read(Source source) {
        var variables = new LinkedHashMap<String, Binding>();
        Yaml.parse(source).ifPresent(node -> {
            if (node instanceof Node.Scalar scalar && scalar.value() == null) {
                return;
            }
            bind(node.mapping("a file of variables"), variables);
        });
        if (source.secret()) {
            var values = new LinkedHashMap<String, @Nullable Object>();
            variables.forEach((name, binding) -> values.put(name, binding.value()));
            source.opener().learn(values);
        }
        return variables;
    }

    /** Adds the entries of a mapping as variables. */
    static void bind(Node.Mapping mapping, Map<String, Binding> into) {
        for (var entry : mapping.entries()) {
            into.put(name(entry), binding(entry.value()));
        }
    }

    static Binding binding(Node node) {
        return new Binding(node.trusted(), node.at());
    }

    private static String name(Node.Entry entry) {
        return entry.name();
    }

    /** Whether a text can be the name of a variable. */
    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }
}
