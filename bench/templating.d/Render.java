import dev.muster.engine.Lookups;
import dev.muster.engine.YamlFilters;
import dev.muster.jinja.Jinja;
import dev.muster.jinja.JinjaEngine;
import dev.muster.jinja.Limits;
import dev.muster.jinja.Variables;
import dev.muster.source.Source;
import dev.muster.value.Template;
import dev.muster.value.Undefined;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Renders a template with Muster's engine again and again: {@code Render.java TEMPLATE VARIABLES SECONDS OUT}. The first half of
 * the time warms up; of the second half the microseconds of processor time a rendering are printed, so that other work on the
 * machine counts little. The last text goes to OUT.
 */
final class Render {

    private Render() {}

    public static void main(String[] args) throws Exception {
        var jinja = new JinjaEngine(
                new Lookups(Source::of, _ -> List.of(), _ -> {}), new YamlFilters(String::valueOf), Limits.DEFAULT);
        var template = Template.of(args[0], Files.readString(Path.of(args[0])));
        var values = (Map<?, ?>) new YamlFilters(String::valueOf).load(Files.readString(Path.of(args[1])));
        var variables = new Variables() {
            @Override
            public Object get(String name) {
                return values.containsKey(name) ? values.get(name) : Undefined.name(name);
            }

            @Override
            public Collection<String> names() {
                return values.keySet().stream().map(String::valueOf).toList();
            }
        };
        var seconds = Double.parseDouble(args[2]);
        var thread = ManagementFactory.getThreadMXBean();
        long count = 0;
        long begin = thread.getCurrentThreadCpuTime();
        boolean warm = false;
        var text = "";
        while (!warm || thread.getCurrentThreadCpuTime() - begin < seconds / 2 * 1e9) {
            text = jinja.file(template, variables, Jinja.FileOptions.DEFAULT);
            count++;
            if (!warm && thread.getCurrentThreadCpuTime() - begin > seconds / 2 * 1e9) {
                warm = true;
                count = 0;
                begin = thread.getCurrentThreadCpuTime();
            }
        }
        System.out.printf("%.2f%n", (thread.getCurrentThreadCpuTime() - begin) / 1e3 / count);
        Files.writeString(Path.of(args[3]), text);
    }
}
