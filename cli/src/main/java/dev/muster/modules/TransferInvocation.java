package dev.muster.modules;

import dev.muster.step.Result;
import dev.muster.value.Printing;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a result of {@code copy} and {@code template} tells of its call, by the rules of ansible-core's action {@code copy}: a file
 * that was sent is the call of a module {@code copy}, one that was there already the call of a module {@code file}, and whatever
 * needed neither shows the arguments of the task twice.
 */
final class TransferInvocation {

    private static final String CONTENT = "content";

    /** Ansible writes a content to a file first, whose name means nothing. */
    private static final String NAME_OF_CONTENT = ".content";

    private TransferInvocation() {}

    /**
     * The whole invocation.
     *
     * @param given the arguments of the task that a copy has, as they were given
     * @param told all of them, converted
     */
    static Map<String, @Nullable Object> of(
            Map<String, @Nullable Object> given, Map<String, @Nullable Object> told, Result result) {
        if (!result.data().containsKey("checksum")) {
            return untouched(given);
        }
        return Map.of(
                "module_args", result.data().containsKey("path") ? file(given, told, result) : copy(told, result));
    }

    /** Without a module on the node. */
    private static Map<String, @Nullable Object> untouched(Map<String, @Nullable Object> given) {
        var invocation = new LinkedHashMap<>(given);
        var arguments = new LinkedHashMap<>(given);
        invocation.computeIfPresent(CONTENT, (_, _) -> "CENSORED: content is a no_log parameter");
        arguments.computeIfPresent(CONTENT, (_, _) -> Invoked.HIDDEN);
        invocation.put("module_args", arguments);
        return invocation;
    }

    private static Map<String, @Nullable Object> copy(Map<String, @Nullable Object> told, Result result) {
        var arguments = new LinkedHashMap<String, @Nullable Object>();
        for (var parameter : CopyModule.PARAMETERS.all().values()) {
            arguments.put(parameter.name(), told.getOrDefault(parameter.name(), parameter.byDefault()));
        }
        arguments.remove("decrypt");
        arguments.put(CONTENT, null);
        arguments.put("src", result.data().get("src"));
        arguments.put("_original_basename", basename(told));
        if (arguments.get("checksum") == null) {
            arguments.put("checksum", result.data().get("checksum"));
        }
        arguments.put("mode", mode(told, result));
        return arguments;
    }

    private static Map<String, @Nullable Object> file(
            Map<String, @Nullable Object> given, Map<String, @Nullable Object> told, Result result) {
        var arguments = new LinkedHashMap<String, @Nullable Object>();
        for (var parameter : FileModule.PARAMETERS.all().values()) {
            arguments.put(parameter.name(), parameter.byDefault());
        }
        for (var name : FileAttributes.PARAMETERS.all().keySet()) {
            arguments.put(name, told.get(name));
        }
        if (given.containsKey("force")) {
            arguments.put("force", told.get("force"));
        }
        var dest = Printing.str(told.get("dest"));
        var path = Printing.str(result.data().get("path"));
        boolean linked = Boolean.TRUE.equals(told.get("follow")) && !path.startsWith(dest);
        arguments.put("dest", linked ? path : dest);
        arguments.put("path", path);
        arguments.put("state", "file");
        arguments.put("_original_basename", basename(told));
        arguments.put("mode", mode(told, result));
        return arguments;
    }

    /** The permissions asked for; those of the source where they were to be kept. */
    static @Nullable Object mode(Map<String, @Nullable Object> told, Result result) {
        return "preserve".equals(told.get("mode")) ? result.data().get("mode") : told.get("mode");
    }

    private static String basename(Map<String, @Nullable Object> told) {
        return told.get("src") instanceof String source
                ? source.substring(source.lastIndexOf('/') + 1)
                : NAME_OF_CONTENT;
    }
}
