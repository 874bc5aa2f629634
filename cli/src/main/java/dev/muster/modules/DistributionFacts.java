package dev.muster.modules;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which Linux distribution a node runs: the release files in ansible-core's order, each with its own reader
 * ({@code module_utils/facts/system/distribution.py}).
 */
final class DistributionFacts {

    private static final Map<String, List<String>> FAMILIES = Map.ofEntries(
            Map.entry(
                    "RedHat",
                    List.of(
                            "RedHat",
                            "RHEL",
                            "Fedora",
                            "CentOS",
                            "Scientific",
                            "SLC",
                            "Ascendos",
                            "CloudLinux",
                            "PSBM",
                            "OracleLinux",
                            "OVS",
                            "OEL",
                            "Amazon",
                            "Amzn",
                            "Virtuozzo",
                            "XenServer",
                            "Alibaba",
                            "EulerOS",
                            "openEuler",
                            "AlmaLinux",
                            "Rocky",
                            "TencentOS",
                            "EuroLinux",
                            "Kylin Linux Advanced Server",
                            "MIRACLE")),
            Map.entry(
                    "Debian",
                    List.of(
                            "Debian",
                            "Ubuntu",
                            "Raspbian",
                            "Neon",
                            "KDE neon",
                            "Linux Mint",
                            "SteamOS",
                            "Devuan",
                            "Kali",
                            "Cumulus Linux",
                            "Pop!_OS",
                            "Parrot",
                            "Pardus GNU/Linux",
                            "Uos",
                            "Deepin",
                            "OSMC",
                            "Linux Mint Debian Edition")),
            Map.entry(
                    "Suse",
                    List.of(
                            "SuSE",
                            "SLES",
                            "SLED",
                            "openSUSE",
                            "openSUSE Tumbleweed",
                            "SLES_SAP",
                            "SUSE_LINUX",
                            "openSUSE Leap",
                            "ALP-Dolomite",
                            "SL-Micro",
                            "openSUSE MicroOS")),
            Map.entry("Archlinux", List.of("Archlinux", "Antergos", "Manjaro")),
            Map.entry("Mandrake", List.of("Mandrake", "Mandriva")),
            Map.entry("Gentoo", List.of("Gentoo", "Funtoo")),
            Map.entry("ClearLinux", List.of("Clear Linux OS", "Clear Linux Mix")));

    private record ReleaseFile(String path, String name, boolean mayBeEmpty) {}

    private static final List<ReleaseFile> FILES = List.of(
            new ReleaseFile("/etc/altlinux-release", "Altlinux", false),
            new ReleaseFile("/etc/oracle-release", "OracleLinux", false),
            new ReleaseFile("/etc/slackware-version", "Slackware", false),
            new ReleaseFile("/etc/centos-release", "CentOS", false),
            new ReleaseFile("/etc/redhat-release", "RedHat", false),
            new ReleaseFile("/etc/vmware-release", "VMwareESX", true),
            new ReleaseFile("/etc/openwrt_release", "OpenWrt", false),
            new ReleaseFile("/etc/os-release", "Amazon", false),
            new ReleaseFile("/etc/system-release", "Amazon", false),
            new ReleaseFile("/etc/alpine-release", "Alpine", false),
            new ReleaseFile("/etc/arch-release", "Archlinux", true),
            new ReleaseFile("/etc/os-release", "Archlinux", false),
            new ReleaseFile("/etc/os-release", "SUSE", false),
            new ReleaseFile("/etc/SuSE-release", "SUSE", false),
            new ReleaseFile("/etc/gentoo-release", "Gentoo", false),
            new ReleaseFile("/etc/os-release", "Debian", false),
            new ReleaseFile("/etc/lsb-release", "Debian", false),
            new ReleaseFile("/etc/lsb-release", "Mandriva", false),
            new ReleaseFile("/etc/sourcemage-release", "SMGL", false),
            new ReleaseFile("/usr/lib/os-release", "ClearLinux", false),
            new ReleaseFile("/etc/coreos/update.conf", "Coreos", false),
            new ReleaseFile("/etc/os-release", "Flatcar", false),
            new ReleaseFile("/etc/os-release", "NA", false));

    /** A file of these names says who it is by containing the text; otherwise its first word is the name. */
    private static final Map<String, String> SEARCH = Map.of(
            "OracleLinux", "Oracle Linux", "RedHat", "Red Hat", "Altlinux", "ALT", "SMGL", "Source Mage GNU/Linux");

