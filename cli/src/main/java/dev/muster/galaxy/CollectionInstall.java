package dev.muster.galaxy;

import dev.muster.file.SafeFile;
import dev.muster.galaxy.CollectionRequirement.Kind;
import dev.muster.source.UserError;
import dev.muster.value.Printing;
import dev.muster.value.Wildcards;
import dev.muster.yaml.YamlWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code ansible-galaxy collection install}: puts collections, and those that they need, into a path of collections. */
public final class CollectionInstall {

    /**
     * How.
     *
     * @param force whether what is there is replaced
     * @param forceWithDependencies the same for what it needs
     * @param noDependencies whether what a collection needs is left alone
     * @param ignoreErrors whether the next one is tried after one that failed
     * @param preReleases whether versions before their release are taken
     * @param upgrade whether what is there gives way to something newer
     * @param offline whether no server is asked
     * @param withoutSignatures whether signatures of a server are not looked at
     */
    public record Options(
            boolean force,
            boolean forceWithDependencies,
            boolean noDependencies,
            boolean ignoreErrors,
            boolean preReleases,
            boolean upgrade,
            boolean offline,
            boolean withoutSignatures) {}

    private static final YamlWriter.Layout NOTED = new YamlWriter.Layout(2, 80, false, true, false, false, false, null);

    private final Galaxy galaxy;
    private final Voice voice;
    private final Artifacts artifacts;
    private final List<Path> configured;

    /** @param configured the paths of collections that the settings name */
    public CollectionInstall(Galaxy galaxy, List<Path> configured) {
        this.galaxy = galaxy;
        this.voice = galaxy.voice();
        this.artifacts = new Artifacts(galaxy);
        this.configured = configured;
    }

    /** Collections as they are typed. */
    public List<CollectionRequirement> typed(List<String> words) {
        var reader = new CollectionWanted(galaxy, artifacts);
        return words.stream().map(reader::typed).toList();
    }

    /** Collections of a file of requirements. */
    public List<CollectionRequirement> of(RequirementsFile file) {
        var reader = new CollectionWanted(galaxy, artifacts);
        return file.collections().stream().map(reader::entry).toList();
    }

    /** Does it, into a path. */
    public void install(List<CollectionRequirement> wanted, Path path, Options options) {
        var output = InstalledCollections.folder(path);
        warnOfUnexpected(path);
        var there = new LinkedHashSet<Candidate>();
        var places = new LinkedHashSet<>(List.of(output));
        configured.forEach(each -> places.add(InstalledCollections.folder(each)));
        places.forEach(place -> there.addAll(InstalledCollections.in(place, voice)));
        boolean force = options.force() || options.forceWithDependencies();
        var unmet = wanted.stream()
                .flatMap(each -> each.kind() == Kind.SUBDIRS ? below(each).stream() : List.of(each).stream())
                .filter(each -> force || there.stream().noneMatch(candidate -> meets(candidate, each)))
                .toList();
        if (unmet.isEmpty() && !options.upgrade()) {
            voice.say("Nothing to do. All requested collections are already installed. If you want to reinstall them,"
                    + " consider using `--force`.");
            return;
        }
        var requested = wanted.stream()
                .flatMap(each -> each.kind() == Kind.SUBDIRS ? below(each).stream() : List.of(each).stream())
                .map(CollectionRequirement::id)
                .collect(Collectors.toSet());
        Set<Candidate> preferred = options.forceWithDependencies()
                ? Set.of()
                : !options.force()
                        ? there
                        : there.stream()
                                .filter(each ->
                                        !requested.contains(each.fullName().toString()))
                                .collect(Collectors.toSet());
        voice.say("Process install dependency map");
        var chosen = new Resolver(
                        galaxy,
                        artifacts,
                        preferred,
                        new Resolver.Choice(
                                !options.noDependencies(), options.preReleases(), options.upgrade(), options.offline()))
                .resolve(wanted);
        voice.say("Starting collection install process");
        chosen.values().stream().filter(each -> !each.isVirtual()).forEach(each -> {
            if (preferred.contains(each)) {
                voice.say("'" + each.shown() + "' is already installed, skipping.");
            } else {
                one(each, output, options);
            }
        });
    }

