package dev.muster.remote;

import dev.muster.step.Answer;
import dev.muster.step.Script;
import java.security.SecureRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** A connection over any transport: one lane per identity. */
final class ShellConnection implements Connection {

    private final Transport transport;
    private final SecureRandom random;
    private final ConcurrentMap<Identity, Lane> lanes = new ConcurrentHashMap<>();

    ShellConnection(Transport transport, SecureRandom random) {
        this.transport = transport;
        this.random = random;
    }

    @Override
    public Answer run(Script script, Identity identity) throws InterruptedException {
        return lanes.computeIfAbsent(identity, who -> new Lane(transport, who, random))
                .run(script);
    }

    @Override
    public void leave(String user) throws InterruptedException {
        for (var lane : lanes.entrySet()) {
            if (lane.getKey() instanceof Identity.Become become && become.user().equals(user)) {
                lane.getValue().leave();
            }
        }
    }

    @Override
    public void close() {
        var closing = lanes.values().stream()
                .map(lane -> Thread.ofVirtual().name("close").start(lane::close))
                .toList();
        try {
            for (var thread : closing) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            transport.close();
        }
    }
}
