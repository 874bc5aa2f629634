package dev.muster.step;

import java.nio.charset.StandardCharsets;

/**
 * What a node answered to a {@link Script}.
 *
 * @param code the exit status of the function, 0 to 255 (128 + n after signal n)
 * @param out what it wrote to standard output, any bytes
 * @param err what it wrote to standard error, any bytes
 */
public record Answer(int code, byte[] out, byte[] err) {

    /** Standard output as UTF-8, malformed bytes replaced. */
    public String text() {
        return new String(out, StandardCharsets.UTF_8);
    }

    /** Standard error as UTF-8, malformed bytes replaced. */
    public String errorText() {
        return new String(err, StandardCharsets.UTF_8);
    }
}
