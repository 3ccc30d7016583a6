package darkroom.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import imaging.BusyException;
import imaging.MemoryBudget;
import imaging.MemoryBudget.Reservation;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitedInputTest {
    private static final int MIB = 1 << 20;

    @Test
    void exactlyTheLimitPasses() throws IOException {
        LimitedInput limited = limited(10, 10);
        assertThat(all(limited, 4)).hasSize(10);
        assertThat(limited.exceeded()).isFalse();
    }

    @Test
    void oneByteMoreDoesNot() {
        LimitedInput limited = limited(11, 10);
        assertThatThrownBy(() -> all(limited, 4)).isInstanceOf(IOException.class);
        assertThat(limited.exceeded()).isTrue();
    }

    @Test
    void countsSingleBytesToo() throws IOException {
        LimitedInput limited = limited(11, 10);
        for (int i = 0; i < 10; i++) {
            limited.read();
        }
        assertThat(limited.exceeded()).isFalse();
        assertThatThrownBy(limited::read).isInstanceOf(IOException.class);
        assertThat(limited.exceeded()).isTrue();
    }

    @Test
    void countsWhatIsSkipped() {
        LimitedInput limited = limited(100, 10);
        assertThatThrownBy(() -> limited.skipNBytes(50)).isInstanceOf(IOException.class);
        assertThat(limited.exceeded()).isTrue();
    }

    @Test
    void theEndOfTheStreamIsNoByte() throws IOException {
        LimitedInput limited = limited(0, 0);
        assertThat(limited.read()).isEqualTo(-1);
        assertThat(limited.exceeded()).isFalse();
    }

    /** 64 KiB is where the buffer of a body of unknown length grows first. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 131_072, 300_000})
    void readsAllBytesWhateverTheirNumber(int size) throws IOException {
        byte[] bytes = random(size);
        assertThat(all(drop(bytes), 65_536)).isEqualTo(bytes);
        assertThat(all(drop(bytes), size)).isEqualTo(bytes);
        assertThat(LimitedInput.exactly(drop(bytes), size)).isEqualTo(bytes);
    }

    @Test
    void fewerBytesThanDeclaredAreNoBody() {
        InputStream nine = new ByteArrayInputStream(new byte[9]);
        assertThatThrownBy(() -> LimitedInput.exactly(nine, 10)).isInstanceOf(EOFException.class);
    }

    @Test
    void readsNoFurtherThanDeclared() throws IOException {
        InputStream eleven = new ByteArrayInputStream(new byte[11]);
        assertThat(LimitedInput.exactly(eleven, 10)).hasSize(10);
        assertThat(eleven.available()).isEqualTo(1);
    }

    @Test
    void holdsTwiceTheMostWhileItGrowsAndTheBytesInTheEnd() throws IOException {
        MemoryBudget budget = new MemoryBudget(6 * MIB, Duration.ofMillis(1));
        Reservation held = budget.reserve(1);
        byte[] bytes = random(2 * MIB - 1);
        assertThat(LimitedInput.all(drop(bytes), 64 * 1024, 3 * MIB, held)).isEqualTo(bytes);
        budget.reserve(4 * MIB);
        assertThatThrownBy(() -> budget.reserve(1)).isInstanceOf(BusyException.class);
        held.release();
        budget.reserve(2 * MIB);
    }

    @Test
    void moreThanThereIsMemoryForIsBusy() {
        Reservation held = new MemoryBudget(5 * MIB, Duration.ofMillis(1)).reserve(1);
        InputStream tooMuch = drop(random(MIB));
        assertThatThrownBy(() -> LimitedInput.all(tooMuch, 64 * 1024, 3 * MIB, held))
                .isInstanceOf(BusyException.class);
    }

    /** Found so: 32 bodies that grew step by step held all there was, and none of them could go on. */
    @Test
    void manyThatGrowAtOnceAllGetTheirTurn() throws Exception {
        int bodies = 8;
        MemoryBudget budget = new MemoryBudget((2L * bodies + 6) * MIB, Duration.ofSeconds(20));
        CyclicBarrier together = new CyclicBarrier(bodies);
        List<CompletableFuture<Integer>> sizes = new ArrayList<>();
        for (int i = 0; i < bodies; i++) {
            sizes.add(CompletableFuture.supplyAsync(
                    () -> {
                        Reservation held = budget.reserve(2 * MIB);
                        try {
                            together.await();
                            return LimitedInput.all(drop(random(3 * MIB - 1)), MIB, 3 * MIB, held).length;
                        } catch (IOException | InterruptedException | BrokenBarrierException e) {
                            throw new IllegalStateException(e);
                        } finally {
                            held.release();
                        }
                    },
                    command -> new Thread(command).start()));
        }
        for (CompletableFuture<Integer> size : sizes) {
            assertThat(size.get(30, TimeUnit.SECONDS)).isEqualTo(3 * MIB - 1);
        }
        budget.reserve(budget.bytes());
    }

    /** Else the last step of its growth would take twice what may come. */
    @Test
    void neverGrowsBeyondWhatMayCome() throws IOException {
        Reservation held = new MemoryBudget(7 * MIB, Duration.ofMillis(1)).reserve(1);
        assertThat(LimitedInput.all(limited(3 * MIB, 3 * MIB), 64 * 1024, 3 * MIB + 1, held))
                .hasSize(3 * MIB);
    }

    private static byte[] all(InputStream in, int first) throws IOException {
        Reservation held = new MemoryBudget(64 * MIB, Duration.ofMillis(1)).reserve(1);
        return LimitedInput.all(in, first, 16 * MIB, held);
    }

    private static LimitedInput limited(int size, long limit) {
        return new LimitedInput(new ByteArrayInputStream(random(size)), limit);
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    /** A stream that gives a little at a time, as a network does. */
    private static InputStream drop(byte[] bytes) {
        return new FilterInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return super.read(target, offset, Math.min(length, 1_021));
            }
        };
    }
}
