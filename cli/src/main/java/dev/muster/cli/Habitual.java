package dev.muster.cli;

import dev.muster.config.Settings;
import dev.muster.engine.EngineOptions.Background;
import dev.muster.engine.EngineOptions.Becoming;
import dev.muster.engine.EngineOptions.Habits;
import dev.muster.engine.EngineOptions.Leniency;
import dev.muster.engine.FactCache;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the settings make a habit of, where neither the command line nor a playbook says otherwise. */
final class Habitual {

    private static final int SSH = 22;

    private Habitual() {}

    /** @param forceHandlers whether the command line wants handlers on hosts that failed */
    static Habits of(Settings settings, boolean forceHandlers, Consumer<String> warnings) {
        return new Habits(
                settings.text("DEFAULT_STRATEGY").orElse("linear"),
                settings.text("DEFAULT_GATHERING").orElse("implicit"),
                forceHandlers || settings.flag("DEFAULT_FORCE_HANDLERS"),
                settings.flag("ANY_ERRORS_FATAL"),
                settings.flag("ENABLE_TASK_DEBUGGER"),
                settings.flag("DEFAULT_NO_LOG"),
                settings.text("DEFAULT_HASH_BEHAVIOUR").orElse("").equals("merge"),
                settings.flag("INJECT_FACTS_AS_VARS"),
                settings.flag("ERROR_ON_MISSING_HANDLER"),
                settings.number("TASK_TIMEOUT", 0),
                settings.isSet("connection/ssh/port")
                        ? Integer.valueOf(settings.number("connection/ssh/port", SSH))
                        : null,
                settings.text("DEFAULT_EXECUTABLE").orElse("/bin/sh"),
                settings.flag("BECOME_ALLOW_SAME_USER"),
                becoming(settings),
                facts(settings, warnings),
                settings.number("connection/ssh/reconnection_retries", 0),
                new Background(
                        settings.text("shell/sh/async_dir").orElse(Background.DEFAULT.folder()),
                        settings.number("DEFAULT_POLL_INTERVAL", Background.DEFAULT.poll())),
                new Leniency(
                        settings.text("HOST_PATTERN_MISMATCH").orElse("warning"),
                        settings.flag("ALLOW_BROKEN_CONDITIONALS"),
                        settings.text("DEFAULT_MANAGED_STR").orElse("")),
                settings);
    }

    /** What keeps facts between runs; null for nothing, which is also what a cache that cannot be had comes to. */
    static @Nullable FactCache facts(Settings settings, Consumer<String> warnings) {
        var name = settings.text("CACHE_PLUGIN").orElse("memory");
        var known = name.replaceFirst("^ansible\\.builtin\\.", "");
        if (known.equals("memory")) {
            return null;
        }
        var folder = settings.path("cache/jsonfile/_uri");
        if (known.equals("jsonfile") && folder.isPresent()) {
            return new FactCache(
                    folder.get(),
                    settings.text("cache/jsonfile/_prefix").orElse(""),
                    Duration.ofSeconds(settings.number("cache/jsonfile/_timeout", 0)));
        }
        warnings.accept(
                known.equals("jsonfile")
                        ? "facts are not kept: 'fact_caching_connection' in [defaults] names no folder for them"
                        : "facts are not kept: 'fact_caching' in [defaults] is 'memory' or 'jsonfile', not '" + name
                                + "'");
        return null;
    }

    private static Map<String, Becoming> becoming(Settings settings) {
        var all = new HashMap<String, Becoming>();
        for (var method : List.of("sudo", "su", "doas")) {
            var plugin = "become/" + method + "/";
            var user = settings.text(plugin + "become_user").orElse(null);
            all.put(
                    method,
                    new Becoming(
                            // Whom all methods become is a matter of the command line, which knows that setting, too.
                            settings.text("DEFAULT_BECOME_USER").orElse("").equals(user) ? null : user,
                            given(settings, plugin + "become_exe"),
                            given(settings, plugin + "become_flags"),
                            given(settings, plugin + "become_pass"),
                            method.equals("sudo") ? given(settings, plugin + "sudo_chdir") : null));
        }
        return all;
    }

    private static @Nullable String given(Settings settings, String name) {
        return settings.isSet(name) ? settings.text(name).orElse(null) : null;
    }
}
