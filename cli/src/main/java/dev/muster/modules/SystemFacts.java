package dev.muster.modules;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Facts of the running system that are small: time, user, environment, names servers, keys, security. */
final class SystemFacts {

    private static final Pattern POSIX_ZONE =
            Pattern.compile("(?:<([^>]+)>|([A-Za-z]+))[-+0-9:]+(?:<([^>]+)>|([A-Za-z]+))?.*");

    private SystemFacts() {}

    static Map<String, @Nullable Object> dateTime(FactSource source) {
        var words = FactSource.words(source.line("clock"));
        if (words.size() < 4) {
            return Map.of();
        }
        var nanos = words.get(1).matches("\\d{9}") ? Long.parseLong(words.get(1)) : 0;
        var instant = Instant.ofEpochSecond(Long.parseLong(words.get(0)), nanos);
        var now = OffsetDateTime.ofInstant(instant, offset(words.get(2)));
        var utc = OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
        // Python's %W: weeks begin on Monday, days before the first Monday are in week 0.
        int week = (now.getDayOfYear() + 7 - now.getDayOfWeek().getValue()) / 7;
        var facts = new LinkedHashMap<String, @Nullable Object>();
        facts.put("year", format("yyyy", now));
        facts.put("month", format("MM", now));
        facts.put("weekday", format("EEEE", now));
        facts.put("weekday_number", String.valueOf(now.getDayOfWeek().getValue() % 7));
        facts.put("weeknumber", String.format(Locale.ROOT, "%02d", week));
        facts.put("day", format("dd", now));
        facts.put("hour", format("HH", now));
        facts.put("minute", format("mm", now));
        facts.put("second", format("ss", now));
        facts.put("epoch", words.get(0));
        facts.put("epoch_int", words.get(0));
        facts.put("date", format("yyyy-MM-dd", now));
        facts.put("time", format("HH:mm:ss", now));
        facts.put("iso8601_micro", format("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", utc));
        facts.put("iso8601", format("yyyy-MM-dd'T'HH:mm:ss'Z'", utc));
        facts.put("iso8601_basic", format("yyyyMMdd'T'HHmmssSSSSSS", now));
        facts.put("iso8601_basic_short", format("yyyyMMdd'T'HHmmss", now));
        facts.put("tz", words.get(3));
        facts.put("tz_dst", summerName(source.line("zone"), words.get(3)));
        facts.put("tz_offset", words.get(2));
        return PlatformFacts.facts("date_time", facts);
    }

