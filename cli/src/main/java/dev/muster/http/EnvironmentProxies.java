package dev.muster.http;

import dev.muster.source.UserError;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The proxies that {@code http_proxy}, {@code https_proxy} and {@code no_proxy} name, in small letters or in capitals, as Python's
 * {@code urllib} reads them.
 */
public final class EnvironmentProxies extends ProxySelector {

    private static final int DEFAULT_PORT = 80;

    private final Map<String, String> environment;

    /** @param environment the variables of the process */
    public EnvironmentProxies(Map<String, String> environment) {
        this.environment = environment;
    }

    /** @throws UserError for a variable that names no proxy */
    @Override
    public List<Proxy> select(URI uri) {
        var named = variable(uri.getScheme().toLowerCase(Locale.ROOT) + "_proxy");
        if (named.isEmpty() || isExempt(uri.getHost())) {
            return List.of(Proxy.NO_PROXY);
        }
        var proxy = URI.create(named.contains("://") ? named : "http://" + named);
        if (proxy.getHost() == null) {
            throw new UserError("'" + named + "' is no address of a proxy");
        }
        int port = proxy.getPort() < 0 ? DEFAULT_PORT : proxy.getPort();
        return List.of(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.getHost(), port)));
    }

    private String variable(String name) {
        return environment.getOrDefault(name, environment.getOrDefault(name.toUpperCase(Locale.ROOT), ""));
    }

    private boolean isExempt(String host) {
        return Arrays.stream(variable("no_proxy").split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .map(name -> name.startsWith(".") ? name.substring(1) : name)
                .anyMatch(name -> name.equals("*") || host.equalsIgnoreCase(name) || host.endsWith("." + name));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        // The request itself fails with the same reason.
    }
}
