package dev.muster.render;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A small CD image of a few files in its root, as cloud-init's NoCloud source wants it: ISO 9660 (ECMA-119) with the long
 * names twice, in Rock Ridge (IEEE P1282) for those who read that, and in Joliet for the others.
 *
 * <p>Sectors: 16 the primary, 17 the Joliet descriptor, 18 the end of descriptors, 19 to 22 path tables (little and big
 * endian, primary and Joliet), 23 and 24 the two root directories, 25 what Rock Ridge says of itself, then the files.
 */
final class SeedIso {

    private static final int SECTOR = 2048;
    private static final int PATH_TABLES = 19;
    private static final int ROOT = 23;
    private static final int JOLIET_ROOT = 24;
    private static final int ROCK_RIDGE = 25;
    private static final int FILES = 26;
    private static final int PATH_TABLE_BYTES = 10;
    private static final int FILE_MODE = 0100444;
    private static final int FOLDER_MODE = 040555;

    private final String label;
    private final Instant time;
    private final List<Entry> entries;
    private final int sectors;

    /** A file and the sector where it begins. */
    private record Entry(String name, byte[] content, int sector) {}

    private SeedIso(String label, Map<String, byte[]> files, Instant time) {
        this.label = label;
        this.time = time;
        this.entries = new ArrayList<>();
        int sector = FILES;
        for (var file : files.entrySet()) {
            entries.add(new Entry(file.getKey(), file.getValue(), sector));
            sector += Math.max(1, sectorsOf(file.getValue().length));
        }
        this.sectors = sector;
    }

    /**
     * @param label the volume's name; {@code cidata} for cloud-init
     * @param files by name, sorted; names of a-z, 0-9 and '-'
     * @param time what every time stamp says
     */
    static byte[] write(String label, Map<String, byte[]> files, Instant time) {
        return new SeedIso(label, files, time).image();
    }

    private static int sectorsOf(int bytes) {
        return (bytes + SECTOR - 1) / SECTOR;
    }

    private byte[] image() {
        var image = ByteBuffer.allocate(sectors * SECTOR);
        put(image, 16, descriptor(false));
        put(image, 17, descriptor(true));
        put(image, 18, new byte[] {(byte) 255, 'C', 'D', '0', '0', '1', 1});
        put(image, PATH_TABLES, pathTable(ROOT, ByteOrder.LITTLE_ENDIAN));
        put(image, PATH_TABLES + 1, pathTable(ROOT, ByteOrder.BIG_ENDIAN));
        put(image, PATH_TABLES + 2, pathTable(JOLIET_ROOT, ByteOrder.LITTLE_ENDIAN));
        put(image, PATH_TABLES + 3, pathTable(JOLIET_ROOT, ByteOrder.BIG_ENDIAN));
        put(image, ROOT, directory(false));
        put(image, JOLIET_ROOT, directory(true));
        put(image, ROCK_RIDGE, extensionReference());
        for (var entry : entries) {
            put(image, entry.sector(), entry.content());
        }
        return image.array();
    }

    private static void put(ByteBuffer image, int sector, byte[] bytes) {
        image.put(sector * SECTOR, bytes);
    }

    /** The primary or the Joliet volume descriptor (ECMA-119, 8.4 and 8.5). */
    private byte[] descriptor(boolean joliet) {
        var out = ByteBuffer.allocate(SECTOR);
        out.put((byte) (joliet ? 2 : 1)).put(ascii("CD001")).put((byte) 1).put((byte) 0);
        text(out, joliet, "", 32);
        text(out, joliet, label, 32);
        out.put(new byte[8]);
        both(out, sectors);
        // Escape sequence of UCS-2 level 3, by which Joliet is recognised.
        out.put(joliet ? Arrays.copyOf(ascii("%/E"), 32) : new byte[32]);
        both16(out, 1);
        both16(out, 1);
        both16(out, SECTOR);
        both(out, PATH_TABLE_BYTES);
        int table = PATH_TABLES + (joliet ? 2 : 0);
        out.order(ByteOrder.LITTLE_ENDIAN).putInt(table).putInt(0);
        out.order(ByteOrder.BIG_ENDIAN).putInt(table + 1).putInt(0);
        out.put(record(new byte[] {0}, joliet ? JOLIET_ROOT : ROOT, SECTOR, true, new byte[0]));
        for (int i = 0; i < 4; i++) {
            text(out, joliet, "", 128);
        }
        for (int i = 0; i < 3; i++) {
            text(out, joliet, "", 37);
        }
        var stamp = "%1$tY%1$tm%1$td%1$tH%1$tM%1$tS00".formatted(time.atOffset(ZoneOffset.UTC));
        for (var moment : List.of(stamp, stamp, "0".repeat(16), stamp)) {
            out.put(ascii(moment)).put((byte) 0);
        }
        out.put((byte) 1);
        return out.array();
    }

    private static byte[] pathTable(int root, ByteOrder order) {
        var out = ByteBuffer.allocate(PATH_TABLE_BYTES).order(order);
        out.put((byte) 1)
                .put((byte) 0)
                .putInt(root)
                .putShort((short) 1)
                .put((byte) 0)
                .put((byte) 0);
        return out.array();
    }

