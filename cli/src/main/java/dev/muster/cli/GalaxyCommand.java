package dev.muster.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code ansible-galaxy}: its commands, options, texts and exit codes. As there, the commands for roles may be given without
 * the word {@code role}; then {@code install -r} installs collections, too.
 */
@Command(name = "galaxy", description = "Installs, lists, builds and begins roles and collections.")
final class GalaxyCommand implements Runnable {

    /** What would have to be written to a server, or is kept by one alone. */
    private static final List<String> ROLES_OF_SERVERS = List.of("search", "import", "setup", "delete", "login");

    @Mixin
    private Verbosity verbosity = new Verbosity();

    @Mixin
    private HelpOption help = new HelpOption();

    @Spec
    private @Nullable CommandSpec spec;

    private GalaxyCommand() {}

    /** All of it, put together. */
    static CommandSpec of(Session session) {
        var galaxy = new CommandLine(new GalaxyCommand());
        var role = new CommandLine(new Group("role"));
        roles(session, false).forEach(role::addSubcommand);
        var collection = new CommandLine(new Group("collection"));
        collections(session).forEach(collection::addSubcommand);
        role.getCommandSpec().usageMessage().description("Commands for roles; this word may be left out.");
        collection.getCommandSpec().usageMessage().description("Commands for collections.");
        galaxy.addSubcommand("role", role);
        galaxy.addSubcommand("collection", collection);
        roles(session, true).forEach((name, command) -> {
            var line = new CommandLine(command);
            line.getCommandSpec().usageMessage().hidden(true);
            galaxy.addSubcommand(name, line);
        });
        return galaxy.getCommandSpec();
    }

    private static Map<String, Object> roles(Session session, boolean implicit) {
        var all = new LinkedHashMap<String, Object>();
        all.put("init", new GalaxyInit.OfRole(session));
        all.put("remove", new GalaxyRoleCommands.Remove(session));
        all.put("list", new GalaxyRoleCommands.Listing(session));
        all.put("info", new GalaxyRoleCommands.Info(session));
        all.put("install", new GalaxyRoleInstall(session, implicit));
        ROLES_OF_SERVERS.forEach(name -> all.put(name, new Refused("role " + name)));
        return all;
    }

    private static Map<String, Object> collections(Session session) {
        var all = new LinkedHashMap<String, Object>();
        all.put("download", new GalaxyCollectionCommands.Download(session));
        all.put("init", new GalaxyInit.OfCollection(session));
        all.put("build", new GalaxyCollectionCommands.Build(session));
        all.put("publish", new Refused("collection publish"));
        all.put("install", new GalaxyCollectionInstall(session));
        all.put("list", new GalaxyCollectionCommands.Listing(session));
        all.put("verify", new GalaxyCollectionCommands.Verify(session));
        return all;
    }

    @Override
    public void run() {
        throw missing(spec);
    }

    private static RuntimeException missing(@Nullable CommandSpec spec) {
        return spec == null
                ? new IllegalStateException()
                : new ParameterException(spec.commandLine(), "a galaxy command is missing");
    }

    /** The word before the commands for roles or collections. */
    @Command
    static final class Group implements Runnable {

        @Mixin
        private HelpOption help = new HelpOption();

        @Spec
        private @Nullable CommandSpec spec;

        private final String kind;

        Group(String kind) {
            this.kind = kind;
        }

        @Override
        public void run() {
            throw spec == null
                    ? new IllegalStateException()
                    : new ParameterException(spec.commandLine(), "a " + kind + " command is missing");
        }
    }

    /** A command that there is not. */
    @Command(hidden = true)
    static final class Refused implements Runnable {

        private final String name;

        @CommandLine.Unmatched
        private List<String> words = new ArrayList<>();

        Refused(String name) {
            this.name = name;
        }

        @Override
        public void run() {
            throw new Stop(
                    "[ERROR]: '" + name
                            + "' is about what a Galaxy server keeps, which is not changed or searched from here"
                            + "\nhint: the server's own pages do that",
                    ExitCode.ERROR);
        }
    }
}
