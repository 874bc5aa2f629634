package dev.muster.modules;

import dev.muster.step.Diff;
import dev.muster.step.Result;
import dev.muster.step.Script;
import java.util.List;
import java.util.Map;

/** {@code hostname}: the name of the machine, now and after the next boot. */
public final class HostnameModule implements Module {

    private static final Parameters PARAMETERS = Parameters.builder()
            .str("name")
            .required()
            .str("use")
            .choices("alpine", "debian", "generic", "openrc", "redhat", "sles", "slackware", "systemd")
            .build();

    private static final List<Script.Library> LIBRARIES = Libraries.of("hostname");

    @Override
    public String name() {
        return "hostname";
    }

    @Override
    public Parameters parameters() {
        return PARAMETERS;
    }

    @Override
    public Outcome start(Invocation call) {
        var name = call.arguments().str("name");
        var words = List.of(
                "name=" + name, "use=" + call.arguments().str("use", ""), "check=" + SystemdModule.flag(call.check()));
        var script = Script.call(LIBRARIES, "m_hostname", words).withEnvironment(call.environment());
        return Module.ask(script, answer -> read(Fields.of(answer), name));
    }

    private static Result read(Fields fields, String name) {
        if (fields.failed()) {
            return fields.failure();
        }
        var names = FactSource.words(fields.str("names"));
        var fqdn = names.stream()
                .skip(1)
                .filter(word -> word.contains("."))
                .findFirst()
                .orElse(name);
        var result = Result.done(fields.flag("changed"))
                .with("name", name)
                .withFacts(Map.of(
                        "ansible_hostname",
                        name.split("\\.")[0],
                        "ansible_nodename",
                        name,
                        "ansible_fqdn",
                        fqdn,
                        "ansible_domain",
                        fqdn.contains(".") ? fqdn.substring(fqdn.indexOf('.') + 1) : ""));
        return fields.flag("changed")
                ? result.withDiff(new Diff(
                        "hostname = " + fields.str("before") + "\n", "hostname = " + name + "\n", null, null, null))
                : result;
    }
}
