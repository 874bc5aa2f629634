package dev.muster.galaxy;

import dev.muster.file.SafeFile;
import dev.muster.source.UserError;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * A tar file of somebody else's, plain or packed with gzip or bzip2. Reading it is bounded by {@link ArchiveLimits}; what its
 * entries may be called and become on disk is {@link Unpacking}'s concern.
 */
final class Archive {

    /** What an entry is. */
    enum Kind {
        FILE,
        FOLDER,
        LINK,
        HARD_LINK,
        /** A device, a pipe, or a file with holes: nothing that a role or collection has. */
        OTHER
    }

    /**
     * One entry.
     *
     * @param name as it stands in the archive
     * @param mode the permission bits
     * @param target what a link leads to, or the empty text
     */
    record Entry(String name, Kind kind, int mode, String target) {}

    /** Takes the entries one after the other. */
    interface Visitor {
        void visit(Entry entry, InputStream content) throws IOException;
    }

    private static final int GZIP = 0x1f8b;
    private static final int BZIP2 = 0x425a;

    private final Path file;
    private final ArchiveLimits limits;

    Archive(Path file, ArchiveLimits limits) {
        this.file = file;
        this.limits = limits;
    }

    Path file() {
        return file;
    }

    /** Whether it begins as a tar file does. */
    boolean isTar() {
        try (var tar = open()) {
            var first = tar.getNextEntry();
            return first != null && first.isCheckSumOK();
        } catch (IOException _) {
            return false;
        }
    }

    /** All entries, without what is in them. */
    List<Entry> entries() {
        var all = new ArrayList<Entry>();
        each((entry, _) -> all.add(entry));
        return all;
    }

    /** The bytes of the first file with a name. */
    Optional<byte[]> content(String name) {
        var found = new ArrayList<byte[]>();
        each((entry, content) -> {
            if (found.isEmpty() && entry.kind() == Kind.FILE && entry.name().equals(name)) {
                found.add(content.readAllBytes());
            }
        });
        return found.stream().findFirst();
    }

    /** Goes through all entries; more than the limits allow is an error. */
    void each(Visitor visitor) {
        int count = 0;
        try (var tar = open()) {
            for (var next = tar.getNextEntry(); next != null; next = tar.getNextEntry()) {
                if (!next.isCheckSumOK()) {
                    throw broken("the checksum of an entry is wrong");
                }
                if (++count > limits.entries()) {
                    throw tooMuch("it has more than " + limits.entries() + " entries");
                }
                visitor.visit(new Entry(next.getName(), kind(next), next.getMode() & 07777, target(next)), tar);
            }
        } catch (IOException e) {
            throw broken(SafeFile.reason(e));
        }
    }

    private static Kind kind(TarArchiveEntry entry) {
        if (entry.isSymbolicLink()) {
            return Kind.LINK;
        }
        if (entry.isLink()) {
            return Kind.HARD_LINK;
        }
        if (entry.isDirectory()) {
            return Kind.FOLDER;
        }
        boolean odd = entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO() || entry.isSparse();
        return entry.isFile() && !odd ? Kind.FILE : Kind.OTHER;
    }

    private static String target(TarArchiveEntry entry) {
        return entry.isSymbolicLink() || entry.isLink() ? entry.getLinkName() : "";
    }

    private TarArchiveInputStream open() throws IOException {
        var packed = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        try {
            packed.mark(2);
            int magic = (packed.read() << 8) | packed.read();
            packed.reset();
            var plain = switch (magic) {
                case GZIP ->
                    GzipCompressorInputStream.builder()
                            .setInputStream(packed)
                            .setDecompressConcatenated(true)
                            .get();
                case BZIP2 -> new BZip2CompressorInputStream(packed, true);
                default -> packed;
            };
            return new TarArchiveInputStream(new Counted(plain, Files.size(file)), "UTF-8");
        } catch (IOException e) {
            packed.close();
            throw e;
        }
    }

    private UserError broken(String why) {
        return new UserError("the archive '" + file + "' cannot be read: " + why);
    }

    private UserError tooMuch(String why) {
        return new UserError("the archive '" + file + "' is not unpacked: " + why)
                .hint("nothing that large is a role or a collection; it may be made to do harm");
    }

    /** Ends the reading when more comes out than may. */
    private final class Counted extends FilterInputStream {

        private final long allowed;
        private final String why;
        private long count;

        Counted(InputStream plain, long packed) {
            super(plain);
            long byRatio = Math.max(limits.free(), packed * limits.ratio());
            this.allowed = Math.min(limits.bytes(), byRatio);
            this.why = byRatio < limits.bytes()
                    ? "it unpacks to more than " + limits.ratio() + " times its size"
                    : "it unpacks to more than " + limits.bytes() + " bytes";
        }

        private void add(long more) {
            count += Math.max(0, more);
            if (count > allowed) {
                throw tooMuch(why);
            }
        }

        @Override
        public int read() throws IOException {
            int next = super.read();
            add(next < 0 ? 0 : 1);
            return next;
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            int read = super.read(buffer, from, length);
            add(read);
            return read;
        }

        @Override
        public long skip(long wanted) throws IOException {
            long skipped = super.skip(wanted);
            add(skipped);
            return skipped;
        }
    }
}
