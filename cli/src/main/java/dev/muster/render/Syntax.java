package dev.muster.render;

import java.util.regex.Pattern;

/**
 * How a value is written in the language of an artifact, or refused where the language has no way to write it. Each function
 * answers the text with whatever quotes it needs.
 */
enum Syntax {

    /** What needs no quoting anywhere: the only values that a template may write without a function. */
    PLAIN("plain") {
        @Override
        String write(String value) {
            if (!HARMLESS.matcher(value).matches()) {
                throw new Refused(value, "is written without quotes; use the function of the syntax, as in [=sh(x)]");
            }
            return value;
        }
    },

    /** The rest of a line that is a comment. */
    COMMENT("comment") {
        @Override
        String write(String value) {
            return oneLine(value, "a comment");
        }
    },

    /** A POSIX shell word in single quotes (POSIX.1, Shell Command Language, 2.2.2). */
    SH("sh") {
        @Override
        String write(String value) {
            if (value.indexOf('\0') >= 0) {
                throw new Refused(value, "holds a zero character, which no shell word can");
            }
            return "'" + value.replace("'", "'\\''") + "'";
        }
    },

    /** A YAML scalar in double quotes (YAML 1.1, 5.7 and 7.3.1), understood by 1.2 too. */
    YAML("yaml") {
        @Override
        String write(String value) {
            var out = new StringBuilder("\"");
            value.codePoints().forEach(c -> {
                switch (c) {
                    case '"' -> out.append("\\\"");
                    case '\\' -> out.append("\\\\");
                    case '\n' -> out.append("\\n");
                    case '\t' -> out.append("\\t");
                    case '\r' -> out.append("\\r");
                    default -> {
                        if (Character.isISOControl(c)
                                || c == 0x2028
                                || c == 0x2029
                                || c == 0xfeff
                                || isNoCharacter(c)) {
                            refuseSurrogate(value, c);
                            out.append("\\u%04x".formatted(c));
                        } else {
                            out.appendCodePoint(c);
                        }
                    }
                }
            });
            return out.append('"').toString();
        }
    },

    /** A JSON string (RFC 8259, 7). */
    JSON("json") {
        @Override
        String write(String value) {
            var out = new StringBuilder("\"");
            value.codePoints().forEach(c -> {
                refuseSurrogate(value, c);
                switch (c) {
                    case '"' -> out.append("\\\"");
                    case '\\' -> out.append("\\\\");
                    case '\n' -> out.append("\\n");
                    default -> {
                        if (c < 0x20 || c == 0x7f) {
                            out.append("\\u%04x".formatted(c));
                        } else {
                            out.appendCodePoint(c);
                        }
                    }
                }
            });
            return out.append('"').toString();
        }
    },

    /** A word of a GRUB script in single quotes (GRUB manual, "Quoting"): those of a shell, but for line ends. */
    GRUB("grub") {
        @Override
        String write(String value) {
            return "'" + oneLine(value, "a GRUB script").replace("'", "'\\''") + "'";
        }
    },

    /** A word of an iPXE script, which knows neither quotes nor escapes; {@code ${} is expanded wherever it stands. */
    IPXE("ipxe") {
        @Override
        String write(String value) {
            if (value.isEmpty() || oneLine(value, "an iPXE script").codePoints().anyMatch(Character::isWhitespace)) {
                throw new Refused(value, "is empty or holds a space, and an iPXE script has no quotes");
            }
            if (value.contains("${")) {
                throw new Refused(value, "holds '${', which an iPXE script would expand");
            }
            if (value.startsWith("#") || value.equals("||") || value.equals("&&") || value.equals(";")) {
                throw new Refused(value, "is an operator or a comment to an iPXE script");
            }
            return value;
        }
    },

    /** Free text in an iPXE script, for {@code echo}. */
    IPXE_TEXT("ipxe_text") {
        @Override
        String write(String value) {
            for (var word : oneLine(value, "an iPXE script").split("\\s+")) {
                IPXE.write(word);
            }
            return value;
        }
    },

    /** A word of a PXELINUX file, where a line is keyword, space and the rest. */
    PXELINUX("pxelinux") {
        @Override
        String write(String value) {
            if (value.isEmpty()
                    || oneLine(value, "a PXELINUX file").codePoints().anyMatch(Character::isWhitespace)) {
                throw new Refused(value, "is empty or holds a space, and a PXELINUX file has no quotes");
            }
            return value;
        }
    },

    /** The value of a preseed line (debconf-set-selections(1)): the rest of the line as it is. */
    DEBCONF("debconf") {
        @Override
        String write(String value) {
            if (oneLine(value, "a preseed file").endsWith("\\")) {
                throw new Refused(value, "ends in a backslash, which a preseed file takes for a line that goes on");
            }
            if (!value.equals(value.strip())) {
                throw new Refused(value, "begins or ends with a space, which a preseed file drops");
            }
            return value;
        }
    },

    /** A value of dnsmasq's configuration file in double quotes, within which commas, '#' and spaces are literal. */
    DNSMASQ("dnsmasq") {
        @Override
        String write(String value) {
            return "\"" + oneLine(value, "a dnsmasq file").replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        }
    },

    /** A value of a systemd unit or network file: the rest of the line, '%' being literal when doubled. */
    SYSTEMD("systemd") {
        @Override
        String write(String value) {
            if (oneLine(value, "a systemd file").endsWith("\\")) {
                throw new Refused(value, "ends in a backslash, which a systemd file takes for a line that goes on");
            }
            return value.replace("%", "%%");
        }
    },

    /** The content of a file as a {@code data:} URL (RFC 2397), as Ignition wants it. */
    DATA_URL("data_url") {
        @Override
        String write(String value) {
            var bytes = value.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            return "data:;base64," + java.util.Base64.getEncoder().encodeToString(bytes);
        }
    };

    private static final Pattern HARMLESS = Pattern.compile("(?:[A-Za-z0-9_.,:/@=+-]+(?: [A-Za-z0-9_.,:/@=+-]+)*)?");

    private final String function;

    Syntax(String function) {
        this.function = function;
    }

    /** The name of the function that templates call. */
    String function() {
        return function;
    }

    /** The value in this syntax; {@link Refused} when it has none. */
    abstract String write(String value);

    private static String oneLine(String value, String what) {
        boolean broken = value.codePoints().anyMatch(c -> Character.isISOControl(c) || isNoCharacter(c));
        if (broken) {
            throw new Refused(
                    value, "holds a line end or another control character, and " + what + " cannot carry one");
        }
        return value;
    }

    private static boolean isNoCharacter(int c) {
        return Character.getType(c) == Character.SURROGATE || (c & 0xfffe) == 0xfffe;
    }

    private static void refuseSurrogate(String value, int c) {
        if (Character.getType(c) == Character.SURROGATE) {
            throw new Refused(value, "is no valid Unicode text");
        }
    }
}
