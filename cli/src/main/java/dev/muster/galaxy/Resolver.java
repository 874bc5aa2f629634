package dev.muster.galaxy;

import dev.muster.galaxy.CollectionRequirement.Kind;
import dev.muster.source.UserError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds one version of each collection so that all requirements hold, those of collections that are needed by others, too:
 * the newest that there are, what is installed already before them. Where a choice turns out to be impossible the one before
 * it is taken back.
 */
final class Resolver {

    /**
     * What is looked for.
     *
     * @param dependencies whether what a collection needs is looked for
     * @param preReleases whether versions before their release are taken
     * @param upgrade whether what is installed gives way to something newer
     * @param offline whether no server is asked
     */
    record Choice(boolean dependencies, boolean preReleases, boolean upgrade, boolean offline) {}

    private static final int MOST_STEPS = 200_000;

    private record Wanted(
            CollectionRequirement requirement, @Nullable Candidate by) {}

    private record Found(String version, GalaxyServer server) {}

    private final Galaxy galaxy;
    private final Artifacts artifacts;
    private final CollectionWanted reader;
    private final Set<Candidate> installed;
    private final Choice choice;
    private final Map<String, List<Found>> versions = new HashMap<>();
    private final Map<Candidate, List<CollectionRequirement>> needs = new HashMap<>();
    private List<Wanted> conflict = List.of();
    private int steps;

    /** @param installed what is preferred to what servers have */
    Resolver(Galaxy galaxy, Artifacts artifacts, Set<Candidate> installed, Choice choice) {
        this.galaxy = galaxy;
        this.artifacts = artifacts;
        this.reader = new CollectionWanted(galaxy, artifacts);
        this.installed = installed;
        this.choice = choice;
    }

    /** What is chosen, in the order in which it was, by {@link CollectionRequirement#id}. */
    Map<String, Candidate> resolve(List<CollectionRequirement> wanted) {
        var criteria = new LinkedHashMap<String, List<Wanted>>();
        wanted.forEach(each -> add(criteria, new Wanted(each, null)));
        return choose(criteria, new LinkedHashMap<>()).orElseThrow(this::impossible);
    }

    private static void add(Map<String, List<Wanted>> criteria, Wanted wanted) {
        criteria.computeIfAbsent(wanted.requirement().id(), _ -> new ArrayList<>())
                .add(wanted);
    }

    private UserError impossible() {
        var text = new StringBuilder(
                "Failed to resolve the requested dependencies map. Could not satisfy the following" + " requirements:");
        conflict.forEach(each -> text.append("\n* ")
                .append(
                        each.requirement().name() == null
                                ? "None"
                                : each.requirement().name())
                .append(':')
                .append(each.requirement().version())
                .append(" (")
                .append(
                        each.by() == null
                                ? "direct request"
                                : "dependency of " + each.by().shown())
                .append(')'));
        text.append('\n');
        if (!choice.preReleases()) {
            text.append("Hint: Pre-releases hosted on Galaxy or Automation Hub are not installed by default unless a"
                    + " specific version is requested. To enable pre-releases globally, use --pre.");
        }
        return new UserError(text.toString());
    }

    private Optional<Map<String, Candidate>> choose(Map<String, List<Wanted>> criteria, Map<String, Candidate> chosen) {
        if (++steps > MOST_STEPS) {
            throw new UserError("the requirements of the collections are too many to find versions that fit together")
                    .hint("name the versions of some of them");
        }
        String next = null;
        List<Candidate> candidates = List.of();
        for (var id : criteria.keySet()) {
            if (!chosen.containsKey(id)) {
                var some = candidates(criteria.get(id));
                if (next == null || preference(some) < preference(candidates)) {
                    next = id;
                    candidates = some;
                }
            }
        }
        if (next == null) {
            return Optional.of(chosen);
        }
        for (var candidate : candidates) {
            var more = copy(criteria);
            needs(candidate).forEach(need -> add(more, new Wanted(need, candidate)));
            var further = new LinkedHashMap<>(chosen);
            further.put(next, candidate);
            if (fit(more, further)) {
                var done = choose(more, further);
                if (done.isPresent()) {
                    return done;
                }
            }
        }
        if (candidates.isEmpty()) {
            conflict = criteria.get(next);
        }
        return Optional.empty();
    }

    private static Map<String, List<Wanted>> copy(Map<String, List<Wanted>> criteria) {
        var copy = new LinkedHashMap<String, List<Wanted>>();
        criteria.forEach((id, wanted) -> copy.put(id, new ArrayList<>(wanted)));
        return copy;
    }

    private boolean fit(Map<String, List<Wanted>> criteria, Map<String, Candidate> chosen) {
        for (var each : chosen.entrySet()) {
            var wanted = criteria.get(each.getKey());
            if (!wanted.stream().allMatch(one -> satisfies(each.getValue(), one.requirement()))) {
                conflict = wanted;
                return false;
            }
        }
        return true;
    }

    /** What is installed goes first, then what leaves the fewest choices. */
    private int preference(List<Candidate> candidates) {
        return candidates.stream().anyMatch(installed::contains) ? -1 : candidates.size();
    }

    private static boolean satisfies(Candidate candidate, CollectionRequirement requirement) {
        return requirement.isVirtual()
                || candidate.isVirtual()
                || requirement.version().equals(VersionRange.ANY)
                || new VersionRange(requirement.version()).includes(candidate.version());
    }

