package dev.muster.cli;

import dev.muster.galaxy.CollectionInstall;
import dev.muster.galaxy.Galaxy;
import dev.muster.galaxy.RequirementsFile;
import dev.muster.source.UserError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code collection install}. */
@Command(description = "Installs collections from folders, files, addresses, git or a Galaxy server.")
final class GalaxyCollectionInstall extends GalaxyWork {

    @Mixin
    private GalaxyRoleInstall.Forcing forcing = new GalaxyRoleInstall.Forcing();

    @Mixin
    private Answers answers = new Answers();

    @Option(
            names = {"-p", "--collections-path"},
            paramLabel = "FOLDER",
            description = "where collections go (default: the first folder of the setting collections_path)")
    private @Nullable String path;

    @Option(
            names = {"-r", "--requirements-file"},
            paramLabel = "FILE",
            description = "a file with the collections to install")
    private @Nullable String file;

    @Option(names = "--pre", description = "take versions before their release, too")
    private boolean preReleases;

    @Option(
            names = {"-U", "--upgrade"},
            description = "replace what is there by something newer")
    private boolean upgrade;

    @Option(names = "--offline", description = "do not ask a Galaxy server")
    private boolean offline;

    @Option(names = "--disable-gpg-verify", description = "do not look at the signatures of a Galaxy server")
    private boolean withoutSignatures;

    @Parameters(
            paramLabel = "COLLECTION",
            arity = "0..*",
            description = "NAMESPACE.NAME[:VERSIONS], a folder, a file or an address")
    private List<String> names = new ArrayList<>();

    @Spec
    private @Nullable CommandSpec spec;

    GalaxyCollectionInstall(Session session) {
        super(session);
    }

    /** Answers of servers are never kept here, so that there is only an old cache of ansible-galaxy's to remove. */
    static final class Answers {

        @Option(names = "--no-cache", description = "do not use kept answers of servers, of which there are none")
        private boolean none;

        @Option(
                names = "--clear-response-cache",
                description = "remove the answers of servers that ansible-galaxy kept")
        private boolean clear;

        void clear(Configuration configuration) {
            if (clear) {
                configuration
                        .path("GALAXY_CACHE_DIR")
                        .ifPresent(folder -> dev.muster.file.SafeFile.remove(folder.resolve("api.json")));
            }
        }
    }

    @Override
    void check() {
        forcing.check(spec);
    }

    @Override
    ExitCode work(Galaxy galaxy, Configuration configuration) {
        answers.clear(configuration);
        boolean unsigned = withoutSignatures || configuration.flag("GALAXY_DISABLE_GPG_VERIFY");
        if (!unsigned) {
            mustNotNeedKeyring(configuration);
        }
        var configured = configuration.paths("COLLECTIONS_PATHS");
        var work = new CollectionInstall(galaxy, configured);
        oneOf(names, file);
        var wanted =
                file == null ? work.typed(names) : work.of(RequirementsFile.read(galaxy.path(file), galaxy, false));
        if (wanted.isEmpty()) {
            session().terminal().out("Skipping install, no requirements found");
            return ExitCode.OK;
        }
        session().terminal().out("Starting galaxy collection install process");
        work.install(
                wanted,
                path == null ? configured.getFirst() : galaxy.path(path),
                forcing.ofCollections(preReleases, upgrade, offline, unsigned));
        return ExitCode.OK;
    }

    /** Names or a file, one of the two. */
    static void oneOf(List<String> names, @Nullable String file) {
        if (!names.isEmpty() && file != null) {
            throw new UserError("The positional collection_name arg and --requirements-file are mutually exclusive.");
        }
        if (names.isEmpty() && file == null) {
            throw new UserError("You must specify a collection name or a requirements file.");
        }
    }

    /** Whoever names a keyring wants signatures checked; what cannot be checked is not installed. */
    static void mustNotNeedKeyring(Configuration configuration) {
        if (configuration.text("GALAXY_GPG_KEYRING").isPresent() && !configuration.flag("GALAXY_DISABLE_GPG_VERIFY")) {
            throw new UserError(
                            "the setting 'gpg_keyring' in [galaxy] asks for signatures to be verified, which is not done")
                    .hint("--disable-gpg-verify installs without; the checksums are compared in any case");
        }
    }
}
