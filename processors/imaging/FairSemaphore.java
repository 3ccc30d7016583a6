package imaging;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A semaphore that whoever asks much of waits for itself at: those who wait stand in lines, first come, first served within
 * each; the lines take turns (round robin). A line may be bounded in what it holds, so that there is always some for another
 * one. Thread-safe.
 */
public final class FairSemaphore {
    /*
     * Only the line whose turn it is gets permits, even if those that are free would do for another: else many small
     * requests would pass over a large one for ever. A line that holds as much as one may is passed over, and keeps its
     * place. Every change hands out what can be handed out: O(lines that wait).
     */
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Line> lines = new HashMap<>();

    /** Of lines in which somebody waits; the first is the next. */
    private final Deque<Line> turns = new ArrayDeque<>();

    private int free;
    private int mostALine;

    private static final class Line {
        private final Deque<Waiter> waiting = new ArrayDeque<>();
        private int held;
    }

    private static final class Waiter {
        private final int permits;
        private final Condition served;
        private boolean isServed;

        private Waiter(int permits, Condition served) {
            this.permits = permits;
            this.served = served;
        }
    }

    /** @param mostALine what one line may hold; who asks for more at once is never served */
    public FairSemaphore(int permits, int mostALine) {
        this.free = permits;
        this.mostALine = mostALine;
    }

    /**
     * Waits for its turn, and for as many permits.
     *
     * @param what is waited for, for the message of who is interrupted
     * @param late the message where the time is over
     * @throws BusyException if the time is over, or the thread was interrupted (which it then still is); none are held
     */
    public void acquire(String name, int permits, Duration wait, String what, Supplier<String> late) {
        try {
            if (!tryAcquire(name, permits, wait)) {
                throw new BusyException(late.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BusyException("Interrupted while waiting for " + what + ".");
        }
    }

    /**
     * Likewise.
     *
     * @return whether they came within the time; else none are held
     */
    boolean tryAcquire(String name, int permits, Duration wait) throws InterruptedException {
        long left = wait.toNanos();
        lock.lockInterruptibly();
        try {
            Line line = lines.computeIfAbsent(name, key -> new Line());
            Waiter waiter = new Waiter(permits, lock.newCondition());
            if (line.waiting.isEmpty()) {
                turns.add(line);
            }
            line.waiting.add(waiter);
            serve();
            try {
                while (!waiter.isServed && left > 0) {
                    left = waiter.served.awaitNanos(left);
                }
            } catch (InterruptedException e) {
                if (!waiter.isServed) {
                    leave(name, line, waiter);
                    throw e;
                }
                Thread.currentThread().interrupt(); // too late: they are held
            }
            if (!waiter.isServed) {
                leave(name, line, waiter);
            }
            return waiter.isServed;
        } finally {
            lock.unlock();
        }
    }

    /** From now on; a line that holds more keeps it, and gets no more until it holds less. */
    public void setMostALine(int most) {
        lock.lock();
        try {
            boolean isMore = most > mostALine;
            mostALine = most;
            if (isMore) {
                serve();
            }
        } finally {
            lock.unlock();
        }
    }

    private void leave(String name, Line line, Waiter waiter) {
        line.waiting.remove(waiter);
        if (line.waiting.isEmpty()) {
            turns.remove(line);
            forget(name, line);
        }
        serve(); // it may have been the one that others waited for
    }

    public void release(String name, int permits) {
        lock.lock();
        try {
            Line line = lines.computeIfAbsent(name, key -> new Line()); // none where nothing is held or given back
            line.held -= permits;
            free += permits;
            forget(name, line);
            serve();
        } finally {
            lock.unlock();
        }
    }

    private void forget(String name, Line line) {
        if (line.held == 0 && line.waiting.isEmpty()) {
            lines.remove(name);
        }
    }

    private void serve() {
        for (Iterator<Line> next = turns.iterator(); next.hasNext(); ) {
            Line line = next.next();
            Waiter first = line.waiting.element();
            if (first.permits > mostALine - line.held) {
                continue;
            }
            if (first.permits > free) {
                return;
            }
            next.remove();
            line.waiting.remove();
            if (!line.waiting.isEmpty()) {
                turns.add(line);
            }
            free -= first.permits;
            line.held += first.permits;
            first.isServed = true;
            first.served.signal();
            next = turns.iterator();
        }
    }
}
