package dev.muster.engine;

import dev.muster.jinja.Jinja;
import dev.muster.source.Source;
import dev.muster.value.Template;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a template file sees beside the task's variables: module {@code template}, "Notes", and lookup {@code template}. */
final class TemplateVariables {

    private static final Map<String, String> NAMES =
            Map.of("host", "{{ template_host }}", "uid", "{{ template_uid }}", "file", "{{ template_path }}");

    private TemplateVariables() {}

    /**
     * @param file the template
     * @param name how the file was called
     * @param destination where the result goes, or null for a lookup
     */
    static Map<String, @Nullable Object> of(Path file, String name, @Nullable String destination, Scope scope) {
        var variables = new LinkedHashMap<String, @Nullable Object>();
        variables.put("template_host", host());
        variables.put("template_path", name);
        variables.put("template_fullpath", file.toAbsolutePath().toString());
        variables.put("template_destpath", destination);
        variables.put("template_run_date", Jinja.moment(LocalDateTime.now(ZoneId.systemDefault())));
        try {
            variables.put("template_uid", Files.getOwner(file).getName());
            variables.put(
                    "template_mtime",
                    Jinja.moment(LocalDateTime.ofInstant(
                            Files.getLastModifiedTime(file).toInstant(), ZoneId.systemDefault())));
        } catch (IOException e) {
            // The file was read a moment ago; without its owner and time a template can still be rendered that does
            // not ask for them, and one that does fails with the variable's name.
            variables.remove("template_uid");
        }
        if (!scope.names().contains("ansible_managed")) {
            variables.put("ansible_managed", managed(file, scope));
        }
        return variables;
    }

    /**
     * What the setting {@code ansible_managed} says of a template: Python's {@code str.format}, then {@code strftime} with the times
     * of its file. The setting is the project's own text, so what it holds of Jinja2 is rendered; the names of the file and its
     * owner are not, since they stand as variables in it.
     */
    private static Object managed(Path file, Scope scope) {
        var text = Jinja.formatted(scope.ways().managed(), NAMES);
        try {
            var time = LocalDateTime.ofInstant(Files.getLastModifiedTime(file).toInstant(), ZoneId.systemDefault());
            text = Jinja.formatted(time, text);
        } catch (IOException e) {
            // As with its owner and time above.
        }
        return Template.trusted(text, Source.ofText("ansible_managed", text).at(1, 1));
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
