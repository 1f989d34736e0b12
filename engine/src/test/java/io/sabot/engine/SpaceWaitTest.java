package io.sabot.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SpaceWaitTest {
    private final List<Problem> told = new ArrayList<>();
    private int calls;

    private final SpaceWait wait = new SpaceWait(new EngineListener() {
        @Override
        public void onStalled(Problem problem) {
            told.add(problem);
        }
    });

    private void failUntilCall(int good, String code) {
        if (++calls < good) {
            throw SabotException.failed(code, "no", null, null);
        }
    }

    @Test
    void shouldCallAgainUntilThereIsSpaceAndTellOnce() {
        wait.start();
        wait.until(() -> failUntilCall(4, "JRN-0202"));
        assertThat(calls).isEqualTo(4);
        assertThat(told).extracting(Problem::code).containsExactly("JRN-0202");
    }

    @Test
    void shouldNotWaitForAnythingElse() {
        wait.start();
        assertThatThrownBy(() -> wait.until(() -> failUntilCall(2, "JRN-0203"))).hasMessageContaining("JRN-0203");
        assertThat(told).isEmpty();
    }

    @Test
    void shouldNotWaitBeforeTheStart() {
        assertThatThrownBy(() -> wait.until(() -> failUntilCall(2, "JRN-0202"))).hasMessageContaining("JRN-0202");
    }

    @Test
    void shouldNotWaitAnyMoreWhenStopped() {
        wait.start();
        assertThatThrownBy(() -> wait.until(() -> {
                    if (calls == 2) {
                        wait.stop();
                    }
                    failUntilCall(100, "JRN-0202");
                }))
                .hasMessageContaining("JRN-0202");
        assertThat(calls).isEqualTo(3);
    }
}
