package dev.muster.sshconfig;

import dev.muster.source.Source;
import dev.muster.source.UserError;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The configuration files of a run, each read once. Safe for use by several threads. */
final class ConfigFiles {

    private final LocalAccount account;
    private final Map<Path, Optional<List<Directive>>> read = new ConcurrentHashMap<>();

    ConfigFiles(LocalAccount account) {
        this.account = account;
    }

    /** The file of the user, whose word counts only if nobody else can write there. */
    List<Directive> user() {
        var file = account.folder().resolve("config");
        return read.computeIfAbsent(file, _ -> {
                    if (Files.exists(file)) {
                        mustBeOurs(file);
                    }
                    return load(file);
                })
                .orElse(List.of());
    }

    List<Directive> system() {
        return optional(account.system().resolve("ssh_config"));
    }

    /** The file that {@code -F} names. */
    List<Directive> named(Path file) {
        return read.computeIfAbsent(file, this::load)
                .orElseThrow(() -> new UserError("there is no file '" + file + "', which '-F' names"));
    }

    /** A file that need not be there, as those are that {@code Include} finds. */
    List<Directive> optional(Path file) {
        return read.computeIfAbsent(file, this::load).orElse(List.of());
    }

    private Optional<List<Directive>> load(Path file) {
        return Files.exists(file) ? Optional.of(Directive.of(Source.of(file))) : Optional.empty();
    }

    private void mustBeOurs(Path file) {
        try {
            var attributes = Files.readAttributes(file, PosixFileAttributes.class);
            var owner = attributes.owner().getName();
            var open = attributes.permissions().contains(PosixFilePermission.GROUP_WRITE)
                    || attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE);
            if (open || !owner.equals(account.user()) && !owner.equals("root")) {
                throw new UserError("'" + file + "' can be written by others, who could have any program run")
                        .hint("it must be yours alone: chmod 600 '" + file + "'");
            }
        } catch (IOException e) {
            throw new UserError("cannot read '" + file + "': " + e.getMessage());
        }
    }

    /**
     * The files that {@code Include} names, in the order of their names.
     *
     * @param ofUser whether a relative name begins at the user's folder rather than the system's
     */
    List<Path> included(String pattern, boolean ofUser) {
        var named = Tokens.path(pattern, account);
        var start = ofUser ? account.folder() : account.system();
        var whole = start.resolve(named).normalize();
        var found = List.of(whole.getRoot() == null ? Path.of("") : whole.getRoot());
        for (var part : whole) {
            found = matching(found, part.toString());
        }
        return found;
    }

    private static List<Path> matching(List<Path> folders, String name) {
        var found = new ArrayList<Path>();
        for (var folder : folders) {
            if (name.chars().noneMatch(c -> "*?[{".indexOf(c) >= 0)) {
                var exact = folder.resolve(name);
                if (Files.exists(exact)) {
                    found.add(exact);
                }
                continue;
            }
            var matcher = FileSystems.getDefault().getPathMatcher("glob:" + name);
            try (var entries = Files.list(folder)) {
                entries.filter(entry -> matcher.matches(entry.getFileName()))
                        .filter(entry -> name.startsWith(".")
                                || !entry.getFileName().toString().startsWith("."))
                        .sorted()
                        .forEach(found::add);
            } catch (IOException absent) {
                // A pattern that leads nowhere names nothing.
            }
        }
        return List.copyOf(found);
    }
}