    private List<CollectionRequirement> below(CollectionRequirement folder) {
        var reader = new CollectionWanted(galaxy, artifacts);
        return CollectionWanted.collectionsBelow(galaxy.plainPath(folder.source())).stream()
                .map(each -> reader.entry(Map.of("name", each.toString())))
                .toList();
    }

    private static boolean meets(Candidate there, CollectionRequirement wanted) {
        return wanted.name() != null
                && wanted.name().equals(there.name())
                && new VersionRange(wanted.version()).includes(there.version());
    }

    private void warnOfUnexpected(Path path) {
        boolean managed = configured.stream()
                .map(InstalledCollections::folder)
                .anyMatch(each -> each.toString().startsWith(path.toString()));
        if (!managed && galaxy.settings().flag("GALAXY_COLLECTIONS_PATH_WARNING")) {
            voice.warn("The specified collections path '" + path
                    + "' is not part of the configured Ansible collections paths '"
                    + configured.stream().map(Path::toString).collect(Collectors.joining(":"))
                    + "'. The installed collection will not be picked up in an Ansible run, unless within a"
                    + " playbook-adjacent collections directory.");
        }
    }

    private void one(Candidate candidate, Path output, Options options) {
        if (candidate.kind() == Kind.GALAXY
                && !options.withoutSignatures()
                && !artifacts.release(candidate).signatures().isEmpty()) {
            voice.warn("The GnuPG keyring used for collection signature verification was not configured but signatures"
                    + " were provided by the Galaxy server to verify authenticity. Configure a keyring for"
                    + " ansible-galaxy to use or disable signature verification. Skipping signature verification.");
        }
        try {
            put(candidate, output);
        } catch (UserError e) {
            if (!options.ignoreErrors()) {
                throw e;
            }
            voice.warn("Failed to install collection " + candidate.shown()
                    + " but skipping due to --ignore-errors being set. Error: " + e.render());
        }
    }

    private void put(Candidate candidate, Path output) {
        var name = candidate.fullName();
        var from = artifacts.path(candidate);
        var target = output.resolve(name.namespace()).resolve(name.name());
        voice.say("Installing '" + candidate.shown() + "' to '" + target + "'");
        try (var beside = Beside.of(target)) {
            if (candidate.kind() == Kind.DIR) {
                var meta = artifacts.meta(candidate.source(), candidate.version(), Kind.DIR);
                FileManifest.of(from, meta, voice).copy(meta, beside.folder(), !galaxy.isFetched(from));
            } else {
                unpack(new Archive(from, galaxy.limits()), name, beside.folder());
            }
            beside.replace();
            if (candidate.kind() == Kind.DIR) {
                voice.say("Created collection for " + candidate.shown() + " at " + target);
            } else {
                forgetSource(name, output);
            }
            if (candidate.kind() == Kind.GALAXY) {
                noteSource(candidate, output);
            }
        } catch (IOException e) {
            throw new UserError("cannot put the collection " + name + " into '" + target + "': " + SafeFile.reason(e));
        }
        voice.say(candidate.shown() + " was installed successfully");
    }

