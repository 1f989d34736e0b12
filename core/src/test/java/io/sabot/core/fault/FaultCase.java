package io.sabot.core.fault;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that makes one of the faults that {@code docs/reliability.md} lists. How it went is recorded for the table there
 * ({@link FaultRecorder}). {@code mvn verify -Pfaults} runs all of them, the slow ones too.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Tag("fault")
@ExtendWith(FaultRecorder.class)
public @interface FaultCase {
    /** Of the fault in the table. */
    int number();

    /** How the fault is made, in a few words for the table. */
    String how();
}
