package dev.muster.galaxy;

import dev.muster.file.SafeFile;
import dev.muster.source.UserError;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code ansible-galaxy role install}: puts roles, and those that they need, into the first folder of roles that it may. */
public final class RoleInstall {

    /**
     * How.
     *
     * @param force whether a role that is there is replaced
     * @param forceWithDependencies the same for those that it needs
     * @param noDependencies whether the roles that a role needs are left alone
     * @param ignoreErrors whether the next role is tried after one that failed
     * @param keepScmMeta whether {@code .git} is installed, too
     */
    public record Options(
            boolean force,
            boolean forceWithDependencies,
            boolean noDependencies,
            boolean ignoreErrors,
            boolean keepScmMeta) {}

    private final Galaxy galaxy;
    private final Voice voice;
    private final List<Path> paths;
    private final Options options;
    private final RoleSource source;

    /** @param paths the folders of roles */
    public RoleInstall(Galaxy galaxy, List<Path> paths, Options options) {
        this.galaxy = galaxy;
        this.voice = galaxy.voice();
        this.paths = paths;
        this.options = options;
        this.source = new RoleSource(galaxy, options.keepScmMeta());
    }

    /** Roles as they are typed. */
    public static List<RoleSpec> typed(List<String> words) {
        return words.stream().map(word -> RoleSpec.of(word.strip())).toList();
    }

    /** @param only the names of those to install; none for all */
    public void install(List<RoleSpec> wanted, List<String> only) {
        var all = new ArrayList<>(wanted);
        for (int i = 0; i < all.size(); i++) {
            var role = all.get(i);
            if (!only.isEmpty() && !only.contains(role.name())) {
                voice.detail(3, "Skipping role " + role.name());
                continue;
            }
            voice.detail(3, "Processing role " + role.name());
            one(role, all);
        }
    }

    private boolean force() {
        return options.force() || options.forceWithDependencies();
    }

    private void one(RoleSpec role, List<RoleSpec> all) {
        Optional<Map<?, ?>> there;
        try {
            there = new InstalledRole(folder(paths.getFirst(), role)).installInfo();
        } catch (UserError e) {
            failed(role, e);
            return;
        }
        if (there.isPresent()) {
            var version = InstalledRole.version(there.get());
            boolean other = !version.equals(role.version());
            if (force()) {
                voice.say("- changing role " + role.name() + " from " + shown(version) + " to "
                        + unspecified(role.version()));
            } else if (other) {
                voice.warn("- " + role.name() + " (" + shown(version)
                        + ") is already installed - use --force to change version to " + unspecified(role.version()));
                return;
            } else {
                voice.say("- " + role.shown() + " is already installed, skipping.");
                return;
            }
        }
        InstalledRole installed;
        try {
            var got = source.get(role);
            if (got.isEmpty()) {
                voice.warn("- " + role.name() + " was NOT installed successfully.");
                endUnlessIgnored();
                return;
            }
            installed = put(role, got.get(), there.isPresent());
        } catch (UserError e) {
            failed(role, e);
            return;
        }
        if (!options.noDependencies()) {
            if (installed.metadata().isEmpty()) {
                voice.warn("Meta file " + installed.folder() + " is empty. Skipping dependencies.");
            } else {
                for (var each : installed.dependencies(role.shown())) {
                    dependency(RoleSpec.of(each), role, all);
                }
            }
        }
    }

    private void failed(RoleSpec role, UserError e) {
        voice.warn("- " + role.name() + " was NOT installed successfully: " + e.render());
        endUnlessIgnored();
    }

    private static String shown(String version) {
        return version.isEmpty() ? "None" : version;
    }

    private static String unspecified(String version) {
        return version.isEmpty() ? "unspecified" : version;
    }

    private void endUnlessIgnored() {
        if (!options.ignoreErrors()) {
            throw new UserError("- you can use --ignore-errors to skip failed roles and finish processing the list.");
        }
    }