    private final FactSource source;
    private final Map<String, String> release;
    private final Map<String, @Nullable Object> facts = new LinkedHashMap<>();

    private DistributionFacts(FactSource source) {
        this.source = source;
        this.release = FactSource.assignments(source.file("/etc/os-release", source.file("/usr/lib/os-release", "")));
    }

    static Map<String, @Nullable Object> of(FactSource source) {
        return new DistributionFacts(source).collect();
    }

    private Map<String, @Nullable Object> collect() {
        guess();
        for (var file : FILES) {
            var there = file.mayBeEmpty() ? source.exists(file.path()) : source.file(file.path()) != null;
            if (there && (file.mayBeEmpty() || read(file))) {
                break;
            }
        }
        var name = String.valueOf(facts.get("distribution"));
        facts.put(
                "os_family",
                FAMILIES.entrySet().stream()
                        .filter(family -> family.getValue().contains(name))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElse(name));
        return facts;
    }

    /** What os-release says, as the library {@code distro} reads it. */
    private void guess() {
        var id = release.getOrDefault("ID", "");
        var name = id.isEmpty() ? "OtherLinux" : capitalized(id);
        if (name.equals("Amzn")) {
            name = "Amazon";
        } else if (name.equals("Rhel")) {
            name = "Redhat";
        }
        var version = release.getOrDefault("VERSION_ID", "");
        if (id.equals("debian")) {
            var exact = source.file("/etc/debian_version", "");
            version = exact.matches("\\d[\\d.]*") && exact.length() > version.length() ? exact : version;
        } else if (id.equals("centos")) {
            var exact = Pattern.compile("(\\d+(?:\\.\\d+)?)").matcher(source.file("/etc/centos-release", ""));
            version = exact.find() ? exact.group(1) : version;
        }
        var codename = release.getOrDefault("VERSION_CODENAME", release.get("UBUNTU_CODENAME"));
        if (codename == null) {
            var inBrackets = Pattern.compile("\\(([^)]+)\\)\\s*$").matcher(release.getOrDefault("VERSION", ""));
            codename = inBrackets.find() ? inBrackets.group(1) : null;
        }
        facts.put("distribution", name);
        facts.put("distribution_version", version.isEmpty() ? "NA" : version);
        facts.put("distribution_release", codename == null ? "NA" : codename);
        facts.put("distribution_major_version", version.isEmpty() ? "NA" : version.split("\\.")[0]);
    }

    private boolean read(ReleaseFile file) {
        var data = source.file(file.path(), "");
        var found = parse(file, data);
        if (found == null) {
            return false;
        }
        facts.put("distribution", file.name());
        facts.put("distribution_file_path", file.path());
        facts.put("distribution_file_variety", file.name());
        facts.put("distribution_file_parsed", true);
        facts.putAll(found);
        return true;
    }

    private @Nullable Map<String, String> parse(ReleaseFile file, String data) {
        var search = SEARCH.get(file.name());
        if (search != null) {
            return data.contains(search)
                    ? Map.of("distribution", file.name(), "distribution_file_search_string", search)
                    : Map.of("distribution", data.replaceAll("^['\"\\\\]+", "").split("\\s")[0]);
        }
        BiFunction<String, String, @Nullable Map<String, String>> reader = switch (file.name()) {
            case "Slackware" -> (text, _) -> slackware(text);
            case "CentOS" -> (text, _) -> centos(text);
            case "OpenWrt" -> (text, _) -> openWrt(text);
            case "Amazon" -> DistributionFacts::amazon;
            case "Alpine" -> (text, _) -> Map.of("distribution", "Alpine", "distribution_version", text);
            case "Archlinux" -> (text, _) -> text.contains("Arch Linux") ? Map.of("distribution", "Archlinux") : null;
            case "SUSE" -> this::suse;
            case "Debian" -> this::debian;
            case "Mandriva" -> (text, _) -> mandriva(text);
            case "ClearLinux" -> (text, _) -> clearLinux(text);
            case "Coreos" -> (text, _) -> coreos(text);
            case "Flatcar" -> (text, _) -> flatcar(text);
            case "NA" -> (text, _) -> unknown(text);
            default -> (_, _) -> null;
        };
        return reader.apply(data, file.path());
    }

    private static @Nullable Map<String, String> slackware(String data) {
        return data.contains("Slackware")
                ? found("Slackware", data, "distribution_version", "(\\w+[.]\\w+\\+?)")
                : null;
    }