    private static String format(String pattern, OffsetDateTime time) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(time);
    }

    private static ZoneOffset offset(String text) {
        try {
            return ZoneOffset.of(text);
        } catch (DateTimeException _) {
            return ZoneOffset.UTC;
        }
    }

    /** The name of summer time, from the rule that ends a zone file (RFC 8536, footer). */
    private static String summerName(String rule, String zone) {
        var matcher = POSIX_ZONE.matcher(rule);
        if (!matcher.matches()) {
            return zone;
        }
        var summer = matcher.group(3) != null ? matcher.group(3) : matcher.group(4);
        var winter = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
        return summer != null ? summer : winter;
    }

    static Map<String, @Nullable Object> user(FactSource source) {
        var facts = new LinkedHashMap<String, @Nullable Object>();
        var entry = source.line("user").split(":", -1);
        if (entry.length >= 7) {
            facts.put("user_id", entry[0]);
            facts.put("user_uid", Long.valueOf(entry[2]));
            facts.put("user_gid", Long.valueOf(entry[3]));
            facts.put("user_gecos", entry[4]);
            facts.put("user_dir", entry[5]);
            facts.put("user_shell", entry[6]);
        }
        for (var line : source.file("/proc/self/status", "").lines().toList()) {
            var words = FactSource.words(line);
            if (line.startsWith("Uid:")) {
                facts.put("real_user_id", Long.valueOf(words.get(1)));
                facts.put("effective_user_id", Long.valueOf(words.get(2)));
            } else if (line.startsWith("Gid:")) {
                facts.put("real_group_id", Long.valueOf(words.get(1)));
                facts.put("effective_group_id", Long.valueOf(words.get(1)));
            }
        }
        return facts;
    }

    static Map<String, @Nullable Object> environment(FactSource source) {
        var variables = new LinkedHashMap<String, @Nullable Object>();
        var text = source.text("environ");
        for (var entry : text.indexOf('\0') >= 0 ? text.split("\0") : text.split("\n")) {
            int equals = entry.indexOf('=');
            if (equals > 0) {
                variables.put(entry.substring(0, equals), entry.substring(equals + 1));
            }
        }
        return PlatformFacts.facts("env", variables);
    }

    static Map<String, @Nullable Object> commandLine(FactSource source) {
        var line = source.file("/proc/cmdline");
        if (line == null) {
            return Map.of();
        }
        var last = new LinkedHashMap<String, @Nullable Object>();
        var all = new LinkedHashMap<String, @Nullable Object>();
        for (var word : quotedWords(line)) {
            int equals = word.indexOf('=');
            var name = equals < 0 ? word : word.substring(0, equals);
            var value = equals < 0 ? (Object) true : word.substring(equals + 1);
            last.put(name, value);
            if (equals < 0 || !all.containsKey(name)) {
                all.put(name, value);
            } else if (all.get(name) instanceof List<?> list) {
                var longer = new ArrayList<@Nullable Object>(list);
                longer.add(value);
                all.put(name, longer);
            } else {
                var two = new ArrayList<@Nullable Object>();
                two.add(all.get(name));
                two.add(value);
                all.put(name, two);
            }
        }
        return PlatformFacts.facts2("cmdline", last, "proc_cmdline", all);
    }

    /** As {@code shlex.split(posix=False)}: quotes keep blanks together and stay where they are. */
    private static List<String> quotedWords(String line) {
        var words = new ArrayList<String>();
        var matcher = Pattern.compile("(?:[^\\s\"']|\"[^\"]*\"|'[^']*')+").matcher(line);
        while (matcher.find()) {
            words.add(matcher.group());
        }
        return words;
    }

    static Map<String, @Nullable Object> dns(FactSource source) {
        var dns = new LinkedHashMap<String, @Nullable Object>();
        var servers = new ArrayList<String>();
        for (var line : source.file("/etc/resolv.conf", "").lines().toList()) {
            var words = FactSource.words(line);
            if (line.startsWith("#") || line.startsWith(";") || words.isEmpty()) {
                continue;
            }
            var rest = List.copyOf(words.subList(1, words.size()));
            switch (words.getFirst()) {
                case "nameserver" -> {
                    servers.addAll(rest);
                    dns.put("nameservers", List.copyOf(servers));
                }
                case "domain" -> {
                    if (!rest.isEmpty()) {
                        dns.put("domain", rest.getFirst());
                    }
                }
                case "search", "sortlist" -> dns.put(words.getFirst(), rest);
                case "options" -> {
                    var options = new LinkedHashMap<String, @Nullable Object>();
                    for (var option : rest) {
                        var parts = option.split(":", 2);
                        options.put(parts[0], parts.length == 2 && !parts[1].isEmpty() ? parts[1] : true);
                    }
                    dns.put("options", options);
                }
                default -> {}
            }
        }
        return PlatformFacts.facts("dns", dns);
    }

    static Map<String, @Nullable Object> loadAverage(FactSource source) {
        var words = FactSource.words(source.file("/proc/loadavg", ""));
        if (words.size() < 3) {
            return Map.of();
        }
        var load = new LinkedHashMap<String, @Nullable Object>();
        load.put("1m", Double.valueOf(words.get(0)));
        load.put("5m", Double.valueOf(words.get(1)));
        load.put("15m", Double.valueOf(words.get(2)));
        return PlatformFacts.facts("loadavg", load);
    }

    static Map<String, @Nullable Object> lsb(FactSource source) {
        var lsb = new LinkedHashMap<String, @Nullable Object>();
        var keys = Map.of(
                "LSB Version",
                "release",
                "Distributor ID",
                "id",
                "Description",
                "description",
                "Release",
                "release",
                "Codename",
                "codename");
        for (var line : source.lines("lsb").toList()) {
            int colon = line.indexOf(':');
            var key = colon < 0 ? null : keys.get(line.substring(0, colon));
            if (key != null) {
                lsb.put(key, line.substring(colon + 1).strip());
            }
        }
        if (lsb.isEmpty()) {
            var file = FactSource.assignments(source.file("/etc/lsb-release", ""));
            Map.of(
                            "DISTRIB_ID",
                            "id",
                            "DISTRIB_RELEASE",
                            "release",
                            "DISTRIB_DESCRIPTION",
                            "description",
                            "DISTRIB_CODENAME",
                            "codename")
                    .forEach((name, key) -> {
                        if (file.containsKey(name)) {
                            lsb.put(key, file.get(name));
                        }
                    });
        }
        if (lsb.get("release") instanceof String release) {
            lsb.put("major_release", release.split("\\.")[0]);
        }
        return PlatformFacts.facts("lsb", lsb);
    }

    static Map<String, @Nullable Object> sshKeys(FactSource source) {
        var facts = new LinkedHashMap<String, @Nullable Object>();
        for (var folder : List.of("/etc/ssh", "/etc/openssh", "/etc")) {
            for (var algorithm : List.of("dsa", "rsa", "ecdsa", "ed25519")) {
                var key = FactSource.words(source.file(folder + "/ssh_host_" + algorithm + "_key.pub", ""));
                if (key.size() > 1) {
                    facts.put("ssh_host_key_" + algorithm + "_public", key.get(1));
                    facts.put("ssh_host_key_" + algorithm + "_public_keytype", key.get(0));
                }
            }
            if (!facts.isEmpty()) {
                return facts;
            }
        }
        return facts;
    }

    /** Without Python there is no Python library to miss, so the kernel and its configuration are what counts. */
    static Map<String, @Nullable Object> selinux(FactSource source) {
        var selinux = new LinkedHashMap<String, @Nullable Object>();
        var enforcing = source.file("/sys/fs/selinux/enforce");
        selinux.put("status", enforcing == null ? "disabled" : "enabled");
        if (enforcing != null) {
            var configured = FactSource.assignments(source.file("/etc/selinux/config", ""));
            var version = source.file("/sys/fs/selinux/policyvers", "unknown");
            selinux.put("policyvers", version.matches("\\d+") ? (Object) Long.valueOf(version) : version);
            selinux.put("config_mode", configured.getOrDefault("SELINUX", "unknown"));
            selinux.put("mode", enforcing.equals("1") ? "enforcing" : "permissive");
            selinux.put("type", configured.getOrDefault("SELINUXTYPE", "unknown"));
        }
        return PlatformFacts.facts("selinux", selinux);
    }

    static Map<String, @Nullable Object> capabilities(FactSource source) {
        Object enforced = "N/A";
        Object capabilities = "N/A";
        if (source.has("capsh")) {
            enforced = "NA";
            List<String> found = List.of();
            for (var line : source.lines("capsh")
                    .filter(line -> line.startsWith("Current:"))
                    .toList()) {
                var value = line.substring("Current:".length()).strip();
                if (value.equals("=ep")) {
                    enforced = "False";
                } else {
                    enforced = "True";
                    var parts = value.split("=", -1);
                    found = List.of((parts.length > 1 ? parts[1] : "").strip().split("\\s*,\\s*"));
                }
            }
            capabilities = found;
        }
        return PlatformFacts.facts2("system_capabilities_enforced", enforced, "system_capabilities", capabilities);
    }

    static Map<String, @Nullable Object> chroot(FactSource source) {
        var roots = source.lines("roots").toList();
        var environment = (Map<?, ?>) environment(source).getOrDefault("env", Map.of());
        boolean chroot;
        if (environment != null && environment.get("debian_chroot") instanceof String name && !name.isEmpty()) {
            chroot = true;
        } else if (roots.size() > 1 && roots.get(1).matches("\\d+ \\d+")) {
            chroot = !roots.get(0).equals(roots.get(1));
        } else {
            var usual = roots.size() > 1 && roots.get(1).contains("btrfs")
                    ? "256"
                    : roots.size() > 1 && roots.get(1).contains("xfs") ? "128" : "2";
            chroot = !roots.isEmpty() && !roots.get(0).endsWith(" " + usual);
        }
        return PlatformFacts.facts("is_chroot", chroot);
    }
}
