package dev.muster.vault;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;

/** Derives each pair of password and salt once, however many threads ask; different pairs do not wait for each other. */
final class KeyRing {

    /** From here on it pays to look for a library that derives faster. */
    private static final int MANY = 4;

    private record Pair(ByteBuffer password, ByteBuffer salt) {}

    private final ConcurrentMap<Pair, FutureTask<Keys>> known = new ConcurrentHashMap<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private boolean working;

    Keys keys(byte[] password, byte[] salt) {
        var pair = new Pair(copy(password), copy(salt));
        // Only the task is made under the map's lock; the derivation, which takes milliseconds, runs outside.
        var task = known.computeIfAbsent(pair, _ -> new FutureTask<>(() -> derive(password, salt)));
        task.run();
        // A task that another thread runs is waited for whatever happens to this one: it ends within milliseconds.
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (java.util.concurrent.ExecutionException e) {
                    throw new IllegalStateException(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Keys derive(byte[] password, byte[] salt) {
        return known.size() < MANY ? Keys.derive(password, salt) : Keys.deriveByLibrary(password, salt);
    }

    /**
     * As {@link #keys}, but in the background and without an answer, one after the other. The last comes first: whoever needs
     * them all begins with the first, and both meet in the middle.
     */
    void prepare(byte[] password, byte[] salt) {
        lock.lock();
        try {
            waiting.add(() -> keys(password, salt));
            if (!working) {
                working = true;
                // A thread of its own: on a virtual one this would keep a carrier from everybody else.
                Thread.ofPlatform().daemon().name("vault-keys").start(this::work);
            }
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        while (true) {
            Runnable next;
            lock.lock();
            try {
                next = waiting.pollLast();
                if (next == null) {
                    working = false;
                    return;
                }
            } finally {
                lock.unlock();
            }
            next.run();
        }
    }

    private static ByteBuffer copy(byte[] bytes) {
        return ByteBuffer.wrap(Arrays.copyOf(bytes, bytes.length)).asReadOnlyBuffer();
    }
}
