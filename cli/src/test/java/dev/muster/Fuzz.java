package dev.muster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.muster.source.UserError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Texts cut up and put together again from those of a corpus, handed to a reader: whatever comes of one, it is a value or a
 * {@link UserError}, and soon. The seed stands fixed, so every run asks the same; a duration in the property
 * {@code muster.fuzz}, as in {@code PT30M}, has a run ask what none asked before, for so long.
 */
public final class Fuzz {

    private static final Duration AT_MOST = Duration.ofSeconds(20);

    private static final int FAILURES = 20;

    private final List<String> corpus;

    private final List<String> tokens;

    private final Optional<Duration> time =
            Optional.ofNullable(System.getProperty("muster.fuzz")).map(Duration::parse);

    private final long seed = time.isPresent() ? System.nanoTime() : 20_261_121;

    private final SplittableRandom random = new SplittableRandom(seed);

    /** @param tokens what the language is made of, to be put in anywhere */
    public Fuzz(List<String> corpus, List<String> tokens) {
        this.corpus = corpus;
        this.tokens = tokens;
    }

    /** A number from zero up to the given one. */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    /** One of the corpus, changed. */
    public String next() {
        return changed(corpus.get(below(corpus.size())));
    }

    /** The text with up to three changes. */
    public String changed(String text) {
        var out = new StringBuilder(text);
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            int at = below(out.length() + 1);
            int end = Math.min(out.length(), at + random.nextInt(1, 9));
            var other = corpus.get(below(corpus.size()));
            int from = below(other.length() + 1);
            var piece = other.substring(from, Math.min(other.length(), from + random.nextInt(1, 25)));
            switch (below(6)) {
                case 0 -> out.delete(at, end);
                case 1 -> out.insert(at, out.substring(at, end));
                case 2 -> out.insert(at, piece);
                case 3 -> out.replace(at, end, piece);
                case 4 -> out.insert(at, (char) random.nextInt(1, 0x250));
                default -> out.insert(at, tokens.get(below(tokens.size())));
            }
        }
        return out.toString();
    }

    /** Something to try, and the text that tells what it was. */
    public record Attempt(String text, Runnable attempt) {}

    /** Asks for attempts and makes them, so many of them or as long as the run is to be. */
    public void run(int times, java.util.function.Supplier<Attempt> attempts) {
        var failures = new ArrayList<String>();
        long end = System.nanoTime() + time.orElse(Duration.ZERO).toNanos();
        for (int i = 0; time.isPresent() ? System.nanoTime() - end < 0 : i < times; i++) {
            var one = attempts.get();
            var failure = assertTimeoutPreemptively(
                    AT_MOST, () -> Optional.ofNullable(failure(one)), () -> "hangs: " + one.text);
            failure.ifPresent(failures::add);
            if (failures.size() == FAILURES) {
                break;
            }
        }
        assertThat(failures).as("seed %d", seed).isEmpty();
    }

    /** Hands changed texts of the corpus to a reader. */
    public void run(int times, Consumer<String> reader) {
        run(times, () -> {
            var text = next();
            return new Attempt(text, () -> reader.accept(text));
        });
    }

    /** What went wrong in another way than by a {@link UserError}, or null. */
    private static @Nullable String failure(Attempt one) {
        try {
            one.attempt.run();
            return null;
        } catch (UserError e) {
            return e.what().isBlank() ? "an error without a word: " + one.text : null;
        } catch (RuntimeException | Error e) {
            var stack = e.getStackTrace();
            return "\n" + e + " at " + (stack.length > 0 ? stack[0] : "") + (stack.length > 1 ? " " + stack[1] : "")
                    + "\n  in " + one.text;
        }
    }
}
