package dev.muster.galaxy;

import dev.muster.config.Settings;
import dev.muster.config.Surroundings;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.yaml.Node;
import dev.muster.yaml.Yaml;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The servers that the settings and the command line name: those of {@code server_list} with their sections
 * {@code [galaxy_server.NAME]}, or {@code --server}, or else {@code [galaxy] server}.
 */
final class ServerSettings {

    private static final int SECONDS = 60;

    private final Settings settings;
    private final Surroundings surroundings;
    private final Galaxy.Options options;
    private final boolean certificates;
    private final Consumer<String> secrets;

    ServerSettings(
            Settings settings,
            Surroundings surroundings,
            Galaxy.Options options,
            boolean certificates,
            Consumer<String> secrets) {
        this.settings = settings;
        this.surroundings = surroundings;
        this.options = options;
        this.certificates = certificates;
        this.secrets = secrets;
    }

    List<GalaxyServer.Access> all() {
        var named = new ArrayList<GalaxyServer.Access>();
        settings.list("GALAXY_SERVER_LIST").stream()
                .filter(name -> !name.isEmpty())
                .forEach(name -> named.add(named(name)));
        if (options.server().isPresent()) {
            var given = options.server().get();
            return List.of(named.stream()
                    .filter(access -> access.name().equals(given))
                    .findFirst()
                    .orElseGet(() -> unnamed("cmd_arg", given)));
        }
        return named.isEmpty()
                ? List.of(unnamed("default", settings.text("GALAXY_SERVER").orElse("")))
                : named;
    }

    private GalaxyServer.Access unnamed(String name, String url) {
        var token = options.token().or(this::tokenOfFile);
        token.ifPresent(secrets);
        return new GalaxyServer.Access(
                name,
                url,
                token.<Credentials>map(Credentials.Token::new).orElseGet(Credentials.None::new),
                certificates,
                timeout(options.timeout()),
                Optional.empty());
    }

    private GalaxyServer.Access named(String name) {
        var url = option(name, "url")
                .orElseThrow(() -> new UserError("the Galaxy server '" + name + "' has no address")
                        .hint("write 'url = ...' below [galaxy_server." + name + "] in ansible.cfg"));
        return new GalaxyServer.Access(
                name,
                url,
                credentials(name),
                flag(name, "validate_certs").orElse(certificates),
                timeout(options.timeout().or(() -> number(name, "timeout"))),
                number(name, "api_version").map(version -> "v" + version));
    }

    private Credentials credentials(String name) {
        var token = option(name, "token");
        var password = option(name, "password");
        var secret = option(name, "client_secret");
        token.ifPresent(secrets);
        password.ifPresent(secrets);
        secret.ifPresent(secrets);
        var user = option(name, "username");
        if (user.isPresent()) {
            return new Credentials.Basic(user.get(), password.orElse(""));
        }
        var exchange = option(name, "auth_url");
        if (exchange.isPresent()) {
            return new Credentials.Exchanged(
                    exchange.get(),
                    token.orElse(null),
                    option(name, "client_id").orElse(null),
                    secret.orElse(null));
        }
        return token.<Credentials>map(Credentials.Token::new).orElseGet(Credentials.None::new);
    }

    private Duration timeout(Optional<Integer> seconds) {
        return Duration.ofSeconds(Math.max(1, seconds.orElse(settings.number("GALAXY_SERVER_TIMEOUT", SECONDS))));
    }

    private Optional<String> tokenOfFile() {
        var file = settings.path("GALAXY_TOKEN_PATH");
        if (file.isEmpty() || !Files.isRegularFile(file.get())) {
            return Optional.empty();
        }
        var data = Yaml.parse(Source.of(file.get()), _ -> {}).map(Node::untrusted);
        return data.map(map -> map instanceof Map<?, ?> all && all.get("token") instanceof String text ? text : "")
                .filter(text -> !text.isEmpty());
    }

    private Optional<String> option(String server, String key) {
        return settings.ofServer(server, key, surroundings.environment());
    }

    private Optional<Integer> number(String server, String key) {
        return option(server, key).map(text -> {
            try {
                return Integer.parseInt(text.strip());
            } catch (NumberFormatException _) {
                throw unfit(server, key, text, "a number");
            }
        });
    }

    private Optional<Boolean> flag(String server, String key) {
        return option(server, key).map(text -> switch (text.strip().toLowerCase(java.util.Locale.ROOT)) {
            case "true", "yes", "on", "y", "t", "1" -> true;
            case "false", "no", "off", "n", "f", "0" -> false;
            default -> throw unfit(server, key, text, "true or false");
        });
    }

    private static UserError unfit(String server, String key, String text, String wanted) {
        return new UserError("'" + text + "' cannot be the value of '" + key + "' of the Galaxy server '" + server
                + "', which is " + wanted);
    }
}