    private static @Nullable Map<String, String> centos(String data) {
        if (data.contains("CentOS Stream")) {
            return Map.of("distribution_release", "Stream");
        }
        return data.contains("TencentOS Server") ? Map.of("distribution", "TencentOS") : null;
    }

    private static @Nullable Map<String, String> openWrt(String data) {
        if (!data.contains("OpenWrt")) {
            return null;
        }
        var facts = found("OpenWrt", data, "distribution_version", "DISTRIB_RELEASE=\"(.*)\"");
        return put(facts, data, "distribution_release", "DISTRIB_CODENAME=\"(.*)\"");
    }

    private static @Nullable Map<String, String> amazon(String data, String path) {
        if (!data.contains("Amazon")) {
            return null;
        }
        if (!path.equals("/etc/os-release")) {
            var number = Pattern.compile("(?<!\\S)(\\d+)(?!\\S)").matcher(data);
            return new LinkedHashMap<>(
                    Map.of("distribution", "Amazon", "distribution_version", number.find() ? number.group(1) : "NA"));
        }
        var facts = found("Amazon", data, "distribution_version", "VERSION_ID=\"(.*)\"");
        var version = facts.get("distribution_version");
        if (version != null) {
            var parts = version.split("\\.");
            facts.put("distribution_major_version", parts[0]);
            facts.put("distribution_minor_version", parts.length > 1 ? parts[1] : "NA");
        }
        return facts;
    }

    private @Nullable Map<String, String> suse(String data, String path) {
        var lower = data.toLowerCase(Locale.ROOT);
        if (!lower.contains("suse")) {
            return null;
        }
        var facts = new LinkedHashMap<String, String>();
        if (path.equals("/etc/os-release")) {
            put(facts, data, "distribution", "(?m)^NAME=\"?(.*?)\"?$");
            put(facts, data, "distribution_version", "(?m)^VERSION_ID=\"?([0-9]+\\.?[0-9]*)\"?");
            var version = facts.get("distribution_version");
            if (version != null) {
                var parts = version.split("\\.");
                facts.put("distribution_major_version", parts[0]);
                var minor = parts.length > 1 ? parts[1] : "";
                if (lower.contains("open")) {
                    facts.put("distribution_release", minor);
                } else if (lower.contains("enterprise")) {
                    facts.put("distribution_release", minor.isEmpty() ? "0" : minor);
                }
            }
        } else {
            oldSuse(data, lower, facts);
        }
        var variant = Pattern.compile("(?m)^VARIANT_ID=\"?([^\"\n]*)\"?").matcher(data);
        var product = String.valueOf(source.link("/etc/products.d/baseproduct"));
        if (variant.find()) {
            switch (variant.group(1)) {
                case "server-sap", "sles-sap" -> facts.put("distribution", "SLES_SAP");
                case "transactional" -> facts.put("distribution", "SL-Micro");
                default -> {}
            }
        } else if (product.endsWith("SLES_SAP.prod")) {
            facts.put("distribution", "SLES_SAP");
        } else if (product.endsWith("SL-Micro.prod")) {
            facts.put("distribution", "SL-Micro");
        }
        return facts;
    }

    private void oldSuse(String data, String lower, Map<String, String> facts) {
        if (lower.contains("open")) {
            facts.put("distribution", data.split("\\s")[0]);
            put(facts, data, "distribution_release", "CODENAME *= *([^\n]+)");
        } else if (lower.contains("enterprise")) {
            if (data.contains("Server")) {
                facts.put("distribution", "SLES");
            } else if (data.contains("Desktop")) {
                facts.put("distribution", "SLED");
            }
            put(facts, data, "distribution_release", "PATCHLEVEL = ([0-9]+)");
            var level = facts.get("distribution_release");
            if (level != null) {
                facts.put("distribution_version", this.facts.get("distribution_version") + "." + level);
            }
        }
    }

