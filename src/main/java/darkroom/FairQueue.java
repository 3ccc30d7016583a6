package darkroom;

import java.util.AbstractQueue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Tasks that wait for a worker, in a line for each customer; the lines take turns (round robin), so that whoever sends much
 * makes itself wait. One line may hold three quarters of the places at most: there is always one for somebody else.
 * Thread-safe.
 *
 * @param <E> a task
 */
final class FairQueue<E> extends AbstractQueue<E> implements BlockingQueue<E> {
    private final int places;
    private final int placesALine;
    private final Supplier<String> whose;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();

    /** The first is the next; who has had its turn goes to the end. Without empty ones. */
    private final Map<String, Deque<E>> lines = new LinkedHashMap<>();

    private int size;

    /** @param whose the line of what the current thread adds */
    FairQueue(int places, Supplier<String> whose) {
        this.places = places;
        this.placesALine = Math.max(1, places * 3 / 4);
        this.whose = whose;
    }

    @Override
    public boolean offer(E task) {
        String owner = whose.get();
        lock.lock();
        try {
            Deque<E> line = lines.get(owner);
            if (size >= places || (line != null && line.size() >= placesALine)) {
                return false;
            }
            lines.computeIfAbsent(owner, key -> new ArrayDeque<>()).add(task);
            size++;
            added.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public E poll() {
        lock.lock();
        try {
            return next();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public E poll(long timeout, TimeUnit unit) throws InterruptedException {
        long left = unit.toNanos(timeout);
        lock.lockInterruptibly();
        try {
            while (size == 0) {
                if (left <= 0) {
                    return null;
                }
                left = added.awaitNanos(left);
            }
            return next();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public E take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (size == 0) {
                added.await();
            }
            return next();
        } finally {
            lock.unlock();
        }
    }

    private E next() {
        Iterator<Map.Entry<String, Deque<E>>> first = lines.entrySet().iterator();
        if (!first.hasNext()) {
            return null;
        }
        Map.Entry<String, Deque<E>> entry = first.next();
        String owner = entry.getKey();
        Deque<E> line = entry.getValue();
        first.remove();
        E task = line.poll();
        if (!line.isEmpty()) {
            lines.put(owner, line);
        }
        size--;
        return task;
    }

    @Override
    public boolean remove(Object task) {
        lock.lock();
        try {
            for (Iterator<Deque<E>> all = lines.values().iterator(); all.hasNext(); ) {
                Deque<E> line = all.next();
                if (line.remove(task)) {
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
    public E peek() {
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
    public Iterator<E> iterator() {
        lock.lock();
        try {
            List<E> all = new ArrayList<>();
            lines.values().forEach(all::addAll);
            return all.iterator();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int drainTo(Collection<? super E> to) {
        return drainTo(to, Integer.MAX_VALUE);
    }

    @Override
    public int drainTo(Collection<? super E> to, int most) {
        lock.lock();
        try {
            int moved = 0;
            while (moved < most && size > 0) {
                to.add(next());
                moved++;
            }
            return moved;
        } finally {
            lock.unlock();
        }
    }

    /** Never waits for a place: a caller that should be told to come again is told at once. */
    @Override
    public void put(E task) {
        if (!offer(task)) {
            throw new IllegalStateException("the queue is full");
        }
    }

    @Override
    public boolean offer(E task, long timeout, TimeUnit unit) {
        return offer(task);
    }
}
