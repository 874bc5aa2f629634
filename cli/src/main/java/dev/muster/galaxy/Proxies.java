package dev.muster.galaxy;

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

/** The proxies that {@code http_proxy}, {@code https_proxy} and {@code no_proxy} name, in small letters or in capitals. */
final class Proxies extends ProxySelector {

    private final Map<String, String> environment;

    Proxies(Map<String, String> environment) {
        this.environment = environment;
    }

    private String variable(String name) {
        return environment.getOrDefault(name, environment.getOrDefault(name.toUpperCase(Locale.ROOT), ""));
    }

    @Override
    public List<Proxy> select(URI uri) {
        var named = variable(uri.getScheme().toLowerCase(Locale.ROOT) + "_proxy");
        if (named.isEmpty() || isExempt(uri.getHost())) {
            return List.of(Proxy.NO_PROXY);
        }
        var proxy = URI.create(named.contains("://") ? named : "http://" + named);
        int port = proxy.getPort() < 0 ? 80 : proxy.getPort();
        return List.of(new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.getHost(), port)));
    }

    private boolean isExempt(String host) {
        return Arrays.stream(variable("no_proxy").split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .map(name -> name.startsWith(".") ? name.substring(1) : name)
                .anyMatch(name -> name.equals("*") || host.equals(name) || host.endsWith("." + name));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException e) {
        // The request itself tells of it.
    }
}
