package dev.muster.modules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Processors, memory, firmware, uptime, logical volumes: {@code module_utils/facts/hardware/linux.py}. */
final class HardwareFacts {

    private static final Set<String> NAMES =
            Set.of("model name", "Processor", "vendor_id", "cpu", "Vendor", "processor");

    private static final List<String> FORMS = List.of(
            "Unknown",
            "Other",
            "Unknown",
            "Desktop",
            "Low Profile Desktop",
            "Pizza Box",
            "Mini Tower",
            "Tower",
            "Portable",
            "Laptop",
            "Notebook",
            "Hand Held",
            "Docking Station",
            "All In One",
            "Sub Notebook",
            "Space-saving",
            "Lunch Box",
            "Main Server Chassis",
            "Expansion Chassis",
            "Sub Chassis",
            "Bus Expansion Chassis",
            "Peripheral Chassis",
            "RAID Chassis",
            "Rack Mount Chassis",
            "Sealed-case PC",
            "Multi-system",
            "CompactPCI",
            "AdvancedTCA",
            "Blade",
            "Blade Enclosure",
            "Tablet",
            "Convertible",
            "Detachable",
            "IoT Gateway",
            "Embedded PC",
            "Mini PC",
            "Stick PC");

    private static final Map<String, String> FIRMWARE = Map.ofEntries(
            Map.entry("bios_date", "bios_date"),
            Map.entry("bios_vendor", "bios_vendor"),
            Map.entry("bios_version", "bios_version"),
            Map.entry("board_asset_tag", "board_asset_tag"),
            Map.entry("board_name", "board_name"),
            Map.entry("board_serial", "board_serial"),
            Map.entry("board_vendor", "board_vendor"),
            Map.entry("board_version", "board_version"),
            Map.entry("chassis_asset_tag", "chassis_asset_tag"),
            Map.entry("chassis_serial", "chassis_serial"),
            Map.entry("chassis_vendor", "chassis_vendor"),
            Map.entry("chassis_version", "chassis_version"),
            Map.entry("form_factor", "chassis_type"),
            Map.entry("product_name", "product_name"),
            Map.entry("product_serial", "product_serial"),
            Map.entry("product_uuid", "product_uuid"),
            Map.entry("product_version", "product_version"),
            Map.entry("system_vendor", "sys_vendor"));

    private HardwareFacts() {}

    static Map<String, @Nullable Object> of(FactSource source) {
        var facts = new LinkedHashMap<String, @Nullable Object>();
        facts.putAll(processors(source));
        facts.putAll(memory(source));
        facts.putAll(firmware(source));
        facts.putAll(DeviceFacts.of(source));
        var uptime = source.file("/proc/uptime", "");
        if (!uptime.isEmpty()) {
            facts.put("uptime_seconds", (long) Double.parseDouble(uptime.split(" ")[0]));
        }
        facts.put("lvm", volumes(source));
        facts.putAll(MountFacts.of(source));
        return facts;
    }

