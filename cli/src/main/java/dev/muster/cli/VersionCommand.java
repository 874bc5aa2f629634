package dev.muster.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "version", description = "Shows the version of Muster, of ansible-core that it follows, and of Java.")
final class VersionCommand implements Callable<Integer> {

    /** Whose language, results and output Muster follows. */
    private static final String ANSIBLE = "2.19";

    /** The same as programs read it that ask Ansible's commands for theirs. */
    private static final String ANSIBLE_IN_FULL = ANSIBLE + ".0";

    private final Session session;

    @Mixin
    private HelpOption help = new HelpOption();

    VersionCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        session.terminal().out(String.join("\n", text()));
        return ExitCode.OK.code();
    }

    /** For {@code --version} of the other commands. */
    static String[] text(CommandLine command) {
        var path = command.getCommandSpec().qualifiedName().split(" ");
        return path.length < 2 ? text() : text(path[1]);
    }

    /** The same by the name of a command. */
    static String[] text(String command) {
        var original = Commands.named(command).map(Commands.Entry::original).orElse("");
        return original.isEmpty()
                ? text()
                : Stream.concat(
                                Stream.of(original + " [core " + ANSIBLE_IN_FULL + "]"),
                                Stream.of(text()).map(line -> "  " + line))
                        .toArray(String[]::new);
    }

    private static String[] text() {
        return new String[] {
            "muster " + version(), "ansible-core " + ANSIBLE + " (followed)", "java " + Runtime.version()
        };
    }

    /** What the build wrote into the jar; classes outside of one have no version. */
    private static String version() {
        try (var in =
                VersionCommand.class.getResourceAsStream("/META-INF/maven/dev.muster/muster-cli/pom.properties")) {
            if (in == null) {
                return "(not built)";
            }
            var properties = new Properties();
            properties.load(in);
            return properties.getProperty("version", "(unknown)");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
