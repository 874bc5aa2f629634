package dev.muster.modules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The block devices and what links to them. */
final class DeviceFacts {

    private static final Pattern SCHEDULER = Pattern.compile(".*?\\[(.*)\\]");
    private static final Pattern PCI = Pattern.compile(".+/([a-f0-9]{4}:[a-f0-9]{2}:[01][a-f0-9]\\.[0-7])/");

    private final FactSource source;
    private final Map<String, Map<String, String>> folders;
    private final Map<String, Map<String, List<String>>> links = new LinkedHashMap<>();

    private DeviceFacts(FactSource source) {
        this.source = source;
        this.folders = source.folders();
        links.put("ids", targets("/dev/disk/by-id"));
        links.put("uuids", targets("/dev/disk/by-uuid"));
        links.put("labels", targets("/dev/disk/by-label"));
        links.put("masters", masters());
    }

    static Map<String, @Nullable Object> of(FactSource source) {
        return new DeviceFacts(source).collect();
    }

    private Map<String, @Nullable Object> collect() {
        var devices = new LinkedHashMap<String, @Nullable Object>();
        folders.getOrDefault("/sys/block", Map.of()).forEach((name, path) -> devices.put(name, device(name, path)));
        return PlatformFacts.facts2("devices", devices, "device_links", links);
    }

    private Map<String, List<String>> targets(String folder) {
        var found = new LinkedHashMap<String, TreeSet<String>>();
        folders.getOrDefault(folder, Map.of())
                .forEach((name, target) -> found.computeIfAbsent(FactSource.base(target), _ -> new TreeSet<>())
                        .add(name));
        return listed(found);
    }

    private Map<String, List<String>> masters() {
        var found = new LinkedHashMap<String, TreeSet<String>>();
        source.lines("related").map(path -> path.split("/")).forEach(parts -> {
            if (parts.length == 6 && parts[4].equals("slaves")) {
                found.computeIfAbsent(parts[5], _ -> new TreeSet<>()).add(parts[3]);
            }
        });
        return listed(found);
    }

    private static Map<String, List<String>> listed(Map<String, TreeSet<String>> sets) {
        var lists = new LinkedHashMap<String, List<String>>();
        sets.forEach((name, set) -> lists.put(name, List.copyOf(set)));
        return lists;
    }

    private Map<String, @Nullable Object> linksOf(String name) {
        var own = new LinkedHashMap<String, @Nullable Object>();
        links.forEach((kind, targets) -> own.put(kind, targets.getOrDefault(name, List.of())));
        return own;
    }

    private Map<String, @Nullable Object> device(String name, String path) {
        var folder = "/sys/block/" + name;
        var device = new LinkedHashMap<String, @Nullable Object>();
        device.put("virtual", 1L);
        device.put("links", linksOf(name));
        for (var key : List.of("vendor", "model", "sas_address", "sas_device_handle")) {
            device.put(key, source.file(folder + "/device/" + key));
        }
        var serial = source.file(folder + "/device/serial");
        if (serial != null) {
            device.put("serial", serial);
        }
        device.put("removable", source.file(folder + "/removable"));
        device.put(
                "support_discard",
                "0".equals(source.file(folder + "/queue/discard_max_hw_bytes"))
                        ? "0"
                        : source.file(folder + "/queue/discard_granularity"));
        folders.getOrDefault("/dev/disk/by-id", Map.of()).forEach((link, target) -> {
            if (link.startsWith("wwn-") && FactSource.base(target).equals(name)) {
                device.put("wwn", link.substring("wwn-".length()));
            }
        });
        device.put("partitions", partitions(name, folder));
        device.put("rotational", source.file(folder + "/queue/rotational"));
        var scheduler = SCHEDULER.matcher(source.file(folder + "/queue/scheduler", ""));
        device.put("scheduler_mode", scheduler.find() ? scheduler.group(1) : "");
        size(device, folder);
        device.put("host", host(path));
        device.put("holders", holders(folder));
        return device;
    }

    private Map<String, @Nullable Object> partitions(String name, String folder) {
        var partitions = new LinkedHashMap<String, @Nullable Object>();
        for (var start : source.paths(folder + "/", "/start")) {
            var own = start.substring(0, start.length() - "/start".length());
            var partitionName = FactSource.base(own);
            if (!partitionName.matches(Pattern.quote(name) + "p?\\d+")) {
                continue;
            }
            var partition = new LinkedHashMap<String, @Nullable Object>();
            partition.put("links", linksOf(partitionName));
            partition.put("start", source.file(start));
            size(partition, own);
            var uuids = links.getOrDefault("uuids", Map.of()).getOrDefault(partitionName, List.of());
            partition.put("uuid", uuids.isEmpty() ? null : uuids.getFirst());
            partition.put("holders", holders(own));
            partitions.put(partitionName, partition);
        }
        return partitions;
    }

    /** The kernel counts in units of 512 bytes whatever the sectors are. */
    private void size(Map<String, @Nullable Object> facts, String folder) {
        var sector =
                source.file(folder + "/queue/logical_block_size", source.file(folder + "/queue/hw_sector_size", ""));
        long bytes = sector.isEmpty() ? 512 : Long.parseLong(sector);
        long sectors = Long.parseLong(source.file(folder + "/size", "0")) * 512 / bytes;
        facts.put("sectorsize", sector.isEmpty() ? (Object) bytes : sector);
        facts.put("sectors", sectors);
        facts.put("size", human((double) sectors * bytes));
    }

    static String human(double bytes) {
        var units = List.of("YB", "ZB", "EB", "PB", "TB", "GB", "MB", "KB");
        for (int i = 0; i < units.size(); i++) {
            var limit = Math.pow(1024, units.size() - i);
            if (bytes >= limit) {
                return String.format(Locale.ROOT, "%.2f %s", bytes / limit, units.get(i));
            }
        }
        return String.format(Locale.ROOT, "%.2f Bytes", bytes);
    }

    private String host(String path) {
        var slot = PCI.matcher(path);
        if (!slot.lookingAt()) {
            return "";
        }
        var start = slot.group(1) + " ";
        return source.lines("lspci")
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()))
                .findFirst()
                .orElse("");
    }

    private List<String> holders(String folder) {
        var holders = new ArrayList<String>();
        source.lines("related")
                .filter(path -> path.startsWith(folder + "/holders/"))
                .forEach(path -> {
                    var name = FactSource.base(path);
                    if (name.startsWith("dm-")) {
                        holders.add(source.file(path + "/dm/name", name));
                    }
                });
        return holders;
    }
}
