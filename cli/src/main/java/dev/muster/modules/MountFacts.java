package dev.muster.modules;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The mounted file systems that have a device, with their sizes. */
final class MountFacts {

    private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");
    private static final Pattern BIND_SOURCE = Pattern.compile(".*\\].*");

    private MountFacts() {}

    static Map<String, @Nullable Object> of(FactSource source) {
        var binds = new HashSet<String>();
        source.lines("findmnt")
                .map(FactSource::words)
                .filter(words -> words.size() > 1)
                .forEach(words -> {
                    if (BIND_SOURCE.matcher(words.get(1)).matches()) {
                        binds.add(words.getFirst().replaceFirst("^[^/]*", ""));
                    }
                });
        var uuids = new LinkedHashMap<String, String>();
        source.lines("lsblk")
                .map(FactSource::words)
                .filter(words -> words.size() > 1)
                .forEach(words -> uuids.putIfAbsent(words.getFirst(), words.getLast()));
        var sizes = new LinkedHashMap<String, List<String>>();
        source.lines("sizes").forEach(line -> {
            var parts = line.split(" ", 7);
            if (parts.length == 7) {
                sizes.put(parts[6], List.of(parts));
            }
        });
        // A mount point that is listed twice is the later one's, at the first one's place.
        var mounts = new LinkedHashMap<String, @Nullable Object>();
        for (var line : source.lines("mtab").toList()) {
            var fields =
                    FactSource.words(line).stream().map(MountFacts::unescaped).toList();
            if (fields.size() < 6 || fields.get(2).equals("none")) {
                continue;
            }
            var device = fields.get(0);
            if (!device.startsWith("/") && !device.startsWith("\\") && !device.contains(":/")) {
                continue;
            }
            mounts.put(fields.get(1), mount(fields, binds.contains(fields.get(1)), uuids, sizes));
        }
        return PlatformFacts.facts("mounts", new ArrayList<>(mounts.values()));
    }

    private static Map<String, @Nullable Object> mount(
            List<String> fields, boolean bind, Map<String, String> uuids, Map<String, List<String>> sizes) {
        var info = new LinkedHashMap<String, @Nullable Object>();
        var options = fields.get(3);
        info.put("mount", fields.get(1));
        info.put("device", fields.get(0));
        info.put("fstype", fields.get(2));
        info.put("options", bind && !options.matches(".*bind.*") ? options + ",bind" : options);
        info.put("dump", Long.valueOf(fields.get(4)));
        info.put("passno", Long.valueOf(fields.get(5)));
        var size = sizes.get(fields.get(1));
        if (size != null) {
            long fragment = Long.parseLong(size.get(1));
            long blocks = Long.parseLong(size.get(2));
            long available = Long.parseLong(size.get(3));
            long inodes = Long.parseLong(size.get(4));
            long freeInodes = Long.parseLong(size.get(5));
            info.put("size_total", fragment * blocks);
            info.put("size_available", fragment * available);
            info.put("block_size", Long.valueOf(size.get(0)));
            info.put("block_total", blocks);
            info.put("block_available", available);
            info.put("block_used", blocks - available);
            info.put("inode_total", inodes);
            info.put("inode_available", freeInodes);
            info.put("inode_used", inodes - freeInodes);
        }
        info.put("uuid", uuids.getOrDefault(fields.get(0), "N/A"));
        return info;
    }

    private static String unescaped(String field) {
        return OCTAL.matcher(field)
                .replaceAll(match -> java.util.regex.Matcher.quoteReplacement(
                        String.valueOf((char) Integer.parseInt(match.group(1), 8))));
    }
}
