package dev.muster.render;

/** A value as an error message shows it: in single quotes, on one line, not too long. */
final class Shown {

    private static final int LONGEST = 80;

    private Shown() {}

    static String of(String value) {
        var text = new StringBuilder();
        value.codePoints().limit(LONGEST).forEach(c -> {
            switch (c) {
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (Character.isISOControl(c)) {
                        text.append("\\x%02x".formatted(c));
                    } else {
                        text.appendCodePoint(c);
                    }
                }
            }
        });
        return "'" + text + (value.codePointCount(0, value.length()) > LONGEST ? "..." : "") + "'";
    }
}
