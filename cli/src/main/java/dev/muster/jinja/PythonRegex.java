package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.Tuple;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Regular expressions with the syntax and meaning of Python's {@code re}. What one match may look at is bounded, so that an
 * expression that backtracks without end is an error and no hang.
 */
public final class PythonRegex {

    private final String source;
    private final Pattern pattern;
    private final Map<String, Integer> names;
    private final long limit;

    /**
     * @param limit how many characters one use may look at
     * @throws UserError when the expression is wrong
     */
    public PythonRegex(String source, boolean ignoreCase, boolean multiline, long limit) {
        var translated = RegexTranslation.of(source, multiline);
        int flags = Pattern.UNIX_LINES;
        if (!translated.ascii()) {
            flags |= Pattern.UNICODE_CHARACTER_CLASS;
        }
        if (ignoreCase) {
            flags |= Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
        }
        this.source = source;
        this.names = translated.names();
        this.limit = limit;
        try {
            this.pattern = Pattern.compile(translated.pattern(), flags);
        } catch (PatternSyntaxException e) {
            throw new UserError("invalid regular expression '" + source + "': "
                    + e.getDescription().toLowerCase(java.util.Locale.ROOT));
        }
    }

    /** The text under a watch that ends a match which looks at too much of it. */
    private final class Watched implements CharSequence {

        private final String text;
        private long looks;

        Watched(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (++looks > limit) {
                throw new UserError("the regular expression '" + source + "' takes too long on this text")
                        .hint("it backtracks; make its repetitions exclude one another");
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private boolean find(Matcher matcher) {
        try {
            return matcher.find();
        } catch (StackOverflowError _) {
            throw new UserError("the regular expression '" + source + "' recurses too deeply on this text");
        }
    }

    /** The first match anywhere, or null. */
    public @Nullable Matcher search(String text) {
        var matcher = pattern.matcher(new Watched(text));
        return find(matcher) ? matcher : null;
    }

    /** Whether the text begins with a match. */
    public boolean matchesStart(String text) {
        try {
            return pattern.matcher(new Watched(text)).lookingAt();
        } catch (StackOverflowError _) {
            throw new UserError("the regular expression '" + source + "' recurses too deeply on this text");
        }
    }

    /** Whether the whole text is a match. */
    boolean matchesWhole(String text) {
        try {
            return pattern.matcher(new Watched(text)).matches();
        } catch (StackOverflowError _) {
            throw new UserError("the regular expression '" + source + "' recurses too deeply on this text");
        }
    }

    /** A group of a match by number or name; null when it took no part. */
    @Nullable
    String group(Matcher match, String group) {
        boolean isNumber = !group.isEmpty() && group.chars().allMatch(Character::isDigit);
        var number = isNumber ? Integer.valueOf(group) : names.get(group);
        if (number == null || number > match.groupCount()) {
            throw new UserError("no such group");
        }
        return match.group(number);
    }

    /** All matches, as {@code re.findall} gives them. */
    FreshList findAll(String text) {
        var found = new FreshList(4);
        var matcher = pattern.matcher(new Watched(text));
        int groups = matcher.groupCount();
        while (find(matcher)) {
            if (groups == 0) {
                found.add(matcher.group());
            } else if (groups == 1) {
                found.add(orEmpty(matcher.group(1)));
            } else {
                var parts = new @Nullable Object[groups];
                for (int i = 0; i < groups; i++) {
                    parts[i] = orEmpty(matcher.group(i + 1));
                }
                found.add(Tuple.of(parts));
            }
        }
        return found;
    }

    private static String orEmpty(@Nullable String group) {
        return group == null ? "" : group;
    }

    /** The text after replacements, and how many there were. */
    record Replaced(String text, int count) {}

    /** What {@code re.subn} gives; a count of 0 replaces all. */
    Replaced replace(String text, String replacement, int count) {
        var matcher = pattern.matcher(new Watched(text));
        var out = new StringBuilder();
        int last = 0;
        int done = 0;
        while ((count == 0 || done < count) && find(matcher)) {
            out.append(text, last, matcher.start());
            expand(matcher, replacement, out);
            last = matcher.end();
            done++;
        }
        return new Replaced(out.append(text, last, text.length()).toString(), done);
    }

    /** What Python's {@code match.expand} gives: a template with references to the groups of a match. */
    public String expand(Matcher match, String template) {
        var out = new StringBuilder();
        expand(match, template, out);
        return out.toString();
    }

    private void expand(Matcher match, String template, StringBuilder out) {
        int i = 0;
        while (i < template.length()) {
            char c = template.charAt(i++);
            if (c != '\\') {
                out.append(c);
                continue;
            }
            if (i >= template.length()) {
                throw new UserError("bad escape (end of pattern) in replacement '" + template + "'");
            }
            char kind = template.charAt(i++);
            if (kind == 'g') {
                int end = template.indexOf('>', i);
                if (i >= template.length() || template.charAt(i) != '<' || end < 0) {
                    throw new UserError("missing group name in replacement '" + template + "'");
                }
                out.append(orEmpty(referred(match, template.substring(i + 1, end), template)));
                i = end + 1;
            } else if (kind == '0') {
                int end = i;
                while (end < template.length() && end < i + 2 && Character.digit(template.charAt(end), 8) >= 0) {
                    end++;
                }
                out.append((char) Integer.parseInt(template.substring(i - 1, end), 8));
                i = end;
            } else if (Character.isDigit(kind)) {
                int end = i < template.length() && Character.isDigit(template.charAt(i)) ? i + 1 : i;
                out.append(orEmpty(referred(match, template.substring(i - 1, end), template)));
                i = end;
            } else {
                out.append(plain(kind, template));
            }
        }
    }

    private @Nullable String referred(Matcher match, String group, String template) {
        boolean isNumber = !group.isEmpty() && group.chars().allMatch(Character::isDigit);
        var number = isNumber ? Integer.valueOf(group) : names.get(group);
        if (number == null) {
            throw new UserError("unknown group name '" + group + "' in replacement '" + template + "'");
        }
        if (number > match.groupCount()) {
            throw new UserError("invalid group reference " + number + " in replacement '" + template + "'");
        }
        return match.group(number);
    }

    private static String plain(char kind, String template) {
        return switch (kind) {
            case 'n' -> "\n";
            case 't' -> "\t";
            case 'r' -> "\r";
            case 'a' -> "\u0007";
            case 'b' -> "\b";
            case 'f' -> "\f";
            case 'v' -> "\u000b";
            case '\\' -> "\\";
            default -> {
                if (kind < 0x80 && Character.isLetter(kind)) {
                    throw new UserError("bad escape \\" + kind + " in replacement '" + template + "'");
                }
                yield "\\" + kind;
            }
        };
    }
}
