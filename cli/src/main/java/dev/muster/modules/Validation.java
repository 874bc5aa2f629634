package dev.muster.modules;

import dev.muster.source.UserError;
import org.jspecify.annotations.Nullable;

/** The argument {@code validate} of the modules that write files. */
final class Validation {

    private Validation() {}

    /** The words for {@code m_validate}. The command is split as a shell would, but no shell runs it. */
    static Words words(@Nullable String command) {
        var words = new Words();
        if (command == null) {
            return words.put("validate", 0);
        }
        if (!command.contains("%s")) {
            throw new UserError("validate must contain %s: " + command)
                    .hint("%s stands for the file that is to be validated");
        }
        var parts = ShellWords.split(command);
        words.put("validate", parts.size());
        for (int i = 0; i < parts.size(); i++) {
            words.put("v" + (i + 1), parts.get(i));
        }
        return words;
    }
}
