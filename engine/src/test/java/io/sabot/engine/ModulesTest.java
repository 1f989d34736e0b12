package io.sabot.engine;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Which room knows which. */
final class ModulesTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.sabot");

    private static final String GENERATED_PARSER = "io.sabot.sql.parser.impl..";

    private static void assertOnlyIn(String module, String... engine) {
        noClasses()
                .that()
                .resideOutsideOfPackage(module)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(engine)
                .allowEmptyShould(false)
                .check(CLASSES);
    }

    private static void assertUnknown(String from, String... to) {
        noClasses()
                .that()
                .resideInAPackage(from)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(to)
                .allowEmptyShould(false)
                .check(CLASSES);
    }

    @Test
    void shouldKeepEachEngineBehindOneDoor() {
        assertOnlyIn("io.sabot.journal..", "net.openhft.chronicle.queue..");
        assertOnlyIn("io.sabot.state.view..", "net.openhft.chronicle.map..", "net.openhft.chronicle.hash..");
        noClasses()
                .that()
                .resideOutsideOfPackages("io.sabot.journal..", "io.sabot.state.view..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("net.openhft..")
                .check(CLASSES);
        assertOnlyIn("io.sabot.replication..", "io.aeron..");
        assertOnlyIn("io.sabot.ingest..", "com.lmax.disruptor..");
        assertOnlyIn("io.sabot.ingest.jdbc..", "com.zaxxer..", "org.postgresql..");
        assertOnlyIn("io.sabot.sql..", "org.apache.calcite..", "org.codehaus..");
        assertOnlyIn("io.sabot.core..", "org.apache.arrow..");
    }

    @Test
    void shouldPointDownTheDataPathOnly() {
        assertUnknown("io.sabot.core..", "io.sabot.state..", "io.sabot.journal..", "io.sabot.ingest..");
        assertUnknown("io.sabot.core..", "io.sabot.windows..", "io.sabot.cep..", "io.sabot.sql..");
        assertUnknown("io.sabot.state..", "io.sabot.journal..", "io.sabot.ingest..", "io.sabot.sql..");
        assertUnknown("io.sabot.journal..", "io.sabot.ingest..", "io.sabot.state..", "io.sabot.sql..");
        assertUnknown("io.sabot.ingest..", "io.sabot.journal..", "io.sabot.state..", "io.sabot.sql..");
        assertUnknown(
                "io.sabot.windows..", "io.sabot.cep..", "io.sabot.sql..", "io.sabot.journal..", "io.sabot.ingest..");
        assertUnknown(
                "io.sabot.cep..", "io.sabot.windows..", "io.sabot.sql..", "io.sabot.journal..", "io.sabot.ingest..");
        assertUnknown("io.sabot.sql..", "io.sabot.journal..", "io.sabot.ingest..");
        noClasses()
                .that()
                .resideOutsideOfPackage("io.sabot.engine..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.sabot.engine..")
                .check(CLASSES);
    }

    @Test
    void shouldNameThingsByWhatTheyAre() {
        noClasses()
                .that(not(resideInAPackage(GENERATED_PARSER)))
                .should()
                .haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager|Impl)(\\$.*)?")
                .check(CLASSES);
    }
}
