package darkroom;

import java.util.AbstractQueue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Tasks that wait for a worker, in a line for each customer; the lines take turns (round robin), so that whoever sends much
 * makes itself wait. One line may hold three quarters of the places at most, and three quarters of the workers: there is
 * always one for somebody else. A task counts until it has run, so workers must take all of theirs from here. Thread-safe.
 */
final class FairQueue extends AbstractQueue<Runnable> implements BlockingQueue<Runnable> {
    private final int places;
    private final int placesALine;
    private final int workersALine;
    private final Supplier<String> whose;
    private final Consumer<String> ended;
    private final ReentrantLock lock = new ReentrantLock();

    /** Something came that may be taken, or may be now. */
    private final Condition ready = lock.newCondition();

    /** The first is the next; who has had its turn goes to the end. Without empty ones. */
    private final Map<String, Deque<Task>> lines = new LinkedHashMap<>();

    /** By owner, what was taken and has not run to its end. Without zeros. */
    private final Map<String, Integer> running = new HashMap<>();

    private int size;

    /**
     * @param whose the line of what the current thread adds
     * @param ended is told whose a task was that has run
     */
    FairQueue(int places, int workers, Supplier<String> whose, Consumer<String> ended) {
        this.places = places;
        this.placesALine = threeQuarters(places);
        this.workersALine = threeQuarters(workers);
        this.whose = whose;
        this.ended = ended;
    }

    private static int threeQuarters(int all) {
        return Math.max(1, all * 3 / 4);
    }

    private final class Task implements Runnable {
        private final String owner;
        private final Runnable work;

        Task(String owner, Runnable work) {
            this.owner = owner;
            this.work = work;
        }

        @Override
        public void run() {
            try {
                work.run();
            } finally {
                over(owner);
            }
        }
    }

    @Override
    public boolean offer(Runnable work) {
        String owner = whose.get();
        lock.lock();
        try {
            Deque<Task> line = lines.get(owner);
            if (size >= places || (line != null && line.size() >= placesALine)) {
                return false;
            }
            lines.computeIfAbsent(owner, key -> new ArrayDeque<>()).add(new Task(owner, work));
            size++;
            ready.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void over(String owner) {
        ended.accept(owner);
        lock.lock();
        try {
            running.computeIfPresent(owner, (key, count) -> count == 1 ? null : count - 1);
            ready.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Runnable poll() {
        lock.lock();
        try {
            return next();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Runnable poll(long timeout, TimeUnit unit) throws InterruptedException {
        long left = unit.toNanos(timeout);
        lock.lockInterruptibly();
        try {
            for (Task task = next(); ; task = next()) {
                if (task != null || left <= 0) {
                    return task;
                }
                left = ready.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Runnable take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            for (Task task = next(); ; task = next()) {
                if (task != null) {
                    return task;
                }
                ready.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Null where nobody waits who may have one more worker. Who may not keeps its turn. */
    private Task next() {
        for (Iterator<Map.Entry<String, Deque<Task>>> turns = lines.entrySet().iterator(); turns.hasNext(); ) {
            Map.Entry<String, Deque<Task>> turn = turns.next();
            String owner = turn.getKey();
            if (running.getOrDefault(owner, 0) < workersALine) {
                Deque<Task> line = turn.getValue();
                turns.remove();
                Task task = line.remove();
                if (!line.isEmpty()) {
                    lines.put(owner, line);
                }
                size--;
                running.merge(owner, 1, Integer::sum);
                return task;
            }
        }
        return null;
    }

    @Override
    public boolean remove(Object work) {
        lock.lock();
        try {
            for (Iterator<Deque<Task>> all = lines.values().iterator(); all.hasNext(); ) {
                Deque<Task> line = all.next();
                if (line.removeIf(task -> task == work || task.work == work)) {
                    if (line.isEmpty()) {
                        all.remove();
                    }
                    size--;
                    return true;
                }
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Runnable peek() {
        lock.lock();
        try {
            return lines.isEmpty() ? null : lines.values().iterator().next().peek();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int size() {
        lock.lock();
        try {
            return size;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int remainingCapacity() {
        return places - size();
    }

    /** Of what waits now, in turn. */
    @Override
    public Iterator<Runnable> iterator() {
        lock.lock();
        try {
            List<Runnable> all = new ArrayList<>();
            lines.values().forEach(all::addAll);
            return all.iterator();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int drainTo(Collection<? super Runnable> to) {
        return drainTo(to, Integer.MAX_VALUE);
    }

    /** Of what will not run: no worker is counted for it. */
    @Override
    public int drainTo(Collection<? super Runnable> to, int most) {
        lock.lock();
        try {
            int moved = 0;
            for (Iterator<Deque<Task>> all = lines.values().iterator(); moved < most && all.hasNext(); ) {
                Deque<Task> line = all.next();
                while (moved < most && !line.isEmpty()) {
                    to.add(line.remove().work);
                    moved++;
                    size--;
                }
                if (line.isEmpty()) {
                    all.remove();
                }
            }
            return moved;
        } finally {
            lock.unlock();
        }
    }

    /** Never waits for a place: a caller that should be told to come again is told at once. */
    @Override
    public void put(Runnable work) {
        if (!offer(work)) {
            throw new IllegalStateException("the queue is full");
        }
    }

    @Override
    public boolean offer(Runnable work, long timeout, TimeUnit unit) {
        return offer(work);
    }
}
