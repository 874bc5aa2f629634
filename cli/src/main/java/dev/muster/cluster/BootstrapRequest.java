package dev.muster.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the user asked {@code muster bootstrap} for.
 *
 * @param inventory the inventory as it was typed
 * @param limit a host pattern, or null for every node
 * @param from the first phase, or null; the inventory is read and checked in any case
 * @param to the last phase, or null
 * @param check whether only to tell what would be done
 * @param diff whether to show differences
 * @param extraVars {@code -e} as typed
 * @param then further site playbooks, relative to the working directory
 * @param state {@code --state}, or null
 * @param templates {@code --templates}: folders that come before the built-in one
 * @param reissue whether wrong certificates are replaced
 * @param home where the program's {@code templates} and {@code playbooks} are
 */
public record BootstrapRequest(
        Path inventory,
        @Nullable String limit,
        @Nullable String from,
        @Nullable String to,
        boolean check,
        boolean diff,
        List<String> extraVars,
        List<Path> then,
        @Nullable Path state,
        List<Path> templates,
        boolean reissue,
        Path home) {

    /** Copies the lists. */
    public BootstrapRequest {
        extraVars = List.copyOf(extraVars);
        then = List.copyOf(then);
        templates = List.copyOf(templates);
    }

    /** The plain request for an inventory. */
    public static BootstrapRequest of(Path inventory, Path home) {
        return new BootstrapRequest(
                inventory, null, null, null, false, false, List.of(), List.of(), null, List.of(), false, home);
    }

    /** The same, for some nodes alone. */
    public BootstrapRequest limitedTo(@Nullable String pattern) {
        return new BootstrapRequest(
                inventory, pattern, from, to, check, diff, extraVars, then, state, templates, reissue, home);
    }

    /** The same, for some phases alone. */
    public BootstrapRequest phases(@Nullable String first, @Nullable String last) {
        return new BootstrapRequest(
                inventory, limit, first, last, check, diff, extraVars, then, state, templates, reissue, home);
    }

    /** The same without changing anything. */
    public BootstrapRequest checking() {
        return new BootstrapRequest(
                inventory, limit, from, to, true, diff, extraVars, then, state, templates, reissue, home);
    }

    StateFolder stateFolder() {
        return StateFolder.of(inventory, state);
    }

    /** The folders of templates: those asked for, then the built-in one. */
    List<Path> templateFolders() {
        var folders = new ArrayList<>(templates);
        folders.add(home.resolve("templates"));
        return folders;
    }

    /** What to type for these nodes to go on with a phase. */
    public String resumeCommand(String nodes, String phase) {
        var words = new ArrayList<>(
                List.of("muster", "bootstrap", "-i", inventory.toString(), "--limit", nodes, "--from", phase));
        if (to != null) {
            words.addAll(List.of("--to", to));
        }
        if (check) {
            words.add("--check");
        }
        if (diff) {
            words.add("--diff");
        }
        extraVars.forEach(text -> words.addAll(List.of("-e", text)));
        then.forEach(file -> words.addAll(List.of("--then", file.toString())));
        if (state != null) {
            words.addAll(List.of("--state", state.toString()));
        }
        templates.forEach(folder -> words.addAll(List.of("--templates", folder.toString())));
        if (reissue) {
            words.add("--reissue");
        }
        return String.join(" ", words.stream().map(BootstrapRequest::quoted).toList());
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:,@=+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
