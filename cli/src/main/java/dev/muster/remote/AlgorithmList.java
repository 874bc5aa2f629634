package dev.muster.remote;

import dev.muster.remote.RemoteException.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.schmizz.sshj.common.Factory;
import org.jspecify.annotations.Nullable;

/** Lists of algorithms as ssh_config(5) has them: names, or what is added to, taken from or put to the front of the defaults. */
final class AlgorithmList {

    private AlgorithmList() {}

    /**
     * What a list comes to.
     *
     * @param written {@code a,b}, {@code +a}, {@code -a*} or {@code ^a}; null for the defaults
     * @param more what may be asked for by name beside the defaults
     * @throws RemoteException if nothing is left
     */
    static <T> List<Factory.Named<T>> chosen(
            String keyword, @Nullable String written, List<Factory.Named<T>> defaults, List<Factory.Named<T>> more) {
        if (written == null) {
            return defaults;
        }
        var known = new ArrayList<>(defaults);
        known.addAll(more);
        var sign = written.isEmpty() ? ' ' : written.charAt(0);
        var names = Arrays.asList((("+-^".indexOf(sign) >= 0) ? written.substring(1) : written).split(","));
        var named = new ArrayList<Factory.Named<T>>();
        for (var name : names) {
            known.stream()
                    .filter(each -> each.getName().equals(name) && !named.contains(each))
                    .forEach(named::add);
        }
        var chosen = switch (sign) {
            case '+' -> joined(defaults, named);
            case '-' ->
                defaults.stream()
                        .filter(each -> names.stream().noneMatch(name -> matches(each.getName(), name)))
                        .toList();
            case '^' -> joined(named, defaults);
            default -> named;
        };
        if (chosen.isEmpty()) {
            throw new RemoteException(
                    Kind.UNREACHABLE,
                    "the ssh option '" + keyword + " " + written + "' leaves nothing to choose from",
                    "known are " + known.stream().map(Factory.Named::getName).collect(Collectors.joining(", ")));
        }
        return List.copyOf(chosen);
    }

    private static <T> List<Factory.Named<T>> joined(List<Factory.Named<T>> first, List<Factory.Named<T>> then) {
        var all = new ArrayList<>(first);
        then.stream()
                .filter(each ->
                        first.stream().noneMatch(there -> there.getName().equals(each.getName())))
                .forEach(all::add);
        return all;
    }

    private static boolean matches(String name, String pattern) {
        var regex = Arrays.stream(pattern.split("((?<=[*?])|(?=[*?]))"))
                .map(part -> part.equals("*") ? ".*" : part.equals("?") ? "." : Pattern.quote(part))
                .collect(Collectors.joining());
        return name.matches(regex);
    }
}
