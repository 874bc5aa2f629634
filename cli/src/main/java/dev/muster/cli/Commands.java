package dev.muster.cli;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The commands by name. Each is made only when it is asked for, so that one does not pay for the others. */
final class Commands {

    /**
     * One command.
     *
     * @param name as it is typed
     * @param original the command of Ansible's that it stands for, or the empty text
     * @param make gives an object that picocli understands
     */
    record Entry(String name, String original, Function<Session, Object> make) {

        Entry(String name, Function<Session, Object> make) {
            this(name, "", make);
        }
    }

    /** In the order in which the help names them. */
    static final List<Entry> ALL = List.of(
            new Entry("bootstrap", BootstrapCommand::new),
            new Entry("render", RenderCommand::new),
            new Entry("playbook", "ansible-playbook", PlaybookCommand::new),
            new Entry("run", "ansible", RunCommand::new),
            new Entry("inventory", "ansible-inventory", InventoryCommand::new),
            new Entry("config", "ansible-config", ConfigCommand::new),
            new Entry("doc", "ansible-doc", DocCommand::new),
            new Entry("explain", ExplainCommand::new),
            new Entry("galaxy", "ansible-galaxy", GalaxyCommand::of),
            new Entry("vault", "ansible-vault", VaultCommand::new),
            new Entry("pki", PkiCommand::new),
            new Entry("version", VersionCommand::new));

    private Commands() {}

    static Optional<Entry> named(String name) {
        return ALL.stream().filter(entry -> entry.name().equals(name)).findFirst();
    }

    static List<String> names() {
        return ALL.stream().map(Entry::name).toList();
    }
}
