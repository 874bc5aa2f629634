package dev.muster.galaxy;

import java.util.Map;

/** The words that go with the codes of HTTP (RFC 9110, section 15). */
final class Reason {

    private static final Map<Integer, String> WORDS = Map.ofEntries(
            Map.entry(400, "Bad Request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(408, "Request Timeout"),
            Map.entry(410, "Gone"),
            Map.entry(429, "Too Many Requests"),
            Map.entry(500, "Internal Server Error"),
            Map.entry(501, "Not Implemented"),
            Map.entry(502, "Bad Gateway"),
            Map.entry(503, "Service Unavailable"),
            Map.entry(504, "Gateway Timeout"));

    private Reason() {}

    static String of(int code) {
        return WORDS.getOrDefault(code, "Unknown");
    }
}
