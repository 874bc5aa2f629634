package dev.muster.cli;

import dev.muster.file.SafeFile;
import dev.muster.galaxy.CollectionBuild;
import dev.muster.galaxy.CollectionInstall;
import dev.muster.galaxy.CollectionListing;
import dev.muster.galaxy.CollectionVerify;
import dev.muster.galaxy.Galaxy;
import dev.muster.galaxy.RequirementsFile;
import dev.muster.source.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands for collections that are there, and {@code download}. */
final class GalaxyCollectionCommands {

    private GalaxyCollectionCommands() {}

    /** Where collections are. */
    static final class Paths {

        @Option(
                names = {"-p", "--collections-path"},
                paramLabel = "FOLDER",
                description = "a path of collections beside those of the setting collections_path; may be repeated")
        private List<String> given = new ArrayList<>();

        List<Path> own(Session session) {
            return GalaxyOptions.before(session, given, List.of());
        }

        List<Path> all(Session session, Configuration configuration) {
            return GalaxyOptions.before(session, given, configuration.paths("COLLECTIONS_PATHS"));
        }
    }

    private static void makeFolder(Path folder) {
        if (Files.isRegularFile(folder)) {
            throw new UserError("- the output collection directory " + folder + " is a file - aborting");
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UserError("cannot make the folder '" + folder + "': " + SafeFile.reason(e));
        }
    }

    @Command(description = "Packs collections into archives.")
    static final class Build extends GalaxyWork {

        @Option(
                names = {"-f", "--force"},
                description = "replace an archive that is there")
        private boolean force;

        @Option(
                names = "--output-path",
                paramLabel = "FOLDER",
                defaultValue = "./",
                description = "where the archives go (default: the working directory)")
        private String output = "./";

        @Parameters(
                paramLabel = "FOLDER",
                arity = "0..*",
                description = "the folders with galaxy.yml (default: the working directory)")
        private List<String> folders = new ArrayList<>();

        Build(Session session) {
            super(session);
        }

        @Override
        ExitCode work(Galaxy galaxy, Configuration configuration) {
            var target = galaxy.path(output);
            makeFolder(target);
            for (var folder : folders.isEmpty() ? List.of(".") : folders) {
                new CollectionBuild(galaxy).build(galaxy.path(folder), target, force);
            }
            return ExitCode.OK;
        }
    }

    @Command(description = "Puts archives of collections, and of those that they need, into a folder.")
    static final class Download extends GalaxyWork {

        @Mixin
        private GalaxyCollectionInstall.Answers answers = new GalaxyCollectionInstall.Answers();

        @Option(
                names = {"-n", "--no-deps"},
                description = "leave out what they need")
        private boolean withoutDependencies;

        @Option(
                names = {"-p", "--download-path"},
                paramLabel = "FOLDER",
                defaultValue = "./collections",
                description = "where the archives go (default: ./collections)")
        private String target = "./collections";

        @Option(
                names = {"-r", "--requirements-file"},
                paramLabel = "FILE",
                description = "a file with the collections to download")
        private @Nullable String file;

        @Option(names = "--pre", description = "take versions before their release, too")
        private boolean preReleases;

        @Parameters(paramLabel = "COLLECTION", arity = "0..*")
        private List<String> names = new ArrayList<>();

        Download(Session session) {
            super(session);
        }

        @Override
        ExitCode work(Galaxy galaxy, Configuration configuration) {
            answers.clear(configuration);
            GalaxyCollectionInstall.oneOf(names, file);
            var work = new CollectionInstall(galaxy, configuration.paths("COLLECTIONS_PATHS"));
            var wanted =
                    file == null ? work.typed(names) : work.of(RequirementsFile.read(galaxy.path(file), galaxy, false));
            makeFolder(galaxy.path(target));
            work.download(wanted, galaxy.path(target), withoutDependencies, preReleases);
            return ExitCode.OK;
        }
    }

    @Command(description = "Shows which collections there are, and in which versions.")
    static final class Listing extends GalaxyWork {

        @Mixin
        private Paths paths = new Paths();

        @Option(
                names = "--format",
                paramLabel = "FORM",
                defaultValue = "human",
                description = "human, yaml or json (default: human)")
        private CollectionListing.Form form = CollectionListing.Form.HUMAN;

        @Parameters(paramLabel = "COLLECTION", arity = "0..1")
        private @Nullable String name;

        Listing(Session session) {
            super(session);
        }

        @Override
        ExitCode work(Galaxy galaxy, Configuration configuration) {
            var listing = new CollectionListing(galaxy, paths.own(session()), configuration.paths("COLLECTIONS_PATHS"));
            if (listing.show(name == null ? "" : name, form)) {
                return ExitCode.OK;
            }
            throw GalaxyOptions.wrongOptions(
                    "- None of the provided paths were usable. Please specify a valid path with --collections-path");
        }
    }

    @Command(description = "Compares installed collections with their checksums.")
    static final class Verify extends GalaxyWork {

        @Mixin
        private Paths paths = new Paths();

        @Option(
                names = {"-i", "--ignore-errors"},
                description = "go on with the next one after one that failed")
        private boolean ignoreErrors;

        @Option(names = "--offline", description = "compare with what was installed, not with a Galaxy server")
        private boolean offline;

        @Option(
                names = {"-r", "--requirements-file"},
                paramLabel = "FILE",
                description = "a file with the collections to verify")
        private @Nullable String file;

        @Parameters(paramLabel = "COLLECTION", arity = "0..*")
        private List<String> names = new ArrayList<>();

        Verify(Session session) {
            super(session);
        }

        @Override
        ExitCode work(Galaxy galaxy, Configuration configuration) {
            GalaxyCollectionInstall.oneOf(names, file);
            var verify = new CollectionVerify(galaxy, paths.all(session(), configuration));
            var wanted = file == null
                    ? verify.typed(names)
                    : verify.of(RequirementsFile.read(galaxy.path(file), galaxy, false));
            return verify.verify(wanted, offline, ignoreErrors) ? ExitCode.OK : ExitCode.ERROR;
        }
    }
}
