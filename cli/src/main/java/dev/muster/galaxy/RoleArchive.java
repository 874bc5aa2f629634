package dev.muster.galaxy;

import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.yaml.Yaml;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A role as an archive: everything beside and below the folder {@code meta} that is nearest to the top. */
final class RoleArchive {

    private final Archive archive;
    private final String name;
    private final String top;

    private RoleArchive(Archive archive, String name, String top) {
        this.archive = archive;
        this.name = name;
        this.top = top;
    }

    /** @throws UserError for what is no archive of a role */
    static RoleArchive of(Path file, String name, ArchiveLimits limits) {
        var archive = new Archive(file, limits);
        if (!archive.isTar()) {
            throw new UserError("the downloaded file does not appear to be a valid tar archive.");
        }
        String meta = null;
        String top = "";
        for (var entry : archive.entries()) {
            var parent = parentOfMeta(entry.name());
            if (parent != null && (meta == null || parent.length() < top.length())) {
                meta = entry.name();
                top = parent;
            }
        }
        if (meta == null) {
            throw new UserError("this role does not appear to have a meta/main.yml file.");
        }
        try {
            var text = new String(archive.content(meta).orElseThrow(RoleArchive::invalid), StandardCharsets.UTF_8);
            Yaml.parse(Source.ofText(meta, text), _ -> {});
        } catch (UserError e) {
            throw invalid().hint(e.render().lines().findFirst().orElse(null));
        }
        return new RoleArchive(archive, name, Unpacking.relative(top, "role " + name));
    }

    private static UserError invalid() {
        return new UserError("this role does not appear to have a valid meta/main.yml file.");
    }

    private static @Nullable String parentOfMeta(String name) {
        for (var meta : InstalledRole.META) {
            if (name.equals(meta)) {
                return "";
            }
            if (name.endsWith("/" + meta)) {
                return name.substring(0, name.length() - meta.length() - 1);
            }
        }
        return null;
    }

    /** Unpacks it into a folder of its own. */
    void into(Path folder) {
        new Unpacking(archive, "role " + name, this::place, Unpacking::roleMode, false).into(folder);
    }

    private Optional<String> place(String path) {
        if (top.isEmpty()) {
            return Optional.of(path);
        }
        return path.startsWith(top + "/") ? Optional.of(path.substring(top.length() + 1)) : Optional.empty();
    }
}
