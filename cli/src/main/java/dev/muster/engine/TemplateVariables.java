package dev.muster.engine;

import dev.muster.jinja.Jinja;
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
            variables.put("ansible_managed", managed(variables, file, scope));
        }
        return variables;
    }

    /**
     * What the setting {@code ansible_managed} says of a template. The times are those of its file, and the names are put in last, so
     * that nothing in them is taken for a time.
     */
    private static String managed(Map<String, @Nullable Object> variables, Path file, Scope scope) {
        var text = scope.ways().managed();
        try {
            var time = LocalDateTime.ofInstant(Files.getLastModifiedTime(file).toInstant(), ZoneId.systemDefault());
            text = Jinja.formatted(time, text);
        } catch (IOException e) {
            // As with its owner and time above.
            return text;
        }
        return text.replace("{host}", String.valueOf(variables.get("template_host")))
                .replace("{uid}", String.valueOf(variables.get("template_uid")))
                .replace("{file}", String.valueOf(variables.get("template_path")));
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