    private @Nullable Map<String, String> debian(String data, String path) {
        if (data.contains("Debian") || data.contains("Raspbian")) {
            var facts = found("Debian", data, "distribution_release", "PRETTY_NAME=[^(]+ \\(?([^)]+?)\\)");
            return put(facts, source.file("/etc/debian_version", ""), "distribution_minor_version", "\\d+\\.(\\d+)");
        }
        if (data.contains("Ubuntu")) {
            return Map.of("distribution", "Ubuntu");
        }
        if (data.contains("SteamOS")) {
            return Map.of("distribution", "SteamOS");
        }
        if (data.contains("Kali") || data.contains("Parrot")) {
            return found(
                    data.contains("Kali") ? "Kali" : "Parrot", data, "distribution_release", "DISTRIB_RELEASE=(.*)");
        }
        if (data.contains("Devuan")) {
            var facts = found("Devuan", data, "distribution_release", "PRETTY_NAME=\"?[^(\"]+ \\(?([^) \"]+)\\)?");
            put(facts, data, "distribution_version", "VERSION_ID=\"(.*)\"");
            return put(facts, data, "distribution_major_version", "VERSION_ID=\"(.*)\"");
        }
        if (data.contains("Cumulus")) {
            var facts = found("Cumulus Linux", data, "distribution_release", "VERSION=\"(.*)\"");
            put(facts, data, "distribution_version", "VERSION_ID=(.*)");
            return put(facts, data, "distribution_major_version", "VERSION_ID=(\\d+)");
        }
        if (data.contains("Mint")) {
            return numbered("Linux Mint", data);
        }
        if (data.contains("UOS") || data.contains("Uos") || data.contains("uos")) {
            return put(numbered("Uos", data), data, "distribution_release", "VERSION_CODENAME=\"?([^\"]+)\"?");
        }
        if (data.contains("Deepin") || data.contains("deepin")) {
            return put(numbered("Deepin", data), data, "distribution_release", "VERSION_CODENAME=\"?([^\"]+)\"?");
        }
        return data.contains("LMDE") ? Map.of("distribution", "Linux Mint Debian Edition") : null;
    }

    private static Map<String, String> numbered(String name, String data) {
        var facts = found(name, data, "distribution_version", "VERSION_ID=\"(.*)\"");
        return put(facts, data, "distribution_major_version", "VERSION_ID=\"([^.\"]*)");
    }

    private static @Nullable Map<String, String> mandriva(String data) {
        if (!data.contains("Mandriva")) {
            return null;
        }
        var facts = found("Mandriva", data, "distribution_version", "DISTRIB_RELEASE=\"(.*)\"");
        return put(facts, data, "distribution_release", "DISTRIB_CODENAME=\"(.*)\"");
    }

    private static @Nullable Map<String, String> clearLinux(String data) {
        var name = Pattern.compile("NAME=\"(.*)\"").matcher(data);
        if (name.find() && !name.group(1).contains("Clear Linux")) {
            return null;
        }
        var facts = new LinkedHashMap<String, String>();
        put(facts, data, "distribution", "NAME=\"(.*)\"");
        put(facts, data, "distribution_major_version", "VERSION_ID=(.*)");
        put(facts, data, "distribution_version", "VERSION_ID=(.*)");
        return put(facts, data, "distribution_release", "ID=(.*)");
    }

    private @Nullable Map<String, String> coreos(String data) {
        return release.getOrDefault("ID", "").equals("coreos")
                ? put(new LinkedHashMap<>(), data, "distribution_release", "(?m)^GROUP=\"?(.*?)\"?$")
                : null;
    }

    private @Nullable Map<String, String> flatcar(String data) {
        if (!release.getOrDefault("ID", "").equals("flatcar")) {
            return null;
        }
        var facts = put(new LinkedHashMap<>(), data, "distribution_version", "VERSION=\"?([^\"\n]*)");
        return put(facts, data, "distribution_major_version", "VERSION=\"?([^\".\n]*)");
    }

    private Map<String, String> unknown(String data) {
        var facts = new LinkedHashMap<String, String>();
        put(facts, data, "distribution", "(?m)^NAME=\"?(.*?)\"?$");
        if ("NA".equals(this.facts.get("distribution_version"))) {
            put(facts, data, "distribution_version", "(?m)^VERSION=\"?(.*?)\"?$");
        }
        return facts;
    }

    private static Map<String, String> found(String name, String data, String key, String regex) {
        var facts = new LinkedHashMap<String, String>();
        facts.put("distribution", name);
        return put(facts, data, key, regex);
    }

    private static Map<String, String> put(Map<String, String> facts, String data, String key, String regex) {
        var matcher = Pattern.compile(regex).matcher(data);
        if (matcher.find()) {
            facts.put(key, matcher.group(1));
        }
        return facts;
    }

    private static String capitalized(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1).toLowerCase(Locale.ROOT);
    }
}
