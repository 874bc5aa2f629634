package dev.muster.remote;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a shell has said on its two streams, cut at marks that only the shell and the controller know. Two threads fill it, one
 * waits; bytes that come while nothing is expected belong to nobody and are dropped.
 */
final class Inbox {

    /** What one stream may carry for one mark. A step that prints for ever must not take the controller's memory. */
    static final int LARGEST = 256 << 20;

    /** What stood before a mark on each stream, and the line that the mark began on standard output. */
    record Section(byte[] out, byte[] err, String line) {}

    /** How a wait ended without a section. */
    enum Trouble {
        DEADLINE,
        ENDED,
        CANCELLED,
        TOO_MUCH
    }

    /** Either a section or a trouble. */
    record Wait(@Nullable Section section, @Nullable Trouble trouble) {}

    /** How often a silent program is asked whether it still lives: its streams may be held open by others. */
    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(500);

    private final Wire wire;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Stream out = new Stream();
    private final Stream err = new Stream();
    private boolean keeping = true;
    private boolean watched;
    private boolean cancelled;
    private long arrived;
    private byte @Nullable [] mark;

    Inbox(Wire wire) {
        this.wire = wire;
    }

    /** Reads both streams until they end, each on a thread of its own. */
    void fill(String name) {
        wire.threads().name("out of " + name).start(() -> pump(wire.out(), out));
        wire.threads().name("err of " + name).start(() -> pump(wire.err(), err));
    }

    private void pump(InputStream from, Stream to) {
        var chunk = new byte[32 << 10];
        try {
            for (int n; (n = from.read(chunk)) >= 0; ) {
                accept(to, chunk, n);
            }
        } catch (IOException gone) {
            // A cut stream ends as a closed one does: whoever waits is told by 'ended' and asks the wire for the
            // reason.
        } finally {
            lock.lock();
            try {
                to.ended = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private void accept(Stream to, byte[] chunk, int n) {
        lock.lock();
        try {
            arrived += n;
            if (keeping && !to.full()) {
                to.append(chunk, n);
                if (mark != null && to.find(mark) || to.full() || watched) {
                    changed.signalAll();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** From now on, this mark ends a section; with {@code fresh}, what has come so far is dropped. */
    void expect(byte[] next, boolean fresh) {
        lock.lock();
        try {
            if (fresh) {
                out.clear();
                err.clear();
            }
            keeping = true;
            mark = next;
            out.restart(next);
            err.restart(next);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for the expected mark on both streams.
     *
     * @param more whether what follows the mark belongs to the next section, or to nobody
     */
    Wait await(Deadline deadline, boolean more) throws InterruptedException {
        return await(deadline, more, false);
    }

    /** As {@link #await(Deadline, boolean)}, but {@link #cancel} ends it too. */
    Wait awaitCancellably(Deadline deadline) throws InterruptedException {
        return await(deadline, false, true);
    }

    /** Ends a cancellable wait, now or when it comes. */
    void cancel() {
        lock.lock();
        try {
            cancelled = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private Wait await(Deadline deadline, boolean more, boolean cancellable) throws InterruptedException {
        var over = false;
        lock.lockInterruptibly();
        try {
            while (!(out.found() && err.found())) {
                if (out.full() || err.full()) {
                    return new Wait(null, Trouble.TOO_MUCH);
                }
                if (out.ended && err.ended) {
                    return new Wait(null, Trouble.ENDED);
                }
                if (cancellable && cancelled) {
                    return new Wait(null, Trouble.CANCELLED);
                }
                var left = deadline.left();
                if (left <= 0) {
                    return new Wait(null, Trouble.DEADLINE);
                }
                var before = arrived;
                var late = changed.awaitNanos(Math.min(left, LOOK)) <= 0;
                if (late && over && before == arrived) {
                    return new Wait(null, Trouble.ENDED);
                }
                over = wire.over() || out.ended || err.ended;
            }
            var line = out.line();
            var section = new Section(out.take(), err.take(), line);
            mark = null;
            keeping = more;
            if (!more) {
                out.clear();
                err.clear();
            }
            return new Wait(section, null);
        } finally {
            lock.unlock();
        }
    }

    /** What has come so far of a section whose mark may not have come yet. */
    record Look(boolean marked, boolean ended, String out, String err) {}

    /** Waits until there is more to see than {@code before}, or the deadline passes: prompts end no line and have no mark. */
    Look look(@Nullable Look before, Deadline deadline) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            watched = true;
            while (true) {
                var now = new Look(out.found() && err.found(), out.ended && err.ended, out.text(), err.text());
                if (!now.equals(before) || deadline.passed()) {
                    return now;
                }
                changed.await(deadline.left(), TimeUnit.NANOSECONDS);
            }
        } finally {
            watched = false;
            lock.unlock();
        }
    }

    /** What has come and has not been taken, for a message: standard error, or standard output if that is empty. */
    String rest() {
        lock.lock();
        try {
            return err.text().isBlank() ? out.text() : err.text();
        } finally {
            lock.unlock();
        }
    }

    boolean ended() {
        lock.lock();
        try {
            return out.ended || err.ended || wire.over();
        } finally {
            lock.unlock();
        }
    }

    /** One growing stream; guarded by the inbox's lock. */
    private static final class Stream {

        private byte[] bytes = new byte[1024];
        private int size;
        private int searched;
        private int markAt = -1;
        private int lineEnd = -1;
        private int markLength;
        private boolean ended;

        void append(byte[] chunk, int n) {
            if (size + n > bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(Math.max(bytes.length * 2L, size + n), LARGEST + n));
            }
            System.arraycopy(chunk, 0, bytes, size, n);
            size += n;
        }

        boolean full() {
            return size > LARGEST && !found();
        }

        boolean found() {
            return lineEnd >= 0;
        }

        /** Looks on from where the last look ended. */
        boolean find(byte[] mark) {
            if (markAt < 0) {
                var last = size - mark.length;
                var at = searched;
                while (at <= last && !(bytes[at] == mark[0] && matches(mark, at))) {
                    at++;
                }
                searched = Math.max(at, 0);
                if (at > last) {
                    return false;
                }
                markAt = at;
                markLength = mark.length;
            }
            for (var at = markAt + markLength; lineEnd < 0 && at < size; at++) {
                if (bytes[at] == '\n') {
                    lineEnd = at;
                }
            }
            return found();
        }

        private boolean matches(byte[] mark, int at) {
            return Arrays.equals(bytes, at, at + mark.length, mark, 0, mark.length);
        }

        /** What stands between the mark and the end of its line. */
        String line() {
            var from = markAt + markLength;
            return new String(bytes, from, lineEnd - from, StandardCharsets.UTF_8).strip();
        }

        /** Removes the section and its mark, and keeps what follows. */
        byte[] take() {
            var section = Arrays.copyOf(bytes, markAt);
            var rest = size - lineEnd - 1;
            System.arraycopy(bytes, lineEnd + 1, bytes, 0, rest);
            size = rest;
            if (bytes.length > 1 << 20 && rest < 1 << 16) {
                bytes = Arrays.copyOf(bytes, 1 << 16);
            }
            forget();
            return section;
        }

        void restart(byte[] mark) {
            forget();
            find(mark);
        }

        void clear() {
            size = 0;
            forget();
        }

        private void forget() {
            searched = 0;
            markAt = -1;
            lineEnd = -1;
        }

        String text() {
            return new String(bytes, 0, size, StandardCharsets.UTF_8);
        }
    }
}