    private static Map<String, @Nullable Object> processors(FactSource source) {
        var facts = new LinkedHashMap<String, @Nullable Object>();
        var text = source.file("/proc/cpuinfo");
        if (text == null) {
            return facts;
        }
        var machine = source.line("machine");
        var xen = source.exists("/proc/xen")
                || source.file("/sys/hypervisor/type", "").startsWith("xen");
        var names = new ArrayList<String>();
        var sockets = new LinkedHashMap<String, Long>();
        var cores = new LinkedHashMap<String, Long>();
        var paravirtual = false;
        long vendors = 0;
        long models = 0;
        long processors = 0;
        long systemz = 0;
        long threads = 0;
        var socket = "0";
        var core = "0";
        facts.put("processor", names);
        for (var line : text.lines().toList()) {
            int colon = line.indexOf(':');
            var key = (colon < 0 ? line : line.substring(0, colon)).strip();
            var value = colon < 0 ? "" : line.substring(colon + 1).strip();
            if (key.equals("flags")) {
                var flags = FactSource.words(value);
                facts.put("flags", flags);
                paravirtual |= xen && !flags.contains("vme");
            }
            if (NAMES.contains(key)) {
                names.add(value);
                vendors += key.equals("vendor_id") ? 1 : 0;
                models += key.equals("model name") ? 1 : 0;
                processors += key.equals("processor") ? 1 : 0;
            }
            switch (key) {
                case "physical id" -> {
                    socket = value;
                    sockets.putIfAbsent(socket, 1L);
                }
                case "core id" -> {
                    core = value;
                    cores.putIfAbsent(core, 1L);
                }
                case "cpu cores" -> sockets.put(socket, Long.valueOf(value));
                case "siblings" -> cores.put(core, Long.valueOf(value));
                case "# processors" -> systemz = Long.parseLong(value);
                case "max thread id" -> threads = Long.parseLong(value) + 1;
                default -> {}
            }
        }
        long count = vendors > 0 && vendors == models ? vendors : names.size();
        count = machine.startsWith("armv") || machine.startsWith("aarch") || machine.startsWith("ppc")
                ? processors
                : count;
        long perSocket = sockets.isEmpty() || sockets.values().iterator().next() == 0
                ? 1
                : sockets.values().iterator().next();
        long siblings = cores.isEmpty() ? 1 : cores.values().iterator().next();
        if (machine.equals("s390x") && threads > 0) {
            count(facts, 1, Math.rint((double) systemz / threads), threads, systemz);
        } else if (paravirtual) {
            count(facts, count, count, 1, count);
        } else {
            var sold = sockets.isEmpty() ? count : sockets.size();
            var perCore = (long) Math.rint((double) siblings / perSocket);
            count(facts, sold, perSocket, perCore, perCore * sold * perSocket);
        }
        facts.put("processor_nproc", allowed(source.file("/proc/self/status", ""), processors));
        return facts;
    }

    private static void count(
            Map<String, @Nullable Object> facts, long count, double cores, long threadsPerCore, long virtual) {
        facts.put("processor_count", count);
        facts.put("processor_cores", (long) cores);
        facts.put("processor_threads_per_core", threadsPerCore);
        facts.put("processor_vcpus", virtual);
    }

    /** How many processors this process may run on: {@code Cpus_allowed_list: 0-3,8}. */
    private static long allowed(String status, long otherwise) {
        var line = status.lines()
                .filter(text -> text.startsWith("Cpus_allowed_list:"))
                .findFirst()
                .orElse("");
        if (line.isEmpty()) {
            return otherwise;
        }
        long count = 0;
        for (var range : line.substring(line.indexOf(':') + 1).strip().split(",")) {
            var ends = range.split("-");
            count += Long.parseLong(ends[ends.length - 1]) - Long.parseLong(ends[0]) + 1;
        }
        return count;
    }

    private static Map<String, @Nullable Object> memory(FactSource source) {
        var megabytes = new LinkedHashMap<String, Long>();
        for (var line : source.file("/proc/meminfo", "").lines().toList()) {
            var words = FactSource.words(line);
            megabytes.put(words.get(0).replace(":", ""), Long.parseLong(words.get(1)) / 1024);
        }
        if (megabytes.isEmpty()) {
            return Map.of();
        }
        var facts = new LinkedHashMap<String, @Nullable Object>();
        for (var name : List.of("MemTotal", "MemFree", "SwapTotal", "SwapFree")) {
            if (megabytes.containsKey(name)) {
                facts.put(name.toLowerCase(Locale.ROOT) + "_mb", megabytes.get(name));
            }
        }
        long total = megabytes.getOrDefault("MemTotal", 0L);
        long free = megabytes.getOrDefault("MemFree", 0L);
        long uncached = megabytes.getOrDefault("Cached", 0L) + free + megabytes.getOrDefault("Buffers", 0L);
        long swap = megabytes.getOrDefault("SwapTotal", 0L);
        long swapFree = megabytes.getOrDefault("SwapFree", 0L);
        var real = PlatformFacts.facts2("total", total, "used", total - free);
        real.put("free", free);
        var swaps = PlatformFacts.facts2("total", swap, "free", swapFree);
        swaps.put("used", swap - swapFree);
        swaps.put("cached", megabytes.get("SwapCached"));
        var memory = PlatformFacts.facts2(
                "real", real, "nocache", PlatformFacts.facts2("free", uncached, "used", total - uncached));
        memory.put("swap", swaps);
        facts.put("memory_mb", memory);
        return facts;
    }

