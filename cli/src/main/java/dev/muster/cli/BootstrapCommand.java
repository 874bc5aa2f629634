package dev.muster.cli;

import dev.muster.cluster.Bootstrap;
import dev.muster.cluster.BootstrapRequest;
import dev.muster.cluster.Findings;
import dev.muster.cluster.Summary;
import dev.muster.report.PhaseOutput;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "bootstrap",
        sortOptions = false,
        description = {
            "Makes a working cluster of the nodes of an inventory, in phases:",
            "check, trust, render, wait, configure, verify, site. A second run changes nothing."
        })
final class BootstrapCommand implements Callable<Integer> {

    private final Session session;

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Option(
            names = "--from",
            paramLabel = "PHASE",
            description = "the first phase; the inventory is checked in any case")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "PHASE", description = "the last phase")
    private @Nullable String to;

    @Option(names = "--then", paramLabel = "PLAYBOOK", description = "a playbook for the end; may be repeated")
    private List<Path> then = new ArrayList<>();

    @Option(names = "--reissue", description = "replace certificates that are expired, revoked or wrong")
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
        var configuration = Configuration.load(session, new Warnings(session));
        var plain = cluster.request(configuration);
        // A slip in a playbook for the end is told before the work of an hour.
        cluster.read(then, session, configuration);
        var request = new BootstrapRequest(
                plain.inventory(),
                plain.limit(),
                from,
                to,
                running.check(),
                running.diff(configuration),
                plain.extraVars(),
                then,
                plain.state(),
                plain.templates(),
                reissue,
                plain.home());
        return run(session, configuration, cluster, connection, running, request)
                .code();
    }

    static ExitCode run(
            Session session,
            Configuration configuration,
            ClusterOptions cluster,
            ConnectionOptions connection,
            RunningOptions running,
            BootstrapRequest request) {
        var output = new PhaseOutput(session.terminal(), running.verbosity(configuration), running.diff(configuration));
        var chosen = running.report(session.terminal(), () -> output);
        // Phases tell of their nodes from many threads.
        var report = Wiring.inOrder(chosen);
        var fleet = cluster.fleet(session, configuration, request, connection, running, report);
        try {
            var summary = new Bootstrap(Clock.systemUTC(), session.secrets()).run(request, fleet, report);
            if (chosen == output) {
                output.summary(
                        summary.nodes().size(), summary.elapsed(), summary.interrupted(), summary.resumeCommands());
            }
            return code(summary);
        } catch (Findings e) {
            throw new Stop(e.getMessage(), ExitCode.ERROR);
        }
    }

    private static ExitCode code(Summary summary) {
        return switch (summary.outcome()) {
            case OK -> ExitCode.OK;
            case FAILED -> ExitCode.FAILED;
            case UNREACHABLE -> ExitCode.UNREACHABLE;
            case INTERRUPTED -> ExitCode.INTERRUPTED;
        };
    }
}
