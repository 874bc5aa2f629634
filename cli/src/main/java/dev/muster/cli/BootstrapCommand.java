package dev.muster.cli;

import dev.muster.cluster.Bootstrap;
import dev.muster.cluster.Findings;
import dev.muster.cluster.Summary;
import dev.muster.engine.EngineOptions;
import dev.muster.report.Colour;
import dev.muster.report.PhaseOutput;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "bootstrap",
        sortOptions = false,
        description =
                "Makes a working cluster of the nodes of an inventory. The phases are check, trust, render, wait, configure,"
                        + " verify and site.")
final class BootstrapCommand implements Callable<Integer> {

    private final Session session;

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Option(names = "--from", paramLabel = "PHASE", description = "begin with this phase")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "PHASE", description = "end with this phase")
    private @Nullable String to;

    @Option(
            names = "--then",
            paramLabel = "PLAYBOOK",
            description = "run this playbook when the cluster stands; may be repeated")
    private List<Path> then = new ArrayList<>();

    @Option(
            names = "--reissue",
            description = "replace certificates that are expired, revoked or contradict the inventory")
    private boolean reissue;

    @Mixin
    private RunningOptions running = new RunningOptions();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private HelpOption help = new HelpOption();

    BootstrapCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        var warnings = new Warnings(session);
        var configuration = Configuration.load(session, warnings);
        var extra = ExtraVariables.parse(cluster.inventory.extraVariables());
        var output = new PhaseOutput(session.terminal(), running.verbosity(), running.diff());
        var wiring = new Wiring(session, configuration, extra, running.report(session.terminal(), output));
        var options = new EngineOptions(
                EngineOptions.Selection.ALL,
                connection.login(session, configuration),
                connection.privilege(session, configuration),
                extra,
                running.forks(configuration, EngineOptions.FORKS),
                running.check(),
                running.diff(),
                running.verbosity(),
                false,
                Path.of("").toAbsolutePath(),
                _ -> Optional.empty());
        var request = cluster.request(configuration, from, to, running, then, reissue);
        var fleet = cluster.fleet(wiring, configuration, extra, options, session, warnings);
        try {
            var summary = new Bootstrap(Clock.systemUTC(), session.secrets()).run(request, fleet, wiring.events());
            output.summary(
                    summary.nodes().size(), summary.elapsed(), failed -> summary.resume(failed.node(), failed.phase()));
            return end(summary).code();
        } catch (Findings findings) {
            session.terminal().err(String.valueOf(findings.getMessage()), Colour.FAILED);
            return ExitCode.ERROR.code();
        }
    }

    private ExitCode end(Summary summary) {
        return switch (summary.outcome()) {
            case OK -> ExitCode.OK;
            case FAILED -> ExitCode.FAILED;
            case UNREACHABLE -> ExitCode.UNREACHABLE;
            case INTERRUPTED -> {
                session.terminal().err("interrupted; to go on, type:", Colour.FAILED);
                summary.resumeCommands().forEach(command -> session.terminal().err("  " + command, null));
                yield ExitCode.INTERRUPTED;
            }
        };
    }
}
