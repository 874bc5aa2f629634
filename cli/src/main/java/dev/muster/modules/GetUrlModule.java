package dev.muster.modules;

import dev.muster.modules.Parameters.Type;
import dev.muster.step.Result;
import dev.muster.step.Script;
import dev.muster.step.Script.Library;
import dev.muster.value.Printing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Module {@code get_url}: a file from the network, fetched by the node itself. */
final class GetUrlModule implements Module {

    private static final List<Library> LIBRARIES = Libraries.ofFiles("get_url");
    private static final Pattern USER_INFO = Pattern.compile("^([A-Za-z][A-Za-z0-9+.-]*://)([^/?#@]*)@");
    private static final Pattern SECRET_HEADER = Pattern.compile("authorization|cookie|token|key|secret|passw");
    private static final Parameters PARAMETERS = Parameters.builder()
            .str("url")
            .required()
            .bool("force", false)
            .str("http_agent")
            .byDefault("ansible-httpget")
            .bool("use_proxy", true)
            .bool("validate_certs", true)
            .str("url_username")
            .aliases("username")
            .str("url_password")
            .aliases("password")
            .noLog()
            .bool("force_basic_auth", false)
            .path("client_cert")
            .path("client_key")
            .bool("use_gssapi", false)
            .path("dest")
            .required()
            .bool("backup", false)
            .str("checksum")
            .byDefault("")
            .add("timeout", Type.INT)
            .byDefault(10L)
            .add("headers", Type.DICT)
            .path("tmp_dest")
            .list("unredirected_headers", Type.STR)
            .byDefault(List.of())
            .bool("decompress", true)
            .list("ciphers", Type.STR)
            .bool("use_netrc", true)
            .with(FileAttributes.PARAMETERS)
            .build();

    @Override
    public String name() {
        return "get_url";
    }

    @Override
    public Parameters parameters() {
        return PARAMETERS;
    }

    @Override
    public Outcome start(Invocation call) {
        var arguments = call.arguments();
        var checksum = arguments.str("checksum");
        int colon = checksum.indexOf(':');
        var expected = checksum.substring(colon + 1);
        boolean byUrl = expected.matches("(https?|ftp|file):.*");
        if (!checksum.isEmpty() && colon < 0) {
            return failed(arguments, "The checksum parameter has to be in format <algorithm>:<checksum>");
        }
        var digest = byUrl ? "" : expected.replaceAll("\\W+", "").toLowerCase(Locale.ROOT);
        if (!checksum.isEmpty() && !byUrl && !digest.matches("[0-9a-f]+")) {
            return failed(arguments, "The checksum format is invalid");
        }
        var words = FileAttributes.words(call)
                .put("dest", arguments.str("dest"))
                .put("tmp_dest", arguments.strOrNull("tmp_dest"))
                .put("backup", arguments.bool("backup"))
                .put("force", arguments.bool("force"))
                .put("algorithm", colon < 0 ? "" : checksum.substring(0, colon).toLowerCase(Locale.ROOT))
                .put("checksum", digest)
                .put(url("url", arguments.str("url")))
                .put("url_name", fileName(arguments.str("url")))
                .put(url("checksum_url", byUrl ? expected : ""))
                .put("client_cert", arguments.strOrNull("client_cert"))
                .put("client_key", arguments.strOrNull("client_key"))
                .put(request(arguments));
        var script = Script.call(LIBRARIES, "m_get_url", words.list());
        return Module.ask(secret(arguments) ? script.asSecret() : script, answer -> read(arguments, Fields.of(answer)));
    }

    private static Outcome failed(Arguments arguments, String message) {
        return Module.done(Result.failed(message)
                .with("checksum_dest", null)
                .with("checksum_src", null)
                .with("dest", arguments.str("dest"))
                .with("elapsed", 0L)
                .with("url", shown(arguments.str("url"))));
    }

    private static Words url(String name, String url) {
        return new Words().put(name, url).put(name + "_curl", quoted(url)).put(name + "_shown", shown(url));
    }

    /** The URL with its user and password blotted out, as Ansible shows it. */
    private static String shown(String url) {
        var match = USER_INFO.matcher(url);
        return !match.find()
                ? url
                : match.group(1) + (match.group(2).contains(":") ? "****:****@" : "****@") + url.substring(match.end());
    }

    private static String fileName(String url) {
        var path = url.replaceFirst("^[a-z]+://[^/?#]*", "").replaceFirst("[?#].*", "");
        var name = path.substring(path.lastIndexOf('/') + 1);
        return name.isEmpty() ? "index.html" : name;
    }

    /** A text between the quotes of curl's configuration. */
    private static String quoted(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("[\\r\\n]", "");
    }

    private static boolean secret(Arguments arguments) {
        return arguments.has("url_password")
                || USER_INFO.matcher(arguments.str("url")).find()
                || arguments.dict("headers").keySet().stream()
                        .anyMatch(name -> SECRET_HEADER
                                .matcher(String.valueOf(name).toLowerCase(Locale.ROOT))
                                .find());
    }

