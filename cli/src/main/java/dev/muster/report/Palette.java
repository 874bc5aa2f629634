package dev.muster.report;

import dev.muster.source.Nearest;
import dev.muster.source.UserError;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which codes of a terminal make which colour (ECMA-48, "Select Graphic Rendition"), by the names that Ansible gives them. */
public final class Palette {

    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("black", "0;30"),
            Map.entry("bright gray", "0;37"),
            Map.entry("blue", "0;34"),
            Map.entry("white", "1;37"),
            Map.entry("green", "0;32"),
            Map.entry("bright blue", "1;34"),
            Map.entry("cyan", "0;36"),
            Map.entry("bright green", "1;32"),
            Map.entry("red", "0;31"),
            Map.entry("bright cyan", "1;36"),
            Map.entry("purple", "0;35"),
            Map.entry("bright red", "1;31"),
            Map.entry("yellow", "0;33"),
            Map.entry("bright purple", "1;35"),
            Map.entry("dark gray", "1;30"),
            Map.entry("bright yellow", "1;33"),
            Map.entry("magenta", "0;35"),
            Map.entry("bright magenta", "1;35"),
            Map.entry("normal", "0"));

    private static final Pattern NUMBERED = Pattern.compile("color([0-9]+).*");
    private static final Pattern MIXED = Pattern.compile("rgb([0-5])([0-5])([0-5]).*");
    private static final Pattern GRAY = Pattern.compile("gray([0-9]+).*");

    /** Where the colours with a number begin that are mixed, and those that are gray. */
    private static final int CUBE = 16;

    private static final int GRAYS = 232;

    /** The colours of Ansible. */
    public static final Palette DEFAULT = of(Colour::byDefault);

    private final Map<Colour, String> codes;

    private Palette(Map<Colour, String> codes) {
        this.codes = codes;
    }

    /**
     * @param names gives the name of each colour, such as {@code bright red}, {@code color208}, {@code rgb520} or {@code gray5}
     * @throws UserError for a name that there is not
     */
    public static Palette of(Function<Colour, String> names) {
        var codes = new EnumMap<Colour, String>(Colour.class);
        for (var colour : Colour.values()) {
            codes.put(colour, code(names.apply(colour)));
        }
        return new Palette(codes);
    }

    private static String code(String name) {
        var known = NAMES.get(name);
        if (known != null) {
            return known;
        }
        var numbered = NUMBERED.matcher(name);
        if (numbered.matches()) {
            return "38;5;" + Integer.parseInt(numbered.group(1));
        }
        var mixed = MIXED.matcher(name);
        if (mixed.matches()) {
            return "38;5;" + (CUBE + 36 * digit(mixed.group(1)) + 6 * digit(mixed.group(2)) + digit(mixed.group(3)));
        }
        var gray = GRAY.matcher(name);
        if (gray.matches()) {
            return "38;5;" + (GRAYS + Integer.parseInt(gray.group(1)));
        }
        throw new UserError("there is no colour '" + name + "'").hint(Nearest.hint(name, NAMES.keySet()));
    }

    private static int digit(String text) {
        return Integer.parseInt(text);
    }

    /** The text with every line in this colour, so that a line cut out of it still ends its colour. */
    String paint(String text, Colour colour) {
        var code = codes.get(colour);
        return Arrays.stream(text.split("\n", -1))
                .map(line -> "\033[" + code + "m" + line + "\033[0m")
                .collect(Collectors.joining("\n"));
    }
}