    private static boolean satisfiesAll(Candidate candidate, List<Wanted> wanted) {
        return wanted.stream().allMatch(each -> satisfies(candidate, each.requirement()));
    }

    private List<Candidate> candidates(List<Wanted> wanted) {
        // What lies at hand is the one that there is, even if others would take any version from a server.
        var first = wanted.stream()
                .map(Wanted::requirement)
                .filter(CollectionRequirement::isConcrete)
                .findFirst()
                .orElse(wanted.getFirst().requirement());
        if (first.isConcrete()) {
            var only = new Candidate(first.name(), first.version(), first.source(), null, first.kind());
            return satisfiesAll(only, wanted) ? List.of(only) : List.of();
        }
        var there = installed.stream()
                .filter(each -> first.name() != null && first.name().equals(each.name()))
                .filter(each -> satisfiesAll(each, wanted))
                .toList();
        if (!choice.upgrade() && !there.isEmpty()) {
            return there;
        }
        var newest = ofServers(first, wanted);
        return Stream.concat(there.stream().filter(each -> isNewest(each, newest)), newest.stream())
                .toList();
    }

    private static boolean isNewest(Candidate installed, List<Candidate> others) {
        var version = SemanticVersion.of(installed.version());
        return version.isPresent()
                && others.stream()
                        .allMatch(other -> SemanticVersion.of(other.version())
                                .filter(newer -> newer.compareTo(version.get()) > 0)
                                .isEmpty());
    }

    private List<Candidate> ofServers(CollectionRequirement first, List<Wanted> wanted) {
        var all = versions(first);
        boolean releases = all.stream().anyMatch(each -> !isPreRelease(each.version()));
        var pinned = wanted.stream()
                .map(each -> new VersionRange(each.requirement().version()))
                .filter(VersionRange::isPinned)
                .map(VersionRange::pinned)
                .toList();
        return all.stream()
                .map(each -> new Candidate(first.name(), each.version(), "", each.server(), Kind.GALAXY))
                .filter(each -> satisfiesAll(each, wanted))
                .filter(each -> choice.preReleases()
                        || !releases
                        || !isPreRelease(each.version())
                        || pinned.contains(each.version()))
                .sorted(Comparator.comparing(
                        (Candidate each) -> SemanticVersion.of(each.version()).orElseThrow(),
                        Comparator.reverseOrder()))
                .toList();
    }

    private static boolean isPreRelease(String version) {
        return SemanticVersion.of(version).filter(SemanticVersion::isPreRelease).isPresent();
    }

    /** The versions that servers have, those of the first server first. */
    private List<Found> versions(CollectionRequirement wanted) {
        var key = wanted.id() + " "
                + (wanted.server() == null ? "" : wanted.server().url());
        var known = versions.get(key);
        if (known == null) {
            known = choice.offline() ? List.of() : ask(wanted);
            versions.put(key, known);
        }
        return known;
    }

    private List<Found> ask(CollectionRequirement wanted) {
        var name = CollectionName.given(wanted.id());
        var found = new ArrayList<Found>();
        ServerError last = null;
        boolean asked = false;
        for (var server : wanted.server() == null ? galaxy.servers() : List.of(wanted.server())) {
            try {
                for (var version : server.versions(name)) {
                    if (SemanticVersion.of(version).isEmpty()) {
                        throw new ServerError("invalid semantic version '" + version + "'", 0);
                    }
                    found.add(new Found(version, server));
                }
                asked = true;
            } catch (ServerError e) {
                if (e.code() == 0) {
                    galaxy.voice()
                            .warn("Skipping Galaxy server " + server.url()
                                    + ". Got an unexpected error when getting available versions of collection " + name
                                    + ": " + e.what());
                }
                last = e;
            }
        }
        if (!asked && last != null) {
            throw new UserError(last.what());
        }
        return found;
    }

    private List<CollectionRequirement> needs(Candidate candidate) {
        var known = needs.get(candidate);
        if (known == null) {
            // A server is asked in any case: what it says is needed to fetch the collection.
            var all = dependencies(candidate);
            known = choice.dependencies() || candidate.isVirtual()
                    ? all.entrySet().stream()
                            .map(each -> reader.entry(Map.of("name", each.getKey(), "version", each.getValue())))
                            .toList()
                    : List.of();
            needs.put(candidate, known);
        }
        return known;
    }

    private Map<String, String> dependencies(Candidate candidate) {
        return switch (candidate.kind()) {
            case GIT ->
                Map.of(
                        artifacts
                                .path(candidate.source(), candidate.version(), Kind.GIT)
                                .toString(),
                        VersionRange.ANY);
            case SUBDIRS -> {
                var below = new LinkedHashMap<String, String>();
                CollectionWanted.collectionsBelow(galaxy.plainPath(candidate.source()))
                        .forEach(folder -> below.put(folder.toString(), VersionRange.ANY));
                yield below;
            }
            case FILE, URL, DIR ->
                artifacts
                        .meta(candidate.source(), candidate.version(), candidate.kind())
                        .dependencies();
            case GALAXY -> release(candidate).dependencies();
        };
    }

    private GalaxyServer.Release release(Candidate candidate) {
        if (candidate.server() == null) {
            throw new IllegalArgumentException(candidate.shown());
        }
        try {
            var release = candidate.server().release(candidate.fullName(), candidate.version());
            artifacts.offer(candidate, candidate.server(), release);
            return release;
        } catch (ServerError e) {
            throw new UserError(e.what());
        }
    }
}
