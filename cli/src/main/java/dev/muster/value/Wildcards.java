package dev.muster.value;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Shell wildcards as Python's {@code fnmatch} reads them: {@code *}, {@code ?} and {@code [set]}. */
public final class Wildcards {

    private Wildcards() {}

    /**
     * What matches a whole text that the wildcards match.
     *
     * @throws PatternSyntaxException for a set that is none, such as {@code [z-a]}
     */
    public static Pattern pattern(String wildcards) {
        return Pattern.compile(translated(wildcards), Pattern.DOTALL);
    }

    /** Shell wildcards as a regular expression. */
    private static String translated(String pattern) {
        var out = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            int close = c == '[' ? pattern.indexOf(']', i + (pattern.startsWith("!", i + 1) ? 3 : 2)) : -1;
            if (c == '*') {
                out.append(".*");
            } else if (c == '?') {
                out.append('.');
            } else if (close > 0) {
                var inside = pattern.substring(i + 1, close)
                        .replace("\\", "\\\\")
                        .replace("[", "\\[")
                        .replace("&", "\\&");
                out.append('[')
                        .append(
                                inside.startsWith("!")
                                        ? "^" + inside.substring(1)
                                        : inside.replaceFirst("^\\^", "\\\\^"))
                        .append(']');
                i = close;
            } else {
                out.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return out.toString();
    }
}
