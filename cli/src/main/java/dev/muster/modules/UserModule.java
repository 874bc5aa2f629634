package dev.muster.modules;

import dev.muster.modules.Parameters.Type;
import dev.muster.step.Result;
import dev.muster.step.Script;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code user}: users, their homes, passwords and SSH keys. Hashes and passphrases go by standard input alone. */
public final class UserModule implements Module {

    private static final Parameters PARAMETERS = Parameters.builder()
            .str("state")
            .byDefault("present")
            .choices("absent", "present")
            .str("name")
            .required()
            .aliases("user")
            .add("uid", Type.INT)
            .bool("non_unique", false)
            .str("group")
            .list("groups", Type.STR)
            .str("comment")
            .path("home")
            .path("shell")
            .str("password")
            .noLog()
            .str("login_class")
            .add("password_expire_max", Type.INT)
            .add("password_expire_min", Type.INT)
            .add("password_expire_warn", Type.INT)
            .add("hidden", Type.BOOL)
            .str("seuser")
            .bool("force", false)
            .bool("remove", false)
            .bool("create_home", true)
            .aliases("createhome")
            .str("skeleton")
            .bool("system", false)
            .bool("move_home", false)
            .bool("append", false)
            .add("generate_ssh_key", Type.BOOL)
            .add("ssh_key_bits", Type.INT)
            .byDefault(0L)
            .str("ssh_key_type")
            .byDefault("rsa")
            .path("ssh_key_file")
            .str("ssh_key_comment")
            .str("ssh_key_passphrase")
            .noLog()
            .str("update_password")
            .byDefault("always")
            .choices("always", "on_create")
            .add("expires", Type.FLOAT)
            .add("password_lock", Type.BOOL)
            .add("local", Type.BOOL)
            .str("profile")
            .str("authorization")
            .str("role")
            .str("umask")
            .add("password_expire_account_disable", Type.INT)
            .add("uid_min", Type.INT)
            .add("uid_max", Type.INT)
            .build();

    private static final List<Script.Library> LIBRARIES = Libraries.of("accounts", "user");

    @Override
    public String name() {
        return "user";
    }

    @Override
    public Parameters parameters() {
        return PARAMETERS;
    }

    @Override
    public Outcome start(Invocation call) {
        var arguments = call.arguments();
        for (var bound : List.of("umask", "uid_min", "uid_max")) {
            if (arguments.bool("local") && arguments.has(bound)) {
                return Module.done(Result.failed("'" + bound + "' can not be used with 'local'"));
            }
        }
        var script = Script.call(LIBRARIES, "m_user", words(call))
                .withEnvironment(call.environment())
                .withInput((arguments.str("password", "") + "\n" + arguments.str("ssh_key_passphrase", "") + "\n")
                        .getBytes(StandardCharsets.UTF_8));
        var secret = arguments.has("password") || arguments.has("ssh_key_passphrase");
        return Module.ask(secret ? script.asSecret() : script, answer -> {
            var result = read(Fields.of(answer), arguments);
            if (arguments.bool("append") && !arguments.has("groups")) {
                result = result.warn("'append' is set, but no 'groups' are specified. Use 'groups' for appending new"
                        + " groups.This will change to an error in Ansible 2.14.");
            }
            return looksHashed(arguments.str("password", "*"))
                    ? result
                    : result.warn("The input password appears not to have been hashed. The 'password' argument must be"
                            + " encrypted for this module to work properly.");
        });
    }

