package dev.muster.modules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.muster.modules.Module.Outcome;
import dev.muster.step.Result;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is made of recorded answers of nodes. */
final class SystemdModuleTest {

    private static Result read(Module module, Map<String, ?> given, String answer) {
        if (module.start(Calls.of(module, given, false)) instanceof Outcome.Ask(var _, var _, var then)
                && then.apply(ScriptRunner.answer(answer)) instanceof Outcome.Done(var result)) {
            return result;
        }
        throw new AssertionError("'" + module.name() + "' needs more than one trip");
    }

    @Test
    void readsPropertiesThatGoOverSeveralLines() {
        var answer = "state started\nchanged 1\ndone\n\nType=simple\nExecStart={ path=/bin/sh ; argv[]=/bin/sh -c a\n"
                + "b ; ignore_errors=no }\nActiveState=inactive\nDescription=x=y\n";
        var result = read(new SystemdModule(), Map.of("name", "probe", "state", "started"), answer);
        assertTrue(result.changed());
        assertEquals("started", result.data().get("state"));
        assertEquals(
                Map.of(
                        "Type", "simple",
                        "ExecStart", "{ path=/bin/sh ; argv[]=/bin/sh -c a\nb ; ignore_errors=no }",
                        "ActiveState", "inactive",
                        "Description", "x=y"),
                result.data().get("status"));
    }

    @Test
    void aServiceWithoutSystemdHasNoProperties() {
        var answer = "enabled 1\nstate stopped\nchanged 0\ndone\n";
        var result = read(new ServiceModule(), Map.of("name", "probe", "state", "stopped", "enabled", true), answer);
        assertEquals(Map.of("name", "probe", "enabled", true, "state", "stopped"), result.data());
        var missing = read(
                new ServiceModule(),
                Map.of("name", "nope", "state", "started"),
                "failed Could not find the requested service nope: host\n");
        assertEquals("Could not find the requested service nope: host", missing.message());
    }

    @Test
    void refusesWildcards() {
        var outcome = new SystemdModule()
                .start(Calls.of(new SystemdModule(), Map.of("name", "a*", "state", "started"), false));
        assertTrue(outcome instanceof Outcome.Done(var result) && result.isFailed());
    }

    @Test
    void knowsHashesOfPasswords() {
        assertTrue(UserModule.looksHashed("*"));
        assertTrue(UserModule.looksHashed("$6$salt$" + "a".repeat(86)));
        assertTrue(UserModule.looksHashed("$y$j9T$salt$abc./"));
        assertFalse(UserModule.looksHashed("secret"));
        assertFalse(UserModule.looksHashed("$6$salt$short"));
    }
}
