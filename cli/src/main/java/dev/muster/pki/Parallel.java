package dev.muster.pki;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Work that keeps processors busy, all of it at once. */
final class Parallel {

    private Parallel() {}

    /** The results in the order of the items; the first failure in that order is thrown as it is. */
    static <T, R> List<R> map(List<T> items, Function<T, R> work) {
        try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
            var futures = new ArrayList<Future<R>>();
            for (var item : items) {
                futures.add(workers.submit(() -> work.apply(item)));
            }
            var results = new ArrayList<R>();
            for (var future : futures) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while making keys", e);
        }
    }
}
