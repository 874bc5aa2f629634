package dev.muster.engine;

import dev.muster.file.SafeFile;
import dev.muster.json.Json;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.JsonPrinting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Facts that are kept between runs, a file for each host, in the form of ansible-core's cache plugin {@code jsonfile}: each of the
 * two reads what the other wrote.
 *
 * @param folder where the files are
 * @param prefix what their names begin with
 * @param age how old facts may become; zero for any age
 */
public record FactCache(Path folder, String prefix, Duration age) {

    /** What ansible-core 2.19 puts before names, for the form in which it writes. */
    private static final String FORM = "s1_";

    private static final String PAYLOAD = "__payload__";
    private static final String TYPE = "__ansible_type";
    private static final String GATHERED = "_ansible_facts_gathered";

    private Path file(String host) {
        return folder.resolve(prefix + FORM + host.replace('/', '_'));
    }

    /**
     * The facts of a host; none when there are none or they are too old.
     *
     * @throws UserError for a file that is no cache
     */
    Map<String, @Nullable Object> read(String host) {
        var file = file(host);
        try {
            var written = Files.getLastModifiedTime(file).toInstant();
            if (!age.isZero() && written.isBefore(Instant.now().minus(age))) {
                return Map.of();
            }
        } catch (NoSuchFileException e) {
            return Map.of();
        } catch (IOException e) {
            throw new UserError("the facts in '" + file + "' cannot be read");
        }
        if (Json.parse(Source.of(file)) instanceof Map<?, ?> whole
                && whole.get(PAYLOAD) instanceof String payload
                && Json.parse(Source.ofText(file.toString(), payload)) instanceof Map<?, ?> facts) {
            var all = new LinkedHashMap<String, @Nullable Object>();
            facts.forEach((name, value) -> all.put(String.valueOf(name), plain(value)));
            all.remove(GATHERED);
            return all;
        }
        throw new UserError("'" + file + "' holds no facts").hint("remove it, and facts are gathered again");
    }

    /** A value without what ansible-core notes of where it came from. */
    private static @Nullable Object plain(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map when map.containsKey(TYPE) && map.containsKey("value") -> plain(map.get("value"));
            case Map<?, ?> map -> {
                var all = new LinkedHashMap<String, @Nullable Object>();
                map.forEach((name, each) -> all.put(String.valueOf(name), plain(each)));
                yield all;
            }
            case List<?> list -> {
                var all = new java.util.ArrayList<@Nullable Object>();
                list.forEach(each -> all.add(plain(each)));
                yield all;
            }
            case null, default -> value;
        };
    }

    void write(String host, Map<String, @Nullable Object> facts) {
        var all = new LinkedHashMap<>(facts);
        if (facts.containsKey("module_setup")) {
            all.put(GATHERED, true);
        }
        SafeFile.makeFolder(folder);
        var payload = JsonPrinting.write(all, JsonPrinting.Style.PLAIN, JsonPrinting.Strangers.SHOWN);
        SafeFile.write(
                file(host),
                JsonPrinting.write(Map.of(PAYLOAD, payload), JsonPrinting.Style.PLAIN),
                // What a node tells of itself is nobody else's business.
                SafeFile.Mode.SECRET);
    }

    /** Forgets what is known of a host. */
    public void forget(String host) {
        if (Files.exists(file(host))) {
            SafeFile.remove(file(host));
        }
    }
}
