package dev.muster.cli;

import dev.muster.engine.Asking;
import dev.muster.engine.Candidate;
import dev.muster.engine.Console;
import dev.muster.engine.EngineOptions;
import dev.muster.inventory.Host;
import dev.muster.inventory.LiveInventory;
import dev.muster.source.Nearest;
import dev.muster.source.UserError;
import dev.muster.value.JsonPrinting;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "explain",
        description =
                "Shows every value that a variable is given for a host, the strongest first, and where it is written.")
final class ExplainCommand implements Callable<Integer> {

    private final Session session;

    @Parameters(index = "0", paramLabel = "HOST", description = "for which host")
    private String host = "";

    @Parameters(index = "1", paramLabel = "VARIABLE", description = "which variable")
    private String variable = "";

    @Mixin
    private InventoryOptions inventory = new InventoryOptions();

    @Mixin
    private VaultOptions vault = new VaultOptions();

    @Mixin
    private HelpOption help = new HelpOption();

    ExplainCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        var warnings = new Warnings(session);
        var configuration = Configuration.load(session, warnings);
        var reader = vault.reader(session, configuration, warnings);
        var extraVariables = ExtraVariables.parse(inventory.extraVariables(), reader);
        var hosts = inventory.load(configuration, Path.of("").toAbsolutePath(), reader, warnings);
        if (hosts.host(host).isEmpty()) {
            throw Stop.options(new UserError("there is no host '" + host + "' in the inventory")
                    .hint(Nearest.hint(
                            host, hosts.hosts().stream().map(Host::name).toList()))
                    .hint("'muster inventory --graph' shows what there is"));
        }
        var defaults = EngineOptions.DEFAULT;
        var options = new EngineOptions(
                defaults.selection(),
                defaults.login(),
                defaults.privilege(),
                extraVariables,
                defaults.forks(),
                false,
                false,
                0,
                defaults.habits(),
                defaults.directory(),
                Asking.NOBODY,
                Console.NOBODY);
        var wiring = new Wiring(session, configuration, extraVariables, reader, _ -> {});
        List<Candidate> candidates;
        try (var engine = wiring.engine(options, new LiveInventory(hosts), wiring.loader())) {
            candidates = engine.explain(host, variable);
        }
        if (candidates.isEmpty()) {
            throw new UserError("'" + variable + "' has no value for '" + host + "'")
                    .hint("variables of plays, roles and facts are known only while a playbook runs");
        }
        for (var candidate : candidates) {
            session.terminal()
                    .out((candidate.wins() ? "* " : "  ")
                            + JsonPrinting.write(
                                    candidate.value(), JsonPrinting.Style.RESULT, JsonPrinting.Strangers.SHOWN));
            var at = candidate.at();
            session.terminal().out("      " + candidate.level() + (at == null ? "" : ", " + at));
        }
        return ExitCode.OK.code();
    }
}
