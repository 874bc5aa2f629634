package dev.muster.engine;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One module on some hosts, without a playbook.
 *
 * @param arguments Strings, Templates and plain values
 * @param timeout the seconds that it may take on a host; 0 for any number
 * @param async the seconds that it may take when it is started in the background, 0 for the foreground
 * @param poll how often to look at it then, in seconds
 */
public record AdHoc(
        String pattern,
        String module,
        Map<String, ? extends @Nullable Object> arguments,
        int timeout,
        int async,
        int poll) {}
