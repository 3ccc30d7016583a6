package imaging;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs the code of one step on threads of its own, so that whoever waits for it goes on at the deadline, come what may.
 * A thread cannot be stopped from outside: it is interrupted, and where it does not heed that, it is left behind. Once
 * {@value #MOST_STUCK} are, the step is not run any more until one of them ends. No more than {@link #MOST_RUNNING} work at
 * once, those that are stuck among them; who comes then waits its turn. Threads come and go with the work. Thread-safe.
 */
final class StepThreads {
    static final int MOST_STUCK = 2;
    /** Pixels keep a core busy: more at once would be no faster, and as many could be stuck after one burst. */
    static final int MOST_RUNNING =
            Math.max(MOST_STUCK, 2 * Runtime.getRuntime().availableProcessors());

    /** Code that heeds an interrupt is back by then, and not counted as stuck. */
    private static final long GRACE_MILLIS = 250;

    private static final long IDLE_SECONDS = 30;

    private final String step;
    private final ThreadPoolExecutor threads;
    private int stuck;
    private int running;

    /** @param home of the step's code */
    StepThreads(String step, ClassLoader home) {
        this.step = step;
        this.threads = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                    Thread thread = new Thread(work, "step " + step);
                    thread.setDaemon(true);
                    thread.setContextClassLoader(home);
                    return thread;
                });
    }

    /**
     * What the work returns.
     *
     * @throws StepException if it throws, is not done in time, or is not begun because of those that are stuck
     * @throws BusyException if its turn does not come in time, or the caller is interrupted (which it then still is)
     */
    <T> T run(Callable<T> work, Deadline deadline) {
        Call<T> call = new Call<>(work);
        try {
            enter(deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BusyException("Interrupted while the step '" + step + "' was waited for.");
        }
        threads.execute(call);
        try {
            if (!call.endsBy(deadline)) {
                call.interrupt();
                if (!call.ended.await(GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
                    leave(call);
                }
                throw StepException.late(step);
            }
        } catch (InterruptedException e) {
            call.interrupt();
            leave(call);
            Thread.currentThread().interrupt();
            throw new BusyException("Interrupted while the step '" + step + "' was at work.");
        }
        return call.result(step);
    }

    synchronized int stuck() {
        return stuck;
    }

    private synchronized void enter(Deadline deadline) throws InterruptedException {
        while (stuck < MOST_STUCK && running >= MOST_RUNNING) {
            long millis = deadline.left().toMillis();
            if (millis <= 0) {
                throw new BusyException("The step '" + step + "' is at work on " + running
                        + " other images, and none was done by the deadline of this one.");
            }
            wait(millis);
        }
        if (stuck >= MOST_STUCK) {
            throw StepException.stuck(step, stuck);
        }
        running++;
    }

    private synchronized void leave(Call<?> call) {
        if (call.ended.getCount() > 0) {
            call.left = true;
            stuck++;
            notifyAll();
        }
    }

    private synchronized void end(Call<?> call) {
        call.ended.countDown();
        running--;
        if (call.left) {
            stuck--;
        }
        notifyAll();
    }

    private final class Call<T> implements Runnable {
        final CountDownLatch ended = new CountDownLatch(1);
        private final Callable<T> work;
        private Thread thread;
        /** Nobody waits any more. */
        private boolean stopped;

        private T result;
        private Throwable thrown;
        /** Guarded by the threads. */
        private boolean left;

        Call(Callable<T> work) {
            this.work = work;
        }

        @Override
        public void run() {
            try {
                if (begin(Thread.currentThread())) {
                    result = work.call();
                }
            } catch (Throwable t) { // whatever it is, it is the caller's to know
                thrown = t;
            } finally {
                forget();
                end(this);
            }
        }

        /** Waits for its end until then. */
        boolean endsBy(Deadline deadline) throws InterruptedException {
            while (!ended.await(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
                if (deadline.passed()) {
                    return false;
                } // else the process stood still
            }
            return true;
        }

        /** Whether there is still somebody who waits for it. */
        private synchronized boolean begin(Thread worker) {
            thread = worker;
            return !stopped;
        }

        /** From here on an interrupt would hit the thread's next image. */
        private synchronized void forget() {
            thread = null;
        }

        synchronized void interrupt() {
            stopped = true;
            if (thread != null) {
                thread.interrupt();
            }
        }

        /** After its end alone. */
        T result(String step) {
            if (thrown == null) {
                return result;
            }
            throw failure(step, thrown);
        }
    }

    /** A step's exception by the name of the step; an error that the process does not outlive stays what it is. */
    static RuntimeException failure(String step, Throwable thrown) {
        if (thrown instanceof StepException ours) {
            return ours;
        }
        boolean ofTheImage = thrown instanceof OutOfMemoryError || thrown instanceof StackOverflowError;
        if (thrown instanceof VirtualMachineError deadly && !ofTheImage) {
            throw deadly;
        }
        return StepException.threw(step, thrown);
    }
}
