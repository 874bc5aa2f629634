package dev.muster.render;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 address in the four-number form alone; no name is ever looked up.
 *
 * @param bits the address as a number
 */
record Ipv4(int bits) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");

    static @Nullable Ipv4 of(String text) {
        var match = FORM.matcher(text);
        if (!match.matches()) {
            return null;
        }
        int bits = 0;
        for (int i = 1; i <= 4; i++) {
            var part = match.group(i);
            int number = Integer.parseInt(part);
            // A leading zero means octal to some readers and nothing to others.
            if (number > 255 || (part.length() > 1 && part.startsWith("0"))) {
                return null;
            }
            bits = bits << 8 | number;
        }
        return new Ipv4(bits);
    }

    @Override
    public String toString() {
        return (bits >>> 24) + "." + (bits >>> 16 & 255) + "." + (bits >>> 8 & 255) + "." + (bits & 255);
    }

    /**
     * A network.
     *
     * @param first its own address
     * @param prefix how many bits of an address name it, 1 to 30
     */
    record Range(Ipv4 first, int prefix) {

        /** The network as in {@code 172.30.0.0/16}, or null when the text is none or has bits behind the prefix. */
        static @Nullable Range of(String text) {
            int slash = text.indexOf('/');
            var first = slash < 0 ? null : Ipv4.of(text.substring(0, slash));
            var length = text.substring(slash + 1);
            if (first == null || !length.matches("[1-9]|[12]\\d|30")) {
                return null;
            }
            var range = new Range(first, Integer.parseInt(length));
            return (first.bits() & ~range.maskBits()) == 0 ? range : null;
        }

        private int maskBits() {
            return -1 << (32 - prefix);
        }

        /** As in {@code 255.255.0.0}. */
        Ipv4 mask() {
            return new Ipv4(maskBits());
        }

        /** Whether a machine can have the address: it is inside and neither the first nor the last. */
        boolean contains(Ipv4 address) {
            int rest = address.bits() & ~maskBits();
            return (address.bits() & maskBits()) == first.bits() && rest != 0 && rest != ~maskBits();
        }

        @Override
        public String toString() {
            return first + "/" + prefix;
        }
    }
}
