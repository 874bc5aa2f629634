package dev.muster.cli;

import dev.muster.cluster.Bootstrap;
import dev.muster.cluster.Findings;
import dev.muster.cluster.RenderCheck;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "render",
        sortOptions = false,
        description = {
            "Renders the boot artifacts of a cluster; the trust that they need is made first.",
            "With --check nothing is written, and the exit code is 2 when the tree on disk differs."
        })
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
        var configuration = Configuration.load(session, new Warnings(session));
        var request = cluster.request(configuration).phases(null, "render");
        var connection = new ConnectionOptions();
        if (!running.check()) {
            return BootstrapCommand.run(session, configuration, cluster, connection, running, request)
                    .code();
        }
        var fleet = cluster.fleet(session, configuration, request, connection, running, _ -> {});
        try {
            var differences = RenderCheck.of(Bootstrap.read(request.checking(), fleet, _ -> {}), Clock.systemUTC());
            if (differences.isEmpty()) {
                session.terminal().out("the artifacts on disk are right");
                return ExitCode.OK.code();
            }
            session.terminal().out(RenderCheck.text(differences));
            return ExitCode.FAILED.code();
        } catch (Findings e) {
            throw new Stop(e.getMessage(), ExitCode.ERROR);
        }
    }
}
