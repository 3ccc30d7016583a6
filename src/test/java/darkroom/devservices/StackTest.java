package darkroom.devservices;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StackTest {
    @Test
    void starts() {
        assertThat(Stack.shared().ports()).hasSize(4);
        System.err.println(Stack.shared().environment());
    }
}
