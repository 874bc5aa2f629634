package dev.muster.cluster;

import dev.muster.event.Event;
import dev.muster.file.SafeFile;
import dev.muster.source.UserError;
import dev.muster.value.Secrets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What happened in one run, a line of JSON for each event, appended as it happens: a killed run leaves all lines but perhaps a
 * part of the last one. {@code latest.json} beside it has the end of the last run that came to one.
 */
final class Journal implements AutoCloseable {

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final FileChannel channel;
    private final Path folder;
    private final Clock clock;
    private final Secrets secrets;
    private final ReentrantLock lock = new ReentrantLock();

    private Journal(FileChannel channel, Path folder, Clock clock, Secrets secrets) {
        this.channel = channel;
        this.folder = folder;
        this.clock = clock;
        this.secrets = secrets;
    }

    static Journal open(StateFolder state, Clock clock, Secrets secrets) {
        SafeFile.makeFolder(state.journal());
        var file = state.journal().resolve(NAME.format(clock.instant()) + ".jsonl");
        try {
            // Two runs within a second share a file; the lock of the state folder keeps them apart in time.
            var channel = FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return new Journal(channel, state.journal(), clock, secrets);
        } catch (IOException e) {
            throw new UserError("cannot write '" + file + "': " + SafeFile.reason(e));
        }
    }

    /** Adds an event, if it is one that somebody will want to know later. */
    void accept(Event event) {
        var entry = entry(event);
        if (entry != null) {
            boolean important = event instanceof Event.NodeFailed || event instanceof Event.PhaseFinished;
            append(entry, important);
        }
    }

    void end(Summary summary) {
        var end = new LinkedHashMap<String, @Nullable Object>();
        end.put("event", "end");
        end.put("outcome", summary.outcome().name().toLowerCase(java.util.Locale.ROOT));
        end.put("nodes", summary.nodes());
        end.put("interrupted", summary.interrupted());
        end.put(
                "failed",
                summary.failures().stream()
                        .map(failure -> entry(
                                new Event.NodeFailed(failure.node(), failure.phase(), failure.cause(), failure.hint())))
                        .toList());
        end.put("resume", summary.resumeCommands());
        end.put("seconds", summary.elapsed().toMillis() / 1000.0);
        append(end, true);
        var latest = new LinkedHashMap<String, @Nullable Object>();
        latest.put("time", now());
        latest.putAll(end);
        SafeFile.write(folder.resolve("latest.json"), json(latest) + "\n", SafeFile.Mode.SECRET);
    }

    private String now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS).toString();
    }

    private void append(Map<String, @Nullable Object> entry, boolean flush) {
        var line = new LinkedHashMap<String, @Nullable Object>();
        line.put("time", now());
        line.putAll(entry);
        var bytes = ByteBuffer.wrap((json(line) + "\n").getBytes(StandardCharsets.UTF_8));
        lock.lock();
        // A channel is closed for good when the thread that writes is interrupted, and Ctrl-C is told by an interrupt.
        boolean interrupted = Thread.interrupted();
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            if (flush) {
                channel.force(false);
            }
        } catch (IOException e) {
            throw new UserError("cannot write the journal: " + SafeFile.reason(e));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            lock.unlock();
        }
    }

    private static @Nullable Map<String, @Nullable Object> entry(Event event) {
        var entry = new LinkedHashMap<String, @Nullable Object>();
        switch (event) {
            case Event.PhaseStarted phase -> {
                entry.put("event", "phase started");
                entry.put("phase", phase.name());
            }
            case Event.PhaseProgress progress -> {
                entry.put("event", "progress");
                entry.put("node", progress.node());
                entry.put("text", progress.text());
                entry.put("changed", progress.changed());
            }
            case Event.NodeFailed failed -> {
                entry.put("event", "node failed");
                entry.put("node", failed.node());
                entry.put("phase", failed.phase());
                entry.put("cause", failed.cause());
                entry.put("hint", failed.hint());
            }
            case Event.PhaseFinished phase -> {
                entry.put("event", "phase finished");
                entry.put("phase", phase.name());
                entry.put("seconds", phase.elapsed().toMillis() / 1000.0);
                entry.put("done", (long) phase.done());
                entry.put("changed", (long) phase.changed());
                entry.put("failed", (long) phase.failed());
            }
            case Event.HostFinished finished -> {
                entry.put("event", "task");
                entry.put("node", finished.host());
                entry.put("task", finished.task().name());
                entry.put("action", finished.task().action());
                var result = finished.result();
                entry.put("status", result.status().name().toLowerCase(java.util.Locale.ROOT));
                entry.put("changed", result.changed());
                boolean bad = result.status() != dev.muster.step.Result.Status.OK
                        && result.status() != dev.muster.step.Result.Status.SKIPPED;
                // What a step says may hold what it was given; only a failure is worth that.
                if (bad && !finished.task().noLog()) {
                    entry.put("message", result.message());
                }
                entry.put("seconds", finished.elapsed().toMillis() / 1000.0);
            }
            case Event.Warning warning -> {
                entry.put("event", "warning");
                entry.put("text", warning.text());
            }
            case Event.ErrorText error -> {
                entry.put("event", "error");
                entry.put("text", error.text());
            }
            case Event.PlaybookStarted playbook -> {
                entry.put("event", "playbook");
                entry.put("file", playbook.file());
            }
            case Event.PlayStarted _,
                    Event.NoHostsMatched _,
                    Event.NoHostsRemaining _,
                    Event.TaskStarted _,
                    Event.HostStarted _,
                    Event.ItemFinished _,
                    Event.Retrying _,
                    Event.JobSeen _,
                    Event.Included _,
                    Event.Notified _,
                    Event.Deprecation _,
                    Event.Verbose _,
                    Event.Recap _ -> {
                return null;
            }
        }
        return entry;
    }

    private String json(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(entry -> json(String.valueOf(entry.getKey())) + ":" + json(entry.getValue()))
                        .collect(java.util.stream.Collectors.joining(",", "{", "}"));
            case List<?> list ->
                list.stream().map(this::json).collect(java.util.stream.Collectors.joining(",", "[", "]"));
            case String text -> quoted(secrets.mask(text));
            default -> String.valueOf(value);
        };
    }

    private static String quoted(String text) {
        var out = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20 || c == 0x7f || c >= 0xd800 && c <= 0xdfff) {
                        out.append("\\u%04x".formatted(c));
                    } else {
                        out.appendCodePoint(c);
                    }
                }
            }
        });
        return out.append('"').toString();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UserError("cannot write the journal: " + SafeFile.reason(e));
        }
    }
}
