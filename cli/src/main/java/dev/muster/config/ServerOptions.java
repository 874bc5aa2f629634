package dev.muster.config;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The options of the Galaxy servers that {@code server_list} names, each in a section {@code [galaxy_server.NAME]}. */
final class ServerOptions {

    private static final String REQUIRED = "url";

    private final Settings settings;

    ServerOptions(Settings settings) {
        this.settings = settings;
    }

    /** The servers in the order of the list. */
    List<String> servers() {
        return settings.list("GALAXY_SERVER_LIST").stream()
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /** The options of one server, in the order in which they are listed as data. */
    List<Setting> of(String server) {
        return List.of(
                option(server, REQUIRED, "str", null, List.of()),
                option(server, "username", "str", null, List.of()),
                option(server, "password", "str", null, List.of()),
                option(server, "token", "str", null, List.of()),
                option(server, "auth_url", "str", null, List.of()),
                option(server, "api_version", "int", null, List.of("2", "3")),
                option(server, "validate_certs", "bool", null, List.of()),
                option(server, "client_id", "str", null, List.of()),
                option(server, "client_secret", "str", null, List.of()),
                option(server, "timeout", "int", (long) settings.number("GALAXY_SERVER_TIMEOUT", 0), List.of()));
    }

    /** The value of an option; an address that nobody set is told of as such. */
    Settings.Resolved resolve(Setting option) {
        var found = settings.resolve(option);
        return found.isDefault() && option.option().equals(REQUIRED)
                ? new Settings.Resolved(null, Settings.REQUIRED)
                : found;
    }

    private static Setting option(
            String server, String key, String type, @Nullable Object byDefault, List<String> choices) {
        return new Setting(
                "galaxy_server/" + server + "/" + key,
                type,
                byDefault,
                List.of(("ANSIBLE_GALAXY_SERVER_" + server + "_" + key).toUpperCase(Locale.ROOT)),
                List.of(new Setting.Place("galaxy_server." + server, key)),
                List.of(),
                choices,
                Setting.Use.FOLLOWED,
                "",
                "The " + key + " of the " + server + " Galaxy server",
                null);
    }
}