    /** How to ask, in the words of each tool. */
    private static Words request(Arguments arguments) {
        var curl = new ArrayList<String>();
        var wget = new ArrayList<String>();
        var once = new ArrayList<String>();
        var headers = new ArrayList<String>();
        long timeout = arguments.integer("timeout");
        boolean steps = !arguments.list("unredirected_headers").isEmpty();
        curl.addAll(List.of("silent", "show-error", "globoff", "max-redirs = 10"));
        curl.addAll(List.of("connect-timeout = " + timeout, "speed-limit = 1", "speed-time = " + timeout));
        curl.add("user-agent = \"" + quoted(arguments.str("http_agent")) + "\"");
        wget.addAll(List.of("tries = 1", "max_redirect = 10", "timeout = " + timeout, "hsts = off"));
        wget.add("user_agent = " + line(arguments.str("http_agent")));
        set(curl, !steps, "location");
        set(curl, !arguments.bool("validate_certs"), "insecure");
        set(wget, !arguments.bool("validate_certs"), "check_certificate = off");
        set(curl, !arguments.bool("use_proxy"), "noproxy = \"*\"");
        set(wget, !arguments.bool("use_proxy"), "use_proxy = off");
        set(curl, arguments.bool("decompress"), "compressed");
        set(curl, arguments.bool("use_netrc"), "netrc-optional");
        set(wget, !arguments.bool("use_netrc"), "netrc = off");
        set(curl, arguments.bool("use_gssapi"), "negotiate");
        var ciphers = arguments.strings("ciphers");
        set(curl, !ciphers.isEmpty(), "ciphers = \"" + quoted(String.join(":", ciphers)) + "\"");
        var unredirected = arguments.strings("unredirected_headers").stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList();
        arguments.dict("headers").forEach((name, value) -> {
            var header = line(Printing.str(name) + ": " + Printing.str(value));
            headers.add(header);
            wget.add("header = " + header);
            var only = unredirected.contains(Printing.str(name).toLowerCase(Locale.ROOT));
            (only ? once : curl).add("header = \"" + quoted(header) + "\"");
        });
        var words = new Words()
                .put("curl", String.join("\n", curl))
                .put("curl_headers_once", String.join("\n", once))
                .put("curl_user", user(arguments, wget))
                .put("wget", String.join("\n", wget))
                .put("by_steps", steps)
                .put("only_curl", steps || arguments.bool("use_gssapi") || !ciphers.isEmpty())
                .put("secret", secret(arguments))
                .put("timeout", timeout)
                .put("agent", arguments.str("http_agent"))
                .put("validate_certs", arguments.bool("validate_certs"))
                .put("use_proxy", arguments.bool("use_proxy"))
                .put("headers", headers.size());
        for (int i = 0; i < headers.size(); i++) {
            words.put("header" + (i + 1), headers.get(i));
        }
        return words;
    }

    /** The user and password for curl; those for wget are added to its lines. */
    private static String user(Arguments arguments, List<String> wget) {
        var user = arguments.strOrNull("url_username");
        if (user == null) {
            return arguments.bool("use_gssapi") ? "user = \":\"" : "";
        }
        var password = arguments.str("url_password", "");
        wget.add("user = " + line(user));
        wget.add("password = " + line(password));
        set(wget, arguments.bool("force_basic_auth"), "auth_no_challenge = on");
        var how = arguments.bool("use_gssapi") ? "" : arguments.bool("force_basic_auth") ? "basic\n" : "anyauth\n";
        return how + "user = \"" + quoted(user + ":" + password) + "\"";
    }

    private static void set(List<String> lines, boolean wanted, String line) {
        if (wanted) {
            lines.add(line);
        }
    }

    private static String line(String text) {
        return text.replaceAll("[\\r\\n]", "");
    }

    private static Result read(Arguments arguments, Fields fields) {
        if (fields.failed()) {
            var failure = fields.failure();
            return !fields.has("checksum_src")
                    ? failure
                    : failure.with("checksum_src", orNull(fields.strOrNull("checksum_src")))
                            .with("checksum_dest", orNull(fields.strOrNull("checksum_dest")));
        }
        var result = Result.done(fields.flag("changed"))
                .with("url", shown(arguments.str("url")))
                .with("dest", fields.str("dest"))
                .with("elapsed", fields.integer("elapsed"))
                .with("msg", fields.str("msg"));
        if (!fields.flag("unchanged")) {
            result = result.with("checksum_src", orNull(fields.strOrNull("checksum_src")))
                    .with("checksum_dest", orNull(fields.strOrNull("checksum_dest")));
        }
        for (var key : List.of("md5sum", "backup_file")) {
            result = fields.has(key) ? result.with(key, fields.str(key)) : result;
        }
        if (fields.has("status_code")) {
            var status = fields.str("status_code");
            result = result.with("status_code", status.isEmpty() ? null : Long.valueOf(status));
        }
        return fields.warned(FileAttributes.info(result, fields));
    }

    private static @Nullable String orNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
