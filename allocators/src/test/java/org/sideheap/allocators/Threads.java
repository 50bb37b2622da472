package org.sideheap.allocators;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Runs something on several threads at once, and brings home what they throw. */
final class Threads {
    interface Task {
        void run(int thread) throws Exception;
    }

    private Threads() {}

    static void run(int count, Task task) throws InterruptedException {
        final CyclicBarrier start = new CyclicBarrier(count);
        final List<FutureTask<Void>> tasks = new ArrayList<>();
        for (int thread = 0; thread < count; thread++) {
            final int number = thread;
            final Callable<Void> call = () -> {
                start.await();
                task.run(number);
                return null;
            };
            final FutureTask<Void> futureTask = new FutureTask<>(call);
            tasks.add(futureTask);
            new Thread(futureTask, "thread " + thread).start();
        }
        for (final FutureTask<Void> each : tasks) {
            try {
                each.get();
            } catch (ExecutionException e) {
                throw new AssertionError(e.getCause());
            }
        }
    }
}
