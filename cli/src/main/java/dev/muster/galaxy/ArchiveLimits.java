package dev.muster.galaxy;

/**
 * How much an archive may unpack to, so that a small file cannot fill a disk or the memory.
 *
 * @param bytes of all its entries together
 * @param entries how many
 * @param ratio unpacked bytes for each packed one
 * @param free unpacked bytes up to which the ratio is not looked at, since small texts pack well
 */
public record ArchiveLimits(long bytes, int entries, long ratio, long free) {

    private static final long MEGABYTE = 1024L * 1024;

    /** Far above every collection there is. */
    public static final ArchiveLimits DEFAULT = new ArchiveLimits(1024 * MEGABYTE, 100_000, 200, 64 * MEGABYTE);
}