    private void dependency(RoleSpec needed, RoleSpec by, List<RoleSpec> all) {
        if (!needed.name().contains(".")
                && !needed.source().contains(".")
                && needed.scm().isEmpty()) {
            // A name without an owner is that of a role beside this one; no server has it.
            return;
        }
        Optional<Map<?, ?>> there;
        try {
            there = new InstalledRole(folder(paths.getFirst(), needed)).installInfo();
        } catch (UserError e) {
            failed(needed, e);
            return;
        }
        if (there.isEmpty()) {
            if (all.stream().anyMatch(role -> role.name().equals(needed.name()))) {
                voice.say("- dependency " + needed.name() + " already pending installation.");
            } else {
                voice.say("- adding dependency: " + needed.shown());
                all.add(needed);
            }
            return;
        }
        var version = InstalledRole.version(there.get());
        if (options.forceWithDependencies()) {
            if (!version.equals(needed.version())) {
                voice.say("- changing dependent role " + needed.name() + " from " + shown(version) + " to "
                        + unspecified(needed.version()));
            }
            all.add(needed);
        } else if (!version.equals(needed.version())) {
            voice.warn("- dependency " + needed.shown() + " (" + needed.version() + ") from role " + by.name()
                    + " differs from already installed version (" + shown(version) + "), skipping");
        } else {
            voice.say("- dependency " + needed.name() + " is already installed, skipping.");
        }
    }

    /** Where a role belongs; its name may come from a role that was fetched, so that it must not lead anywhere else. */
    static Path folder(Path roles, RoleSpec role) {
        var name = Path.of(role.name());
        if (name.isAbsolute()
                || name.normalize().startsWith("..")
                || name.normalize().toString().isEmpty()) {
            throw new UserError("the name '" + role.name() + "' of a role leads out of the folder of roles")
                    .hint("give it another name: " + role.source() + ",,NAME");
        }
        return roles.resolve(name);
    }

    private InstalledRole put(RoleSpec role, RoleSource.Got got, boolean replacing) {
        var archive = RoleArchive.of(got.archive(), role.name(), galaxy.limits());
        for (int i = 0; ; i++) {
            var target = folder(paths.get(i), role);
            voice.say("- extracting " + role.name() + " to " + shownFolder(paths.get(i), role));
            try {
                mustBeFree(target, role, replacing);
                try (var beside = Beside.of(target)) {
                    archive.into(beside.folder());
                    InstalledRole.note(
                            beside.folder(),
                            got.version(),
                            ZonedDateTime.now(galaxy.clock()).withZoneSameInstant(ZoneOffset.UTC));
                    beside.replace();
                }
            } catch (AccessDeniedException e) {
                if (i + 1 < paths.size()) {
                    continue;
                }
                throw cannot(target, e);
            } catch (IOException e) {
                throw cannot(target, e);
            }
            voice.say("- "
                    + new RoleSpec(role.name(), role.source(), got.version(), role.scm()).shown()
                    + " was installed successfully");
            return new InstalledRole(target);
        }
    }

    private static String shownFolder(Path roles, RoleSpec role) {
        return roles + "/" + role.name();
    }

    private void mustBeFree(Path target, RoleSpec role, boolean replacing) {
        if (!Files.exists(target)) {
            return;
        }
        if (!Files.isDirectory(target)) {
            throw new UserError("the specified roles path exists and is not a directory.");
        }
        if (!options.force() && !replacing) {
            throw new UserError(
                    "the specified role " + role.name() + " appears to already exist. Use --force to replace it.");
        }
        if (new InstalledRole(target).metadata().isEmpty()) {
            throw new UserError(
                    target + " doesn't appear to contain a role.\n  please remove this directory manually if"
                            + " you really want to put the role here.");
        }
    }

    private static UserError cannot(Path target, IOException e) {
        return new UserError("Could not update files in " + target + ": " + SafeFile.reason(e));
    }

    /** {@code ansible-galaxy role remove}. */
    public static void remove(Galaxy galaxy, List<Path> paths, List<String> names) {
        for (var name : names) {
            try {
                boolean gone = new InstalledRole(folder(paths.getFirst(), new RoleSpec(name, name, "", ""))).remove();
                galaxy.voice()
                        .say(gone ? "- successfully removed " + name : "- " + name + " is not installed, skipping.");
            } catch (UserError e) {
                throw new UserError("Failed to remove role " + name + ": " + e.what());
            }
        }
    }
}