    private static List<String> words(Invocation call) {
        var arguments = call.arguments();
        var words = new ArrayList<String>();
        for (var name : List.of(
                "name",
                "state",
                "group",
                "comment",
                "home",
                "shell",
                "seuser",
                "skeleton",
                "umask",
                "update_password")) {
            words.add(name + "=" + arguments.str(name, ""));
        }
        for (var name : List.of("uid", "uid_min", "uid_max")) {
            words.add(name + "=" + GroupModule.number(arguments, name));
        }
        for (var name : List.of("non_unique", "force", "remove", "create_home", "system", "move_home", "append")) {
            words.add(name + "=" + SystemdModule.flag(arguments.bool(name)));
        }
        words.add("groups=" + String.join(",", groups(arguments)));
        words.add("has_groups=" + SystemdModule.flag(arguments.has("groups")));
        words.add("has_comment=" + SystemdModule.flag(arguments.has("comment")));
        words.add("has_password=" + SystemdModule.flag(arguments.has("password")));
        words.add("has_phrase=" + SystemdModule.flag(arguments.has("ssh_key_passphrase")));
        words.add("password_lock=" + SystemdModule.flag(arguments.boolOrNull("password_lock")));
        words.add("expire_max=" + GroupModule.number(arguments, "password_expire_max"));
        words.add("expire_min=" + GroupModule.number(arguments, "password_expire_min"));
        words.add("expire_warn=" + GroupModule.number(arguments, "password_expire_warn"));
        words.add("inactive=" + GroupModule.number(arguments, "password_expire_account_disable"));
        var expires = arguments.raw("expires") instanceof Double seconds ? seconds : null;
        words.add("expires=" + (expires == null ? "" : String.valueOf((long) Math.floor(expires))));
        words.add("expires_date=" + (expires == null || expires < 0 ? "" : date(expires)));
        words.add("generate=" + SystemdModule.flag(arguments.bool("generate_ssh_key")));
        words.add("key_bits=" + arguments.integer("ssh_key_bits"));
        words.add("key_type=" + arguments.str("ssh_key_type"));
        words.add("key_file=" + arguments.str("ssh_key_file", ".ssh/id_" + arguments.str("ssh_key_type")));
        words.add("key_comment=" + arguments.str("ssh_key_comment", ""));
        words.add("has_comment_key=" + SystemdModule.flag(arguments.has("ssh_key_comment")));
        words.add("local=" + (arguments.bool("local") ? "1" : ""));
        words.add("check=" + SystemdModule.flag(call.check()));
        return words;
    }

    private static String date(double seconds) {
        return DateTimeFormatter.ISO_LOCAL_DATE.format(
                Instant.ofEpochSecond((long) seconds).atOffset(ZoneOffset.UTC));
    }

    private static List<String> groups(Arguments arguments) {
        return arguments.strings("groups").stream()
                .map(String::strip)
                .filter(group -> !group.isEmpty())
                .toList();
    }

    private static Result read(Fields fields, Arguments arguments) {
        if (fields.failed()) {
            return fields.failure();
        }
        var result = Result.done(fields.flag("changed"));
        if (fields.has("bare")) {
            return result;
        }
        result = result.with("name", arguments.str("name")).with("state", arguments.str("state"));
        if (fields.has("deleted")) {
            result = result.with("force", arguments.bool("force")).with("remove", arguments.bool("remove"));
        } else if (fields.has("created")) {
            result = result.with("system", arguments.bool("system")).with("create_home", arguments.bool("create_home"));
        } else if (fields.has("modified")) {
            result = result.with("append", arguments.bool("append")).with("move_home", arguments.bool("move_home"));
        }
        if (arguments.has("password") && arguments.str("state").equals("present")) {
            result = result.with("password", "NOT_LOGGING_PASSWORD");
        }
        if (fields.has("said")) {
            result = result.with("stderr", fields.str("said"))
                    .with("stderr_lines", CommandRun.lines(fields.str("said")));
        }
        if (fields.has("uid")) {
            result = result.with("uid", fields.integer("uid"))
                    .with("group", fields.integer("group"))
                    .with("comment", fields.str("comment"))
                    .with("home", fields.str("home"))
                    .with("shell", fields.str("shell"));
            if (arguments.has("groups")) {
                result = result.with("groups", String.join(",", groups(arguments)));
            }
        }
        for (var key : List.of("ssh_fingerprint", "ssh_key_file", "ssh_public_key")) {
            if (fields.has(key)) {
                result = result.with(key, fields.str(key));
            }
        }
        return fields.warned(result);
    }

    /** Whether a text can be the hash of a password, by crypt(5). */
    static boolean looksHashed(String password) {
        if (Set.of("*", "!", "*************").contains(password)) {
            return true;
        }
        var fields = password.split("\\$", -1);
        if (password.contains(":") || fields.length < 3 || !fields[fields.length - 1].matches("[a-zA-Z0-9./]+")) {
            return false;
        }
        var length = fields[fields.length - 1].length();
        return switch (fields[1]) {
            case "1" -> length == 22;
            case "5" -> length == 43;
            case "6" -> length == 86;
            default -> true;
        };
    }
}
