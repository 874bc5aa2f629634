package dev.muster.playbook;

import dev.muster.source.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** A folder with a playbook and its roles, written for one test. */
record PlaybookFiles(Path folder) {

    private static final Set<String> MODULES =
            Set.of("command", "copy", "debug", "file", "ping", "set_fact", "shell", "validate_argument_spec");

    PlaybookFiles write(String name, String text) {
        var file = folder.resolve(name);
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    LoaderSettings settings() {
        return LoaderSettings.of(MODULES);
    }

    Playbook load() {
        return new PlaybookLoader(settings()).load(folder.resolve("site.yml"));
    }

    /** The plays of a playbook. */
    List<Play> plays(String text) {
        return write("site.yml", text).load().plays();
    }

    /** The tasks of a play that has nothing else; each line is indented by the caller as if it stood at the margin. */
    List<TaskItem> tasks(String text) {
        return plays("- hosts: all\n  tasks:\n" + text.indent(4)).getFirst().tasks();
    }

    Task task(String text) {
        return (Task) tasks(text).getFirst();
    }

    /** What is wrong with a playbook: line, column, sentence, and the hint behind an arrow. */
    String error(String text) {
        try {
            plays(text);
        } catch (UserError e) {
            var where = e.where();
            return (where == null ? "" : where.line() + ":" + where.column() + ": ")
                    + e.what().replace(folder.toString(), "DIR")
                    + (e.hint() == null ? "" : " -> " + e.hint().replace(folder.toString(), "DIR"));
        }
        return "";
    }

    String taskError(String text) {
        return error("- hosts: all\n  tasks:\n" + text.indent(4));
    }
}
