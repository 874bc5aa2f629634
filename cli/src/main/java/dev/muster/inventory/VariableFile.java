package dev.muster.inventory;

import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.Binding;
import dev.muster.yaml.Node;
import dev.muster.yaml.Yaml;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** A file that holds variables: YAML or JSON, one dictionary or nothing. */
public final class VariableFile {

    private static final String VAULT = "$ANSIBLE_VAULT;";
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private VariableFile() {}

    /**
     * The variables of a file, trusted, in the order they are written.
     *
     * @throws UserError when it is no YAML, no dictionary, or encrypted
     */
    public static Map<String, Binding> read(Source source) {
        rejectVault(source);
        var variables = new LinkedHashMap<String, Binding>();
        Yaml.parse(source).ifPresent(node -> {
            if (node instanceof Node.Scalar scalar && scalar.value() == null) {
                return;
            }
            bind(node.mapping("a file of variables"), variables);
        });
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

    static void rejectVault(Source source) {
        if (source.text().startsWith(VAULT)) {
            throw new UserError("'" + source.name() + "' is encrypted with Ansible Vault, which cannot be read yet")
                    .at(source.at(1, 1))
                    .hint("decrypt it with 'ansible-vault decrypt', or keep secrets outside the inventory");
        }
    }
}
