package dev.muster.cluster;

import dev.muster.engine.Engine;
import dev.muster.engine.EngineOptions;
import dev.muster.event.Event;
import dev.muster.modules.ModuleCatalog;
import dev.muster.playbook.PlaybookLoader;
import dev.muster.remote.Connections;
import dev.muster.remote.Target;
import dev.muster.source.Source;
import dev.muster.value.Secrets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs playbooks with an engine for each: facts of one phase are not those of the next. */
public final class EnginePlays implements Plays {

    private final EngineOptions options;
    private final PlaybookLoader loader;
    private final Connections connections;
    private final Function<Path, Source> reader;
    private final Secrets secrets;

    /**
     * @param options of the command line: how to log in, {@code -e}, forks; limit and check mode are the order's
     * @param loader reads playbooks
     * @param reader reads other files, and opens a vault where it is one
     */
    public EnginePlays(
            EngineOptions options,
            PlaybookLoader loader,
            Connections connections,
            Function<Path, Source> reader,
            Secrets secrets) {
        this.options = options;
        this.loader = loader;
        this.connections = connections;
        this.reader = reader;
        this.secrets = secrets;
    }

    @Override
    public boolean run(Order order, Consumer<Event> events) throws InterruptedException {
        var playbook = loader.load(order.playbook());
        var extra = new LinkedHashMap<String, @Nullable Object>(options.extraVariables());
        extra.putAll(order.extraVariables());
        var selection = options.selection();
        var login = options.login();
        var knownHosts = new ArrayList<Path>();
        knownHosts.add(order.knownHosts());
        knownHosts.addAll(login.hostKeys().files());
        var own = new EngineOptions(
                new EngineOptions.Selection(
                        order.limit(), selection.tags(), selection.skipTags(), null, _ -> true, selection.sources()),
                new EngineOptions.Login(
                        login.connection(),
                        login.user(),
                        login.keyFile(),
                        login.password(),
                        login.timeout(),
                        new Target.HostKeys(knownHosts, login.hostKeys().policy()),
                        login.arguments()),
                options.privilege(),
                extra,
                options.forks(),
                order.check(),
                order.diff(),
                options.verbosity(),
                options.habits(),
                options.directory(),
                options.ask(),
                options.console());
        var folder = order.playbook().toAbsolutePath().getParent();
        var inventory = folder == null ? order.inventory() : order.inventory().withPlaybookDirectory(folder);
        try (var engine = new Engine(
                own,
                inventory,
                ModuleCatalog.all(),
                connections,
                loader,
                PlaybookFolder.reader(reader),
                secrets,
                events)) {
            return engine.run(playbook).broken();
        }
    }
}
