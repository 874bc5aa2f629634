package dev.muster.cli;

import dev.muster.galaxy.CollectionInstall;
import dev.muster.galaxy.CollectionRequirement;
import dev.muster.galaxy.Galaxy;
import dev.muster.galaxy.RequirementsFile;
import dev.muster.galaxy.RoleInstall;
import dev.muster.galaxy.RoleSpec;
import dev.muster.source.UserError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code role install}, and {@code install} alone, which also installs the collections of a file of requirements. */
@Command(description = "Installs roles from files, addresses, git or a Galaxy server.")
final class GalaxyRoleInstall extends GalaxyWork {

    private final boolean both;

    @Mixin
    private Forcing forcing = new Forcing();

    @Option(
            names = {"-p", "--roles-path"},
            paramLabel = "FOLDER",
            description = "where roles go (default: the first folder of the setting roles_path that can be written to)")
    private List<String> paths = new ArrayList<>();

    @Option(
            names = {"-r", "--role-file"},
            paramLabel = "FILE",
            description = "a file with the roles to install; only those that are named, if any are")
    private @Nullable String file;

    @Option(
            names = {"-g", "--keep-scm-meta"},
            description = "install the folder .git of a repository, too")
    private boolean keepScmMeta;

    @Parameters(paramLabel = "ROLE", arity = "0..*", description = "[git+]SOURCE[,VERSION[,NAME]]")
    private List<String> names = new ArrayList<>();

    @Spec
    private @Nullable CommandSpec spec;

    GalaxyRoleInstall(Session session, boolean both) {
        super(session);
        this.both = both;
    }

    /** What is replaced, and what happens to errors; for roles and collections alike. */
    static final class Forcing {

        @Option(
                names = {"-f", "--force"},
                description = "replace what is there")
        private boolean force;

        @Option(names = "--force-with-deps", description = "replace what is there, and what it needs")
        private boolean withDependencies;

        @Option(
                names = {"-n", "--no-deps"},
                description = "leave out what is needed by what is installed")
        private boolean without;

        @Option(
                names = {"-i", "--ignore-errors"},
                description = "go on with the next one after one that failed")
        private boolean ignoreErrors;

        void check(@Nullable CommandSpec spec) {
            if (spec != null && without && withDependencies) {
                throw new ParameterException(
                        spec.commandLine(), "argument --force-with-deps: not allowed with argument -n/--no-deps");
            }
        }

        CollectionInstall.Options ofCollections(
                boolean preReleases, boolean upgrade, boolean offline, boolean withoutSignatures) {
            return new CollectionInstall.Options(
                    force, withDependencies, without, ignoreErrors, preReleases, upgrade, offline, withoutSignatures);
        }

        RoleInstall.Options ofRoles(boolean keepScmMeta) {
            return new RoleInstall.Options(force, withDependencies, without, ignoreErrors, keepScmMeta);
        }
    }

    @Override
    void check() {
        forcing.check(spec);
    }

    @Override
    ExitCode work(Galaxy galaxy, Configuration configuration) {
        if (names.isEmpty() && file == null) {
            throw GalaxyOptions.wrongOptions("- you must specify a user/role name or a roles file");
        }
        List<RoleSpec> roles;
        List<CollectionRequirement> collections = List.of();
        var ofCollections = new CollectionInstall(galaxy, configuration.paths("COLLECTIONS_PATHS"));
        if (file == null) {
            roles = RoleInstall.typed(names);
        } else {
            var path = galaxy.path(file);
            if (!path.toString().endsWith(".yml") && !path.toString().endsWith(".yaml")) {
                throw new UserError("Invalid role requirements file, it must end with a .yml or .yaml extension");
            }
            var wanted = RequirementsFile.read(path, galaxy, true);
            roles = wanted.roles();
            if (!both || !paths.isEmpty()) {
                tellOfCollections(wanted, path.toString());
            } else if (!wanted.collections().isEmpty()) {
                GalaxyCollectionInstall.mustNotNeedKeyring(configuration);
                collections = ofCollections.of(wanted);
            }
        }
        if (roles.isEmpty() && collections.isEmpty()) {
            session().terminal().out("Skipping install, no requirements found");
            return ExitCode.OK;
        }
        if (!roles.isEmpty()) {
            session().terminal().out("Starting galaxy role install process");
            new RoleInstall(
                            galaxy,
                            GalaxyOptions.before(session(), paths, configuration.paths("DEFAULT_ROLES_PATH")),
                            forcing.ofRoles(keepScmMeta))
                    .install(roles, file == null ? List.of() : names);
        }
        if (!collections.isEmpty()) {
            session().terminal().out("Starting galaxy collection install process");
            ofCollections.install(
                    collections,
                    configuration.paths("COLLECTIONS_PATHS").getFirst(),
                    forcing.ofCollections(false, false, false, configuration.flag("GALAXY_DISABLE_GPG_VERIFY")));
        }
        return ExitCode.OK;
    }

    /** Who says 'role' knows that collections are left out. */
    private void tellOfCollections(RequirementsFile wanted, String path) {
        if (both && !wanted.collections().isEmpty()) {
            new Warnings(session())
                    .accept("The requirements file '" + path
                            + "' contains collections which will be ignored. To install"
                            + " these collections run 'ansible-galaxy collection install -r' or to install both at the"
                            + " same time run 'ansible-galaxy install -r' without a custom install path.");
        }
    }
}