    /** Unpacks what {@code FILES.json} names and nothing else, and compares the checksums. */
    private static void unpack(Archive archive, CollectionName name, Path folder) {
        var meta = CollectionMeta.ofArchive(archive);
        if (!meta.name().equals(name)) {
            throw new UserError("Collection at '" + archive.file() + "' is '" + meta.name() + "', not '" + name + "'");
        }
        var bytes = archive.content(CollectionMeta.FILES).orElseThrow(() -> lacks(archive, CollectionMeta.FILES));
        var what = "collection " + name;
        var wanted = new HashMap<String, String>();
        var listed = CollectionMeta.json(new String(bytes, StandardCharsets.UTF_8), CollectionMeta.FILES)
                .get("files");
        for (var each : listed instanceof List<?> list ? list : List.of()) {
            if (each instanceof Map<?, ?> entry) {
                var path = Unpacking.relative(Printing.str(entry.get("name")), what);
                var sum = "file".equals(entry.get("ftype")) ? Printing.str(entry.get("chksum_sha256")) : "";
                if (!path.isEmpty()) {
                    wanted.put(path, sum);
                }
            }
        }
        new Unpacking(
                        archive,
                        what,
                        path -> Optional.of(path)
                                .filter(each -> wanted.containsKey(each)
                                        || each.equals(CollectionMeta.MANIFEST)
                                        || each.equals(CollectionMeta.FILES)),
                        Unpacking::collectionMode,
                        true)
                .into(folder);
        wanted.forEach((path, sum) -> {
            var file = folder.resolve(path);
            if (sum.isEmpty()) {
                if (!Files.isDirectory(file)) {
                    throw new UserError("Unable to extract '" + path + "' from collection");
                }
            } else if (!Files.isRegularFile(file)) {
                throw lacks(archive, path);
            } else if (!Hashes.of(file).equals(sum)) {
                throw new UserError(
                        "Checksum mismatch for '" + path + "' inside collection at '" + archive.file() + "'");
            }
        });
    }

    private static UserError lacks(Archive archive, String path) {
        return new UserError(
                "Collection tar at '" + archive.file() + "' does not contain the expected file '" + path + "'.");
    }

    private void forgetSource(CollectionName name, Path output) throws IOException {
        var pattern = Wildcards.pattern(name + "-*.info");
        try (var all = Files.list(output)) {
            for (var each : all.toList()) {
                if (pattern.matcher(each.getFileName().toString()).matches()) {
                    voice.detail(4, "Removing " + name + "-*.info metadata from previous installations");
                    Beside.remove(each);
                }
            }
        }
    }

    private void noteSource(Candidate candidate, Path output) throws IOException {
        var folder = output.resolve(candidate.fullName() + "-" + candidate.version() + ".info");
        Files.createDirectories(folder);
        SafeFile.write(
                folder.resolve("GALAXY.yml"),
                YamlWriter.write(artifacts.sourceInfo(candidate), NOTED),
                SafeFile.Mode.PUBLIC);
    }

    /** {@code ansible-galaxy collection download}: archives of collections, and of those that they need, in a folder. */
    public void download(List<CollectionRequirement> wanted, Path folder, boolean noDependencies, boolean preReleases) {
        voice.say("Process download dependency map");
        var chosen = new Resolver(
                        galaxy, artifacts, Set.of(), new Resolver.Choice(!noDependencies, preReleases, false, false))
                .resolve(wanted);
        voice.say("Starting collection download process to '" + folder + "'");
        var noted = new java.util.ArrayList<Object>();
        for (var each : chosen.values()) {
            if (each.isVirtual()) {
                voice.say(each.shown() + " is not downloadable");
                continue;
            }
            voice.say("Downloading collection '" + each.shown() + "' to '" + folder + "'");
            var from = artifacts.path(each);
            var name = each.fullName().namespace() + "-" + each.fullName().name() + "-" + each.version() + ".tar.gz";
            try {
                if (each.kind() == Kind.DIR) {
                    new CollectionBuild(galaxy).build(from, folder, true);
                } else {
                    Files.copy(from, folder.resolve(name), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                }
            } catch (IOException e) {
                throw new UserError("cannot write '" + folder.resolve(name) + "': " + SafeFile.reason(e));
            }
            voice.say("Collection '" + each.shown() + "' was downloaded successfully");
            noted.add(new java.util.TreeMap<>(Map.of("name", name, "version", each.version())));
        }
        var file = folder.resolve("requirements.yml");
        voice.say("Writing requirements.yml file of downloaded collections to '" + file + "'");
        SafeFile.write(file, YamlWriter.write(Map.of("collections", noted), NOTED), SafeFile.Mode.PUBLIC);
    }
}
