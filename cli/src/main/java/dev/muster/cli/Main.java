package dev.muster.cli;

import dev.muster.report.Colour;
import dev.muster.source.Nearest;
import dev.muster.source.UserError;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Where the program begins, and where every error becomes a text and an exit code. */
public final class Main {

    /** How often {@code -v} asks where in the program a fault of its own arose. */
    private static final int TRACES_OF_FAULTS = 3;

    /** The same for what a user can mend, which tells its place in the files by itself. */
    private static final int TRACES_OF_ERRORS = 5;

    /** How long an interrupted run may take to stop cleanly. */
    private static final int SECONDS_TO_STOP = 10;

    private Main() {}

    @Command(
            name = "muster",
            synopsisSubcommandLabel = "COMMAND",
            description = "Turns blank machines into a working cluster, and runs Ansible playbooks on it.")
    static final class Root {

        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "show this help and end")
        boolean help;
    }

    /** Ends the process with one of {@link ExitCode}. */
    public static void main(String[] args) {
        var session = Session.ofProcess();
        var done = new CountDownLatch(1);
        var worker = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(worker, done)));
        int code = run(List.of(args), session);
        done.countDown();
        System.exit(code);
    }

    /** On a signal the run is told to stop and given time for it; what it holds open is closed by its own finally blocks. */
    private static void stop(Thread worker, CountDownLatch done) {
        if (done.getCount() == 0) {
            return;
        }
        worker.interrupt();
        try {
            done.await(SECONDS_TO_STOP, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            // The process ends in any case.
        }
        Runtime.getRuntime().halt(ExitCode.INTERRUPTED.code());
    }

    /** Runs one command line and gives the exit code; prints only through the session. */
    public static int run(List<String> args, Session session) {
        int verbosity = verbosity(args);
        try {
            return line(args, session, verbosity).execute(args.toArray(String[]::new));
        } catch (RuntimeException e) {
            return failed(e, session, verbosity);
        }
    }

    private static CommandLine line(List<String> args, Session session, int verbosity) {
        var root = new CommandLine(new Root());
        var chosen = args.isEmpty()
                ? List.<Commands.Entry>of()
                : Commands.named(args.getFirst()).stream().toList();
        for (var entry : chosen.isEmpty() ? Commands.ALL : chosen) {
            root.addSubcommand(entry.name(), new CommandLine(entry.make().apply(session)));
        }
        var out = new StringWriter();
        root.setExecutionStrategy(parsed -> {
            var help = CommandLine.executeHelpRequest(parsed);
            if (help != null) {
                session.terminal().out(out.toString().stripTrailing());
                return help;
            }
            if (parsed.subcommand() == null) {
                session.terminal()
                        .out(parsed.commandSpec()
                                .commandLine()
                                .getUsageMessage()
                                .stripTrailing());
                return ExitCode.OK.code();
            }
            return new CommandLine.RunLast().execute(parsed);
        });
        // A value such as @vars.yml is for Ansible, not for us.
        allOf(root).forEach(each -> each.getCommandSpec().versionProvider(() -> VersionCommand.text(each)));
        root.setExpandAtFiles(false)
                .setOut(new PrintWriter(out, true))
                .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF))
                .setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(100)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((e, _) -> usage(e, session))
                .setExecutionExceptionHandler((e, _, _) -> failed(e, session, verbosity));
        return root;
    }

    private static Stream<CommandLine> allOf(CommandLine line) {
        return Stream.concat(
                Stream.of(line), line.getSubcommands().values().stream().flatMap(Main::allOf));
    }

    /** How often {@code -v} stands among the words, before any of them is understood. */
    private static int verbosity(List<String> args) {
        return args.stream()
                .mapToInt(word -> word.equals("--verbose") ? 1 : word.matches("-v+") ? word.length() - 1 : 0)
                .sum();
    }

    private static int usage(ParameterException e, Session session) {
        var command = e.getCommandLine().getCommandSpec().qualifiedName();
        var words = e instanceof UnmatchedArgumentException unmatched ? unmatched.getUnmatched() : List.<String>of();
        UserError error;
        if (words.isEmpty()) {
            error = new UserError(lower(e.getMessage().replaceFirst("^Error: ", "")));
        } else if (words.getFirst().startsWith("-")) {
            var known = e.getCommandLine().getCommandSpec().optionsMap().keySet();
            error = new UserError("unknown option '" + words.getFirst() + "'")
                    .hint(Nearest.hint(words.getFirst(), known));
        } else if (!e.getCommandLine().getSubcommands().isEmpty()) {
            var known = command.equals("muster")
                    ? Commands.names()
                    : e.getCommandLine().getSubcommands().keySet();
            error = new UserError("unknown command '" + words.getFirst() + "'")
                    .hint(Nearest.hint(words.getFirst(), known));
        } else {
            error = new UserError("unexpected argument '" + words.getFirst() + "'");
        }
        print(error.hint("'" + command + " --help' shows what there is"), session);
        return ExitCode.FAILED.code();
    }

    private static String lower(String text) {
        return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }

    private static int failed(Exception e, Session session, int verbosity) {
        boolean told = e instanceof Stop || e instanceof UserError || e instanceof InterruptedException;
        if (verbosity >= (told ? TRACES_OF_ERRORS : TRACES_OF_FAULTS)) {
            var trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            session.terminal().err(trace.toString().stripTrailing());
        }
        return switch (e) {
            case Stop stop -> {
                session.terminal().err(stop.text(), Colour.FAILED);
                yield stop.code().code();
            }
            case UserError error -> {
                print(error, session);
                // What stands in a file is a matter of parsing, which has a code of its own in Ansible.
                yield error.where() == null || error.isGeneral() ? ExitCode.ERROR.code() : ExitCode.UNREACHABLE.code();
            }
            case InterruptedException _ -> {
                session.terminal().err("error: interrupted", Colour.FAILED);
                yield ExitCode.INTERRUPTED.code();
            }
            default -> {
                var what = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
                print(
                        new UserError("this should not have happened: " + what)
                                .hint(
                                        verbosity >= TRACES_OF_FAULTS
                                                ? "please report it with the lines above"
                                                : "the same command with -vvv shows where"),
                        session);
                yield ExitCode.UNEXPECTED.code();
            }
        };
    }

    private static void print(UserError error, Session session) {
        session.terminal().err("error: " + error.render(), Colour.FAILED);
    }
}
