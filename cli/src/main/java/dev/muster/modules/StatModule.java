package dev.muster.modules;

import dev.muster.step.Result;
import dev.muster.step.Script;
import dev.muster.step.Script.Library;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Module {@code stat}: everything about a path. */
final class StatModule implements Module {

    private static final List<Library> LIBRARIES = Libraries.ofFiles("stat");
    private static final Parameters PARAMETERS = Parameters.builder()
            .path("path")
            .required()
            .aliases("dest", "name")
            .bool("follow", false)
            .bool("get_checksum", true)
            .bool("get_mime", true)
            .aliases("mime", "mime_type", "mime-type")
            .bool("get_attributes", true)
            .aliases("attr", "attributes")
            .str("checksum_algorithm")
            .byDefault("sha1")
            .choices("md5", "sha1", "sha224", "sha256", "sha384", "sha512")
            .aliases("checksum", "checksum_algo")
            .build();

    /** The types of files in {@code st_mode}, see inode(7), under the names of the result. */
    private static final Map<String, Integer> TYPES = types();

    /** The permissions in {@code st_mode} under the names of the result. */
    private static final Map<String, Integer> PERMISSIONS = permissions();

    /** What the letters of lsattr(1) mean, in Ansible's words. */
    private static final Map<Character, String> ATTRIBUTES = Map.ofEntries(
            Map.entry('A', "noatime"),
            Map.entry('a', "append"),
            Map.entry('c', "compressed"),
            Map.entry('C', "nocow"),
            Map.entry('d', "nodump"),
            Map.entry('D', "dirsync"),
            Map.entry('e', "extents"),
            Map.entry('E', "encrypted"),
            Map.entry('h', "blocksize"),
            Map.entry('i', "immutable"),
            Map.entry('I', "indexed"),
            Map.entry('j', "journalled"),
            Map.entry('N', "inline"),
            Map.entry('s', "zero"),
            Map.entry('S', "synchronous"),
            Map.entry('t', "notail"),
            Map.entry('T', "blockroot"),
            Map.entry('u', "undelete"),
            Map.entry('X', "compressedraw"),
            Map.entry('Z', "compresseddirty"));

    private static Map<String, Integer> types() {
        var types = new LinkedHashMap<String, Integer>();
        types.put("isdir", 0040000);
        types.put("ischr", 0020000);
        types.put("isblk", 0060000);
        types.put("isreg", 0100000);
        types.put("isfifo", 0010000);
        types.put("islnk", 0120000);
        types.put("issock", 0140000);
        return types;
    }

    private static Map<String, Integer> permissions() {
        var permissions = new LinkedHashMap<String, Integer>();
        int bit = 0400;
        for (var who : List.of("usr", "grp", "oth")) {
            for (var what : List.of("r", "w", "x")) {
                permissions.put(what + who, bit);
                bit >>= 1;
            }
        }
        permissions.put("isuid", 04000);
        permissions.put("isgid", 02000);
        return permissions;
    }

    @Override
    public String name() {
        return "stat";
    }

    @Override
    public Parameters parameters() {
        return PARAMETERS;
    }

    @Override
    public Outcome start(Invocation call) {
        var arguments = call.arguments();
        boolean checksum = arguments.bool("get_checksum");
        var words = new Words()
                .put("path", arguments.str("path"))
                .put("follow", arguments.bool("follow"))
                .put("algorithm", checksum ? arguments.str("checksum_algorithm") : null)
                .put("mime", arguments.bool("get_mime"))
                .put("lsattr", arguments.bool("get_attributes"));
        return Module.ask(
                Script.call(LIBRARIES, "m_stat_module", words.list()), answer -> read(arguments, Fields.of(answer)));
    }

    private static Result read(Arguments arguments, Fields fields) {
        if (fields.failed()) {
            return fields.failure();
        }
        var stat = new LinkedHashMap<String, @Nullable Object>();
        stat.put("exists", fields.flag("exists"));
        if (fields.flag("exists")) {
            stat.put("path", fields.str("path"));
            numbers(fields.str("numbers").split(" "), stat);
            for (var access : List.of("readable", "writeable", "executable")) {
                stat.put(access, fields.flag(access));
            }
            copy(fields, "lnk_source", stat, "lnk_source");
            copy(fields, "lnk_target", stat, "lnk_target");
            copy(fields, "user", stat, "pw_name");
            copy(fields, "user_group", stat, "gr_name");
            copy(fields, "checksum", stat, "checksum");
            if (arguments.bool("get_mime")) {
                mime(fields.str("mime"), stat);
            }
            if (arguments.bool("get_attributes")) {
                attributes(fields.str("lsattr").strip().split("\\s+"), stat);
            }
        }
        return Result.ok().with("stat", stat);
    }

    /** A name that the node does not know is told as {@code UNKNOWN} by stat(1), and left out by Ansible. */
    private static void copy(Fields fields, String from, Map<String, @Nullable Object> stat, String to) {
        if (fields.has(from) && !fields.str(from).equals("UNKNOWN")) {
            stat.put(to, fields.str(from));
        }
    }

    private static void numbers(String[] words, Map<String, @Nullable Object> stat) {
        int mode = Integer.parseInt(words[0], 16);
        stat.put("mode", String.format("%04o", mode & 07777));
        TYPES.forEach((name, type) -> stat.put(name, (mode & 0170000) == type));
        stat.put("uid", Long.valueOf(words[1]));
        stat.put("gid", Long.valueOf(words[2]));
        stat.put("size", Long.valueOf(words[3]));
        stat.put("inode", Long.valueOf(words[5]));
        stat.put("dev", Long.valueOf(words[6]));
        stat.put("nlink", Long.valueOf(words[4]));
        stat.put("atime", Double.valueOf(words[12]));
        stat.put("mtime", Double.valueOf(words[11]));
        stat.put("ctime", Double.valueOf(words[13]));
        PERMISSIONS.forEach((name, bit) -> stat.put(name, (mode & bit) != 0));
        stat.put("blocks", Long.valueOf(words[9]));
        stat.put("block_size", Long.valueOf(words[10]));
        stat.put("device_type", device(Long.parseLong(words[7], 16), Long.parseLong(words[8], 16)));
    }

    /** Linux' {@code makedev}. */
    private static long device(long major, long minor) {
        return (major & 0xfffff000L) << 32 | (major & 0xfff) << 8 | (minor & 0xffffff00L) << 12 | minor & 0xff;
    }

    /** Reads {@code text/plain; charset=us-ascii}. */
    private static void mime(String text, Map<String, @Nullable Object> stat) {
        int semicolon = text.indexOf(';');
        int equals = text.indexOf('=');
        boolean known = semicolon >= 0 && equals > semicolon;
        stat.put("mimetype", known ? text.substring(0, semicolon).strip() : "unknown");
        stat.put("charset", known ? text.substring(equals + 1).strip() : "unknown");
    }

    /** Reads {@code 12345 --------------e------- PATH}. */
    private static void attributes(String[] words, Map<String, @Nullable Object> stat) {
        boolean known = words.length > 1;
        var flags = known ? words[1].replace("-", "") : "";
        var names = new ArrayList<String>();
        for (char letter : flags.toCharArray()) {
            if (ATTRIBUTES.containsKey(letter)) {
                names.add(ATTRIBUTES.get(letter));
            }
        }
        stat.put("version", known ? words[0] : null);
        stat.put("attributes", names);
        stat.put("attr_flags", flags);
    }
}