    private static Map<String, @Nullable Object> firmware(FactSource source) {
        var facts = new LinkedHashMap<String, @Nullable Object>();
        FIRMWARE.forEach((fact, file) -> {
            var value = source.file("/sys/devices/virtual/dmi/id/" + file, "NA");
            facts.put(fact, fact.equals("form_factor") && !value.equals("NA") ? form(value) : value);
        });
        if (source.exists("/proc/sysinfo")) {
            var keys = Map.of(
                    "Manufacturer:", "system_vendor", "Type:", "product_name", "Sequence Code:", "product_serial");
            source.file("/proc/sysinfo", "")
                    .lines()
                    .forEach(line -> keys.forEach((start, fact) -> {
                        if (line.startsWith(start)) {
                            facts.put(
                                    fact, line.substring(start.length()).strip().replaceFirst("^0+", ""));
                        }
                    }));
        } else if (source.has("dmidecode")) {
            decoded(source.text("dmidecode"), facts);
        }
        return facts;
    }

    private static String form(String number) {
        return number.matches("\\d{1,9}") && Integer.parseInt(number) < FORMS.size()
                ? FORMS.get(Integer.parseInt(number))
                : "unknown (" + number + ")";
    }

    /** From {@code dmidecode -q}: sections with a title, then {@code Key: value} lines. */
    private static void decoded(String text, Map<String, @Nullable Object> facts) {
        var prefixes = Map.of(
                "BIOS Information",
                "bios",
                "System Information",
                "system",
                "Base Board Information",
                "board",
                "Chassis Information",
                "chassis");
        var keys = Map.ofEntries(
                Map.entry("bios.Vendor", "bios_vendor"),
                Map.entry("bios.Version", "bios_version"),
                Map.entry("bios.Release Date", "bios_date"),
                Map.entry("system.Manufacturer", "system_vendor"),
                Map.entry("system.Product Name", "product_name"),
                Map.entry("system.Version", "product_version"),
                Map.entry("system.Serial Number", "product_serial"),
                Map.entry("system.UUID", "product_uuid"),
                Map.entry("board.Manufacturer", "board_vendor"),
                Map.entry("board.Product Name", "board_name"),
                Map.entry("board.Version", "board_version"),
                Map.entry("board.Serial Number", "board_serial"),
                Map.entry("board.Asset Tag", "board_asset_tag"),
                Map.entry("chassis.Manufacturer", "chassis_vendor"),
                Map.entry("chassis.Type", "form_factor"),
                Map.entry("chassis.Version", "chassis_version"),
                Map.entry("chassis.Serial Number", "chassis_serial"),
                Map.entry("chassis.Asset Tag", "chassis_asset_tag"));
        var section = "";
        for (var line : text.lines().toList()) {
            int colon = line.indexOf(": ");
            if (!line.startsWith("\t")) {
                section = prefixes.getOrDefault(line.strip(), "");
            } else if (colon > 0) {
                var fact = keys.get(section + "." + line.substring(0, colon).strip());
                if (fact != null) {
                    facts.put(fact, line.substring(colon + 2).strip());
                }
            }
        }
    }

    private static Object volumes(FactSource source) {
        if (!source.has("lvm") || !source.has("vgs")) {
            return "N/A";
        }
        var groups = new LinkedHashMap<String, @Nullable Object>();
        for (var items : table(source, "vgs")) {
            var group = PlatformFacts.facts2("size_g", items[items.length - 2], "free_g", items[items.length - 1]);
            group.put("num_lvs", items[2]);
            group.put("num_pvs", items[1]);
            groups.put(items[0], group);
        }
        var logical = new LinkedHashMap<String, @Nullable Object>();
        for (var items : table(source, "lvs")) {
            logical.put(items[0], PlatformFacts.facts2("size_g", items[3], "vg", items[1]));
        }
        var physical = new LinkedHashMap<String, @Nullable Object>();
        for (var items : table(source, "pvs")) {
            var volume = PlatformFacts.facts2("size_g", items[4], "free_g", items[5]);
            volume.put("vg", items[1]);
            physical.put(items[0], volume);
        }
        var lvm = PlatformFacts.facts2("lvs", logical, "vgs", groups);
        lvm.put("pvs", physical);
        return lvm;
    }

    private static List<String[]> table(FactSource source, String section) {
        return source.lines(section)
                .map(line -> line.strip().split(",", -1))
                .filter(items -> items.length >= 4)
                .toList();
    }
}
