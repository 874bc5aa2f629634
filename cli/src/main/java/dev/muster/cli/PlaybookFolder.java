package dev.muster.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The folder that stands for that of a playbook where there is none. */
final class PlaybookFolder {

    @Option(
            names = "--playbook-dir",
            paramLabel = "FOLDER",
            description = "read roles, group_vars and host_vars here, as for a playbook in this folder")
    private @Nullable Path path;

    /** As it was typed, or that of the settings; null for none. */
    @Nullable
    Path path(Configuration configuration) {
        return path != null ? path : configuration.path("PLAYBOOK_DIR").orElse(null);
    }

    /** The same, or the working folder for none. */
    Path folder(Configuration configuration) {
        var given = path(configuration);
        return (given == null ? Path.of("") : given).toAbsolutePath();
    }
}
