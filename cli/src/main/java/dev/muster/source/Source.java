package dev.muster.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A text and the name under which a user knows it: a path as it was given, or {@code <command line>} and the like.
 *
 * @param name what stands before the first colon of an error message
 * @param text the whole text
 * @param opener opens what is encrypted in it
 * @param secret whether it was encrypted as a whole, so that no error may show a line of it
 * @param duplicates what becomes of keys that stand twice in it
 */
public record Source(String name, String text, Opener opener, boolean secret, Duplicates duplicates) {

    /** A text that is no secret, and in which nothing encrypted can be opened. */
    public Source(String name, String text) {
        this(name, text, Opener.NONE, false, Duplicates.UNSAID);
    }

    /** Reads a file as UTF-8. A file that is absent, unreadable, or not UTF-8 is a {@link UserError}. */
    public static Source of(Path file) {
        try {
            return decoded(file.toString(), Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new UserError("'" + file + "' does not exist");
        } catch (IOException e) {
            throw new UserError("cannot read '" + file + "': " + reason(e));
        }
    }

    private static Source decoded(String name, byte[] bytes) {
        var in = ByteBuffer.wrap(bytes);
        var out = CharBuffer.allocate(bytes.length);
        if (!StandardCharsets.UTF_8.newDecoder().decode(in, out, true).isError()) {
            return new Source(name, out.flip().toString());
        }
        var before = out.flip().toString();
        int lines = (int) before.chars().filter(each -> each == '\n').count();
        int start = before.lastIndexOf('\n') + 1;
        var shown = new Source(name, new String(bytes, StandardCharsets.UTF_8));
        throw new UserError("found a byte that is not UTF-8: 0x%02x".formatted(bytes[in.position()]))
                .at(shown.at(lines + 1, before.codePointCount(start, before.length()) + 1))
                .hint("save the file as UTF-8");
    }

    /** A text that stands in no file. */
    public static Source ofText(String name, String text) {
        return new Source(name, text);
    }

    /** The place at a line and a column, both counted from 1. */
    public Position at(int line, int column) {
        return new Position(this, line, column);
    }

    /** One line without its end, counted from 1; empty when there is no such line. */
    public String line(int number) {
        return text.lines().skip(Math.max(0, number - 1L)).findFirst().orElse("");
    }

    /** One line as it may be shown: empty when the text is a secret. */
    public String shownLine(int number) {
        return secret ? "" : line(number);
    }

    /** What an I/O error means, in the words of the operating system rather than a Java class. */
    private static String reason(IOException e) {
        return switch (e) {
            case java.nio.file.AccessDeniedException _ -> "permission denied";
            case java.nio.file.FileSystemException f when f.getReason() != null -> f.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }

    @Override
    public String toString() {
        return name;
    }
}
