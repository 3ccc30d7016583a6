package darkroom.chaos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * One SIGKILL that is to come.
 *
 * @param point null for a moment that nobody chose
 * @param source null where the point has none
 * @param afterMillis for a random one: so long after the replica is ready
 */
record Kill(KillPoint point, Source source, int afterMillis) {
    private static final int RANDOM_IN_A_ROUND = 2;
    private static final int LATEST_MILLIS = 4_000;

    static Kill at(KillPoint point, Source source) {
        return new Kill(point, point.hasSource() ? source : null, 0);
    }

    /**
     * Round after round: each has every point once, with the sources in turn, and two random moments, in any order. Three
     * rounds of twelve have every point with every source. The same seed, the same plan.
     */
    static List<Kill> plan(int kills, long seed, List<Source> sources) {
        Random random = new Random(seed);
        List<Kill> plan = new ArrayList<>();
        for (int round = random.nextInt(sources.size()); plan.size() < kills; round++) {
            List<Kill> next = new ArrayList<>();
            int turn = round;
            for (KillPoint point : KillPoint.values()) {
                next.add(at(point, sources.get(turn++ % sources.size())));
            }
            for (int i = 0; i < RANDOM_IN_A_ROUND; i++) {
                next.add(new Kill(null, null, random.nextInt(LATEST_MILLIS)));
            }
            Collections.shuffle(next, random);
            plan.addAll(next.subList(0, Math.min(next.size(), kills - plan.size())));
        }
        return plan;
    }

    /** Such as {@code K4 kafka}, {@code T1} or {@code random}. */
    @Override
    public String toString() {
        return point == null ? "random" : source == null ? point.name() : point + " " + source.word();
    }
}
