package dev.muster.modules;

import dev.muster.modules.FactCollectors.Collector;
import dev.muster.modules.Parameters.Type;
import dev.muster.step.Answer;
import dev.muster.step.Result;
import dev.muster.step.Script;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code setup}: the facts of a node, gathered by one script without Python. Names and values are those of ansible-core; what only
 * a Python module knows ({@code ansible_selinux_python_present}) is absent, and so is {@code ansible_python} where there is none.
 */
public final class SetupModule implements Module {

    private static final Parameters PARAMETERS = Parameters.builder()
            .list("gather_subset", Type.STR)
            .byDefault(List.of("all"))
            .add("gather_timeout", Type.INT)
            .byDefault(10L)
            .list("filter", Type.STR)
            .byDefault(List.of())
            .path("fact_path")
            .byDefault("/etc/ansible/facts.d")
            .build();

    private static final List<Script.Library> LIBRARIES = Libraries.alone("words", "setup");

    @Override
    public String name() {
        return "setup";
    }

    @Override
    public Parameters parameters() {
        return PARAMETERS;
    }

    @Override
    public Outcome start(Invocation call) {
        var arguments = call.arguments();
        List<Collector> collectors;
        try {
            collectors = FactCollectors.chosen(arguments.strings("gather_subset"));
        } catch (IllegalArgumentException e) {
            return Module.done(Result.failed(String.valueOf(e.getMessage())));
        }
        if (collectors.isEmpty()) {
            return Module.done(facts(Map.of(), arguments, List.of()));
        }
        var groups = new TreeSet<String>();
        collectors.forEach(collector -> groups.addAll(collector.groups()));
        var expansion = new ShellWords.Expansion();
        var word = expansion.word(arguments.str("fact_path"));
        var python = call.controller().variable("ansible_python_interpreter") instanceof String name
                        && !name.startsWith("auto")
                ? name
                : "";
        var path = expansion.before() + "m_facts=" + word + " m_python=" + ShellWords.quote(python);
        var words = List.of(
                " platform " + String.join(" ", groups) + " ",
                path,
                String.valueOf(arguments.integer("gather_timeout")));
        var script = Script.call(LIBRARIES, "muster_setup", words).withEnvironment(call.environment());
        return Module.ask(script, answer -> read(answer, collectors, arguments));
    }

    private static Result read(Answer answer, List<Collector> collectors, Arguments arguments) {
        var source = FactSource.of(answer);
        if (!source.has("environ")) {
            return Result.failed("the script that gathers facts broke off with status " + answer.code() + ": "
                    + answer.errorText().strip());
        }
        var warnings = new ArrayList<String>();
        var facts = FactCollectors.collect(collectors, source);
        if (collectors.stream().anyMatch(collector -> collector.name().equals("local"))) {
            facts.putAll(LocalFacts.of(source, arguments.str("fact_path"), warnings));
        }
        return facts(facts, arguments, warnings);
    }

    private static Result facts(Map<String, @Nullable Object> facts, Arguments arguments, List<String> warnings) {
        var named = new LinkedHashMap<String, @Nullable Object>();
        facts.forEach(
                (name, value) -> named.put("ansible_" + name.replace('-', '_').replace('.', '_'), value));
        named.put("gather_subset", arguments.strings("gather_subset"));
        named.put("module_setup", true);
        var filters = arguments.strings("filter");
        if (!filters.isEmpty()) {
            named.keySet().removeIf(name -> filters.stream().noneMatch(filter -> matches(name, filter)));
        }
        var result = Result.ok().withFacts(named);
        for (var warning : warnings) {
            result = result.warn(warning);
        }
        return result;
    }

    private static boolean matches(String name, String filter) {
        var own = filter.startsWith("ansible_") || filter.startsWith("facter") || filter.startsWith("ohai");
        return filter.isEmpty()
                || glob(filter).matcher(name).matches()
                || (!own && glob("ansible_" + filter).matcher(name).matches());
    }

    /** Python's {@code fnmatch}. */
    private static Pattern glob(String pattern) {
        var regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            int close = c == '[' ? pattern.indexOf(']', i + 2) : -1;
            if (c == '*') {
                regex.append(".*");
            } else if (c == '?') {
                regex.append('.');
            } else if (close > 0) {
                var set = pattern.substring(i + 1, close)
                        .replace("\\", "\\\\")
                        .replace("[", "\\[")
                        .replace("&", "\\&");
                regex.append('[')
                        .append(set.startsWith("!") ? "^" + set.substring(1) : set)
                        .append(']');
                i = close;
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}
