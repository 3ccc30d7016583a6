package imaging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ImgscalrEngineTest extends EngineSuite {
    @Override
    Engine engine(Limits limits) {
        return new ImgscalrEngine(limits);
    }

    @Test
    void namesItself() {
        assertThat(engine(LIMITS).name()).isEqualTo("imgscalr-4.2");
    }

    @Test
    void readsAndWritesWhatJavaDoes() {
        assertThat(engine(LIMITS).reads()).containsExactlyInAnyOrder(Format.JPEG, Format.PNG, Format.GIF, Format.BMP);
        assertThat(engine(LIMITS).writes()).containsExactlyInAnyOrder(Format.JPEG, Format.PNG, Format.GIF);
    }
}
