package dev.muster.cli;

import dev.muster.galaxy.Galaxy;
import dev.muster.galaxy.RoleInstall;
import dev.muster.galaxy.RoleListing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands for roles that are there. */
final class GalaxyRoleCommands {

    private GalaxyRoleCommands() {}

    /** Where roles are. */
    static final class Paths {

        @Option(
                names = {"-p", "--roles-path"},
                paramLabel = "FOLDER",
                description = "a folder of roles, before those of the setting roles_path; may be repeated")
        private List<String> given = new ArrayList<>();

        List<Path> all(Session session, Configuration configuration) {
            return GalaxyOptions.before(session, given, configuration.paths("DEFAULT_ROLES_PATH"));
        }
    }

    @Command(description = "Removes roles from the first folder of roles.")
    static final class Remove extends GalaxyWork {

        @Mixin
        private Paths paths = new Paths();

        @Parameters(paramLabel = "ROLE", arity = "1..*")
        private List<String> names = List.of();

        Remove(Session session) {
            super(session);
        }

        @Override
        ExitCode work(Galaxy galaxy, Configuration configuration) {
            RoleInstall.remove(galaxy, paths.all(session(), configuration), names);
            return ExitCode.OK;
        }
    }

    @Command(description = "Shows which roles there are, and in which versions.")
    static final class Listing extends GalaxyWork {

        @Mixin
        private Paths paths = new Paths();

        @Parameters(paramLabel = "ROLE", arity = "0..1")
        private @Nullable String name;

        Listing(Session session) {
            super(session);
        }

        @Override
        ExitCode work(Galaxy galaxy, Configuration configuration) {
            var listing = new RoleListing(galaxy, paths.all(session(), configuration));
            if (name == null ? listing.all() : listing.one(name)) {
                return ExitCode.OK;
            }
            throw GalaxyOptions.wrongOptions(
                    "- None of the provided paths were usable. Please specify a valid path with --roles-path");
        }
    }

    @Command(description = "Shows what a role and a Galaxy server say of it.")
    static final class Info extends GalaxyWork {

        @Mixin
        private Paths paths = new Paths();

        @Option(names = "--offline", description = "do not ask a server")
        private boolean offline;

        @Parameters(paramLabel = "ROLE", arity = "1..*")
        private List<String> names = List.of();

        Info(Session session) {
            super(session);
        }

        @Override
        ExitCode work(Galaxy galaxy, Configuration configuration) {
            session().terminal().out(new RoleListing(galaxy, paths.all(session(), configuration)).info(names, offline));
            return ExitCode.OK;
        }
    }
}
