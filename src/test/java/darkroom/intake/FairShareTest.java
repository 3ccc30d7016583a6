package darkroom.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.intake.FairShare.Bounds;
import darkroom.intake.FairShare.Place;
import imaging.BusyException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class FairShareTest {
    private static final int LEAST = 2;
    private static final int MOST = 12;

    private long now;
    private double load = 0.5;
    private final FairShare share =
            new FairShare(new Bounds(LEAST, MOST, 0.9, Duration.ofSeconds(10), Duration.ZERO), () -> load, () -> now);

    /** As many images of one customer as are let in, then none of them is. */
    private int fits(String customer) {
        Deque<Place> places = new ArrayDeque<>();
        try {
            while (places.size() < 1000) {
                places.add(share.place(customer));
            }
        } catch (BusyException full) {
            // as many as fit
        }
        places.forEach(Place::leave);
        return places.size();
    }

    private void passes(Duration time) {
        now += time.toNanos();
    }

    /** Samples, one after the other. */
    private void loadIs(double part, int samples) {
        load = part;
        for (int i = 0; i < samples; i++) {
            passes(Duration.ofMillis(200));
            share.place("quiet").leave();
        }
    }

    @Test
    void whoIsAloneHasAllHoweverBusyTheCoresAre() {
        load = 1;
        passes(Duration.ofSeconds(1));
        assertThat(fits("noisy")).isEqualTo(1000);
    }

    @Test
    void besideAnotherOneBeginsWithTheLeast() {
        share.place("quiet").leave();
        assertThat(fits("noisy")).isEqualTo(LEAST);
        assertThat(fits("quiet")).isEqualTo(LEAST);
    }

    @Test
    void whereTheCoresAreIdleTheShareGrowsByOneUpToTheMost() {
        share.place("noisy").leave();
        loadIs(0.5, 3);
        assertThat(fits("noisy")).isEqualTo(LEAST + 3);
        loadIs(0.5, 100);
        assertThat(fits("noisy")).isEqualTo(MOST);
    }

    @Test
    void whereTheyAreBusyItHalvesDownToTheLeast() {
        share.place("noisy").leave();
        loadIs(0.5, 100);
        loadIs(0.95, 1);
        assertThat(fits("noisy")).isEqualTo(MOST / 2);
        loadIs(0.95, 9);
        assertThat(fits("noisy")).isEqualTo(LEAST);
    }

    @Test
    void betweenTheTwoItStays() {
        share.place("noisy").leave();
        loadIs(0.5, 4);
        int before = fits("noisy");
        loadIs(0.85, 10); // idle samples before may let it grow once or twice
        int settled = fits("noisy");
        loadIs(0.85, 50);
        assertThat(settled).isGreaterThanOrEqualTo(before);
        assertThat(fits("noisy")).isEqualTo(settled);
    }

    @Test
    void aLoadThatIsNotKnownBoundsNobody() {
        share.place("noisy").leave();
        loadIs(-1, 100);
        assertThat(fits("noisy")).isEqualTo(MOST);
        loadIs(1, 20);
        loadIs(Double.NaN, 100);
        assertThat(fits("noisy")).isEqualTo(MOST);
    }

    @Test
    void whoWasThereLatelyIsThereStillAndThenIsNot() {
        share.place("quiet").leave();
        passes(Duration.ofSeconds(10));
        assertThat(fits("noisy")).isLessThan(MOST);
        passes(Duration.ofMillis(201));
        assertThat(fits("noisy")).isEqualTo(1000);
    }

    @Test
    void whatIsInWorkWhenAnotherComesGoesOnAndNothingIsAdded() {
        Deque<Place> noisy = new ArrayDeque<>();
        for (int i = 0; i < 20; i++) {
            noisy.add(share.place("noisy"));
        }
        share.place("quiet").leave();
        for (int i = 0; i < 20 - LEAST; i++) {
            assertThatThrownBy(() -> share.place("noisy"))
                    .isInstanceOf(BusyException.class)
                    .hasMessageContaining("one customer's only some");
            noisy.remove().leave();
        }
        assertThatThrownBy(() -> share.place("noisy")).isInstanceOf(BusyException.class);
        noisy.remove().leave();
        noisy.add(share.place("noisy"));
        assertThat(noisy).hasSize(LEAST);
    }

    @Test
    void aPlaceIsLeftOnce() {
        share.place("quiet").leave();
        Place one = share.place("noisy");
        share.place("noisy");
        one.leave();
        one.leave();
        share.place("noisy");
        assertThatThrownBy(() -> share.place("noisy")).isInstanceOf(BusyException.class);
    }
}
