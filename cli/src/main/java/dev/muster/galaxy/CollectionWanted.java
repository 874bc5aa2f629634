package dev.muster.galaxy;

import dev.muster.file.SafeFile;
import dev.muster.galaxy.CollectionRequirement.Kind;
import dev.muster.source.UserError;
import dev.muster.value.Printing;
import dev.muster.value.Types;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds out what is meant by a word of the command line or an entry of a file of requirements. */
final class CollectionWanted {

    /** A name with versions behind it, as Python's packages are named. */
    private static final Pattern WITH_VERSIONS =
            Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]*)\\s*\\(?\\s*((?:===?|[<>!~]=?)[^()]*)\\)?");

    private final Galaxy galaxy;
    private final Artifacts artifacts;

    CollectionWanted(Galaxy galaxy, Artifacts artifacts) {
        this.galaxy = galaxy;
        this.artifacts = artifacts;
    }

    /** A word: a name, {@code name:versions}, {@code name>=version}, a file, a folder or an address. */
    CollectionRequirement typed(String word) {
        if (isPointer(word) || CollectionName.of(word).isPresent()) {
            return entry(Map.of("name", word));
        }
        int colon = word.indexOf(':');
        if (colon >= 0) {
            var version = word.substring(colon + 1);
            return entry(
                    version.isEmpty()
                            ? Map.of("name", word.substring(0, colon))
                            : Map.of("name", word.substring(0, colon), "version", version));
        }
        var match = WITH_VERSIONS.matcher(word);
        if (match.matches()) {
            var versions = Arrays.stream(match.group(2).split(","))
                    .map(part -> part.replaceAll("\\s+", ""))
                    .filter(part -> !part.isEmpty())
                    .sorted()
                    .toList();
            return entry(Map.of("name", match.group(1), "version", String.join(",", versions)));
        }
        return entry(Map.of("name", word));
    }

    /** An entry with {@code name}, {@code version}, {@code source} and {@code type}. */
    CollectionRequirement entry(Map<?, ?> entry) {
        var name = text(entry, "name");
        var version = entry.get("version") == null ? VersionRange.ANY : Printing.str(entry.get("version"));
        var source = text(entry, "source");
        if (entry.get("signatures") != null) {
            throw new UserError("Signatures were provided to verify " + name + " but no keyring was configured.")
                    .hint("signatures are not checked here");
        }
        var kind = kind(text(entry, "type"), name, source);
        if (kind == Kind.GALAXY) {
            return ofServer(name, version, source);
        }
        var from = source == null ? name : source;
        var given =
                source == null || name == null ? null : CollectionName.of(name).orElse(null);
        if (from == null) {
            throw new UserError("Collections requirement entry should contain the key 'source' or 'name'");
        }
        if (kind == Kind.DIR) {
            from = from.replaceFirst("/+$", "");
        }
        if (kind == Kind.GIT || kind == Kind.SUBDIRS) {
            return new CollectionRequirement(given, version, from, null, kind);
        }
        var meta = artifacts.meta(from, version, kind);
        var own = meta.name();
        return new CollectionRequirement(
                given == null ? own : given,
                version.equals(VersionRange.ANY) ? checked(own, meta.version()) : version,
                from,
                null,
                kind);
    }

    /** A version that a collection has must be one; YAML makes numbers of some. */
    private static String checked(CollectionName name, @Nullable Object version) {
        if (version instanceof String text
                && (text.equals(VersionRange.ANY) || SemanticVersion.of(text).isPresent())) {
            return text;
        }
        var shown = Printing.str(version);
        // Of a list or a dictionary ansible-galaxy does not tell the kind.
        var kind = version instanceof List<?> || version instanceof Map<?, ?>
                ? ""
                : ": " + shown + " (<class '" + Types.name(version) + "'>)";
        throw new UserError("Invalid version found for the collection '" + name + ":" + shown + "'" + kind + ". A"
                + " SemVer-compliant version or '*' is required. See https://semver.org to learn how to compose it"
                + " correctly. This is an issue with the collection.");
    }

    private CollectionRequirement ofServer(@Nullable String name, String version, @Nullable String source) {
        if (name == null) {
            throw new UserError("Collections requirement entry should contain the key 'name' if it's requested from a"
                    + " Galaxy-like index server.");
        }
        var server = source == null || source.isEmpty() ? null : galaxy.serverOf(source, name);
        if (server != null && !isHttp(server.url())) {
            throw new UserError(
                    "Collections requirement 'source' entry should contain a valid Galaxy API URL but it does"
                            + " not: " + server.url() + " is not an HTTP URL.");
        }
        return new CollectionRequirement(CollectionName.given(name), version, "", server, Kind.GALAXY);
    }

    private static @Nullable String text(Map<?, ?> entry, String key) {
        var value = entry.get(key);
        return value == null ? null : Printing.str(value);
    }

    private Kind kind(@Nullable String given, @Nullable String name, @Nullable String source) {
        if (given != null) {
            return Arrays.stream(Kind.values())
                    .filter(kind -> kind.word().equals(given))
                    .findFirst()
                    .orElseThrow(() -> new UserError("The collection requirement entry key 'type' must be one of file,"
                            + " galaxy, git, dir, subdirs, or url."));
        }
        if (name != null && CollectionName.of(name).isPresent()) {
            return Kind.GALAXY;
        }
        if (name == null || !isPointer(name)) {
            throw nothing(name, source);
        }
        if (isGit(name)) {
            return Kind.GIT;
        }
        if (isHttp(name)) {
            return Kind.URL;
        }
        var path = galaxy.plainPath(name);
        if (Files.isRegularFile(path)) {
            return Kind.FILE;
        }
        if (!CollectionMeta.isCollection(path)) {
            return Kind.SUBDIRS;
        }
        if (CollectionMeta.isInstalled(path) && CollectionMeta.isSource(path)) {
            throw new UserError(
                    "Collection requirement at '" + name + "' has both a MANIFEST.json file and a galaxy.yml.\n"
                            + "The requirement must either be an installed collection directory or a source collection"
                            + " directory, not both.");
        }
        return Kind.DIR;
    }

    private UserError nothing(@Nullable String name, @Nullable String source) {
        var tip = "";
        var folder = source != null && Files.isDirectory(galaxy.plainPath(source)) ? source : name;
        if (folder != null && Files.isDirectory(galaxy.plainPath(folder))) {
            tip = "\n\nTip: Make sure you are pointing to the right subdirectory — `" + folder
                    + "` looks like a directory but it is neither a collection, nor a namespace dir.";
        } else if (name != null && !name.isEmpty()) {
            tip = "\n\nCould not find " + name + ".";
        }
        return new UserError("Neither the collection requirement entry key 'name', nor 'source' point to a concrete"
                + " resolvable collection artifact. Also 'name' is not an FQCN. A valid collection name must be in the"
                + " format <namespace>.<collection>. Please make sure that the namespace and the collection name contain"
                + " characters from [a-zA-Z0-9_] only." + tip);
    }

    private boolean isPointer(String text) {
        if (isGit(text) || isHttp(text)) {
            return true;
        }
        if (text.isEmpty() || text.indexOf('\0') >= 0) {
            return false;
        }
        var path = galaxy.plainPath(text);
        return Files.isRegularFile(path)
                || CollectionMeta.isCollection(path)
                || !collectionsBelow(path).isEmpty();
    }

    private static boolean isGit(String text) {
        return text.startsWith("git+") || text.startsWith("git@");
    }

    private static boolean isHttp(String text) {
        var lower = text.toLowerCase(Locale.ROOT);
        return lower.startsWith("http://") || lower.startsWith("https://");
    }

    /** The folders of collections right below a folder. */
    static List<Path> collectionsBelow(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var all = Files.list(folder)) {
            return all.filter(each -> !each.getFileName().toString().startsWith("."))
                    .filter(CollectionMeta::isCollection)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UserError("cannot list '" + folder + "': " + SafeFile.reason(e));
        }
    }
}
