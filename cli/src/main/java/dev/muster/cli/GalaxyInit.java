package dev.muster.cli;

import dev.muster.galaxy.CollectionName;
import dev.muster.galaxy.Galaxy;
import dev.muster.galaxy.Skeleton;
import dev.muster.inventory.FlatVariables;
import dev.muster.jinja.Jinja;
import dev.muster.source.UserError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code init}, of roles and of collections. */
final class GalaxyInit {

    private GalaxyInit() {}

    /** What both have. */
    static final class Begun {

        @Option(
                names = "--init-path",
                paramLabel = "FOLDER",
                defaultValue = "./",
                description = "below which folder (default: the working directory)")
        private String below = "./";

        @Option(
                names = {"-f", "--force"},
                description = "remove what is there already")
        private boolean force;

        @Option(
                names = {"-e", "--extra-vars"},
                paramLabel = "VARS",
                description = "variables for a skeleton of your own; may be repeated")
        private List<String> variables = new ArrayList<>();

        void run(
                Session session,
                Galaxy galaxy,
                Configuration configuration,
                Skeleton.Type type,
                String name,
                @Nullable String given) {
            var skeleton = new Skeleton(galaxy, type, force);
            var target = galaxy.path(below);
            var setting = type == Skeleton.Type.ROLE ? "GALAXY_ROLE_SKELETON" : "GALAXY_COLLECTION_SKELETON";
            var own = given == null ? configuration.path(setting).orElse(null) : galaxy.path(given);
            if (own == null) {
                skeleton.own(name, target);
                return;
            }
            var reader = new VaultOptions().reader(session, configuration, new Warnings(session));
            var jinja = Wiring.jinja(reader);
            skeleton.of(
                    own,
                    configuration.list(setting + "_IGNORE"),
                    name,
                    target,
                    ExtraVariables.parse(variables, reader),
                    (template, all) -> jinja.file(template, new FlatVariables(all, jinja), Jinja.FileOptions.DEFAULT));
        }
    }

    @Command(description = "Makes the files that a role begins with.")
    static final class OfRole extends GalaxyWork {

        @Mixin
        private Begun begun = new Begun();

        @Option(
                names = "--role-skeleton",
                paramLabel = "FOLDER",
                description = "a role to begin with, whose files that end with .j2 are templates")
        private @Nullable String skeleton;

        @Option(
                names = "--type",
                paramLabel = "TYPE",
                defaultValue = "default",
                description = "the kind of role; 'default' is the one there is")
        private String type = "default";

        @Option(names = "--offline", description = "do not ask a server, which is not done in any case")
        private boolean offline;

        @Parameters(paramLabel = "ROLE")
        private String name = "";

        OfRole(Session session) {
            super(session);
        }

        @Override
        ExitCode work(Galaxy galaxy, Configuration configuration) {
            if (!type.equals("default")) {
                throw new UserError("there is no skeleton for roles of the type '" + type + "'")
                        .hint("'default' is the one there is; --role-skeleton takes a folder of your own");
            }
            begun.run(session(), galaxy, configuration, Skeleton.Type.ROLE, name, skeleton);
            return ExitCode.OK;
        }
    }

    @Command(description = "Makes the files that a collection begins with.")
    static final class OfCollection extends GalaxyWork {

        @Mixin
        private Begun begun = new Begun();

        @Option(
                names = "--collection-skeleton",
                paramLabel = "FOLDER",
                description = "a collection to begin with, whose files that end with .j2 are templates")
        private @Nullable String skeleton;

        @Parameters(paramLabel = "COLLECTION", description = "NAMESPACE.NAME")
        private String name = "";

        OfCollection(Session session) {
            super(session);
        }

        @Override
        ExitCode work(Galaxy galaxy, Configuration configuration) {
            var checked = CollectionName.given(name);
            begun.run(session(), galaxy, configuration, Skeleton.Type.COLLECTION, checked.toString(), skeleton);
            return ExitCode.OK;
        }
    }
}
