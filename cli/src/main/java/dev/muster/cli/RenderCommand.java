package dev.muster.cli;

import dev.muster.cluster.Bootstrap;
import dev.muster.cluster.Findings;
import dev.muster.cluster.RenderCheck;
import dev.muster.cluster.Summary;
import dev.muster.engine.EngineOptions;
import dev.muster.report.Colour;
import dev.muster.report.PhaseOutput;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "render",
        sortOptions = false,
        description =
                "Renders the boot artifacts of a cluster that has its trust. With --check it exits 2 when those on disk"
                        + " differ.")
final class RenderCommand implements Callable<Integer> {

    private final Session session;

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private RunningOptions running = new RunningOptions();

    @Mixin
    private HelpOption help = new HelpOption();

    RenderCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        var warnings = new Warnings(session);
        var configuration = Configuration.load(session, warnings);
        var extra = ExtraVariables.parse(cluster.inventory.extraVariables());
        var output = new PhaseOutput(session.terminal(), running.verbosity(), running.diff());
        var wiring = new Wiring(session, configuration, extra, running.report(session.terminal(), output));
        var request = cluster.request(configuration, "render", "render", running, List.of(), false);
        var fleet = cluster.fleet(wiring, configuration, extra, EngineOptions.DEFAULT, session, warnings);
        try {
            if (running.check()) {
                var differences = RenderCheck.of(Bootstrap.read(request, fleet, wiring.events()), Clock.systemUTC());
                if (!differences.isEmpty()) {
                    session.terminal().out(RenderCheck.text(differences).stripTrailing());
                }
                return differences.isEmpty() ? ExitCode.OK.code() : ExitCode.FAILED.code();
            }
            var summary = new Bootstrap(Clock.systemUTC(), session.secrets()).run(request, fleet, wiring.events());
            output.summary(
                    summary.nodes().size(), summary.elapsed(), failed -> summary.resume(failed.node(), failed.phase()));
            return summary.outcome() == Summary.Outcome.OK ? ExitCode.OK.code() : ExitCode.FAILED.code();
        } catch (Findings findings) {
            session.terminal().err(String.valueOf(findings.getMessage()), Colour.FAILED);
            return ExitCode.ERROR.code();
        }
    }
}
