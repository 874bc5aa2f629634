package dev.muster.jinja;

/**
 * How far one rendering may go before it is an error, so that no text can hang or exhaust the program.
 *
 * @param depth how deep macros, includes, blocks and recursive loops may call one another
 * @param output how many characters one rendering may write
 * @param items how many items a range, a product or a repetition may have
 * @param steps how many times loops may turn in one rendering
 * @param matching how many characters one regular expression may look at
 */
public record Limits(int depth, int output, int items, long steps, long matching) {

    /** Far beyond what real playbooks need, far below what hurts. */
    public static final Limits DEFAULT = new Limits(200, 64 << 20, 10_000_000, 50_000_000L, 200_000_000L);
}