    private byte[] directory(boolean joliet) {
        int self = joliet ? JOLIET_ROOT : ROOT;
        var out = new ByteArrayOutputStream();
        // The first entry of a Rock Ridge root announces the protocol and points to what does not fit into a record.
        var first = joliet ? new byte[0] : join(sharing(), attributes(FOLDER_MODE, 2), continuation());
        var parent = joliet ? new byte[0] : attributes(FOLDER_MODE, 2);
        out.writeBytes(record(new byte[] {0}, self, SECTOR, true, first));
        out.writeBytes(record(new byte[] {1}, self, SECTOR, true, parent));
        for (var entry : entries) {
            var name = joliet ? entry.name().getBytes(StandardCharsets.UTF_16BE) : ascii(shortName(entry.name()));
            var system = joliet ? new byte[0] : join(attributes(FILE_MODE, 1), name(entry.name()));
            out.writeBytes(record(name, entry.sector(), entry.content().length, false, system));
        }
        if (out.size() > SECTOR) {
            throw new IllegalArgumentException("too many files for one sector");
        }
        return out.toByteArray();
    }

    /** A name of eight characters, as plain ISO 9660 has it; files of the seed differ in their first eight. */
    private static String shortName(String name) {
        var upper = name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9_]", "_");
        return upper.substring(0, Math.min(8, upper.length())) + ".;1";
    }

    /** A directory record (ECMA-119, 9.1); both identifier and whole are padded to even lengths. */
    private byte[] record(byte[] name, int sector, int bytes, boolean folder, byte[] system) {
        int padding = name.length % 2 == 0 ? 1 : 0;
        int length = 33 + name.length + padding + system.length;
        var out = ByteBuffer.allocate(length + length % 2);
        out.put((byte) out.capacity()).put((byte) 0);
        both(out, sector);
        both(out, bytes);
        out.put(shortTime());
        out.put((byte) (folder ? 2 : 0)).put((byte) 0).put((byte) 0);
        both16(out, 1);
        out.put((byte) name.length).put(name).position(33 + name.length + padding);
        out.put(system);
        return out.array();
    }

    private byte[] shortTime() {
        var at = time.atOffset(ZoneOffset.UTC);
        return new byte[] {
            (byte) (at.getYear() - 1900),
            (byte) at.getMonthValue(),
            (byte) at.getDayOfMonth(),
            (byte) at.getHour(),
            (byte) at.getMinute(),
            (byte) at.getSecond(),
            0
        };
    }

    /** SP: the system use sharing protocol is spoken here (IEEE P1281, 5.3). */
    private static byte[] sharing() {
        return new byte[] {'S', 'P', 7, 1, (byte) 0xbe, (byte) 0xef, 0};
    }

    /** CE: the rest stands in a sector of its own. */
    private byte[] continuation() {
        var out = ByteBuffer.allocate(28);
        out.put(ascii("CE")).put((byte) 28).put((byte) 1);
        both(out, ROCK_RIDGE);
        both(out, 0);
        both(out, extensionReference().length);
        return out.array();
    }

    /** ER: the extension is Rock Ridge. */
    private static byte[] extensionReference() {
        var identifier = ascii("RRIP_1991A");
        var description = ascii("THE ROCK RIDGE INTERCHANGE PROTOCOL PROVIDES SUPPORT FOR POSIX FILE SYSTEM SEMANTICS");
        var source = ascii("PLEASE CONTACT DISC PUBLISHER FOR SPECIFICATION SOURCE.");
        int length = 8 + identifier.length + description.length + source.length;
        var out = ByteBuffer.allocate(length);
        out.put(ascii("ER")).put((byte) length).put((byte) 1);
        out.put((byte) identifier.length)
                .put((byte) description.length)
                .put((byte) source.length)
                .put((byte) 1);
        out.put(identifier).put(description).put(source);
        return out.array();
    }

    /** PX: mode and links; the owner is root. */
    private static byte[] attributes(int mode, int links) {
        var out = ByteBuffer.allocate(36);
        out.put(ascii("PX")).put((byte) 36).put((byte) 1);
        both(out, mode);
        both(out, links);
        both(out, 0);
        both(out, 0);
        return out.array();
    }

    /** NM: the name as it is. */
    private static byte[] name(String name) {
        var out = ByteBuffer.allocate(5 + name.length());
        out.put(ascii("NM"))
                .put((byte) out.capacity())
                .put((byte) 1)
                .put((byte) 0)
                .put(ascii(name));
        return out.array();
    }

    private static byte[] join(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(out::writeBytes);
        return out.toByteArray();
    }

    /** A text padded with spaces, which are two bytes each in Joliet. */
    private static void text(ByteBuffer out, boolean joliet, String text, int bytes) {
        var padded = new byte[bytes];
        var filled = joliet
                ? (text + " ".repeat(bytes / 2 - text.length())).getBytes(StandardCharsets.UTF_16BE)
                : ascii(text + " ".repeat(bytes - text.length()));
        System.arraycopy(filled, 0, padded, 0, filled.length);
        out.put(padded);
    }

    private static void both(ByteBuffer out, int number) {
        out.order(ByteOrder.LITTLE_ENDIAN).putInt(number);
        out.order(ByteOrder.BIG_ENDIAN).putInt(number);
    }

    private static void both16(ByteBuffer out, int number) {
        out.order(ByteOrder.LITTLE_ENDIAN).putShort((short) number);
        out.order(ByteOrder.BIG_ENDIAN).putShort((short) number);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
