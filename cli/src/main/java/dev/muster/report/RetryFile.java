package dev.muster.report;

import dev.muster.event.Event;
import dev.muster.file.SafeFile;
import dev.muster.source.UserError;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes which hosts failed or were out of reach, for {@code --limit @FILE}: Ansible's {@code retry_files_enabled}. */
public final class RetryFile implements Consumer<Event> {

    private final Terminal terminal;
    private final Consumer<Event> next;
    private final @Nullable Path folder;
    private Path playbook = Path.of("");

    /**
     * @param next what shows the run
     * @param folder where the file goes, or null for the playbook's own folder
     */
    public RetryFile(Terminal terminal, Consumer<Event> next, @Nullable Path folder) {
        this.terminal = terminal;
        this.next = next;
        this.folder = folder;
    }

    @Override
    public void accept(Event event) {
        if (event instanceof Event.PlaybookStarted started) {
            playbook = Path.of(started.file()).toAbsolutePath();
        }
        if (event instanceof Event.Recap recap) {
            var hosts = new TreeSet<String>();
            recap.hosts().forEach((host, stats) -> {
                if (stats.failed() > 0 || stats.unreachable() > 0) {
                    hosts.add(host);
                }
            });
            if (!hosts.isEmpty()) {
                write(String.join("\n", hosts) + "\n");
            }
        }
        next.accept(event);
    }

    private void write(String hosts) {
        var name = String.valueOf(playbook.getFileName()).replaceFirst("(?<=.)\\.[^.]*$", "") + ".retry";
        var file = Optional.ofNullable(folder)
                .or(() -> Optional.ofNullable(playbook.getParent()))
                .orElse(Path.of("/"))
                .resolve(name);
        try {
            SafeFile.write(file, hosts, SafeFile.Mode.PUBLIC);
            terminal.out("\tto retry, use: --limit @" + file + "\n");
        } catch (UserError e) {
            terminal.err("[WARNING]: Could not create retry file '" + file + "'.\n\t" + e.what(), Colour.WARNING);
        }
    }
}
