package io.sabot.engine;

import java.io.IOException;
import java.nio.file.Path;

/** The process that {@link ProducerKillTest} kills: takes batches until its standard input ends. */
final class ProducerKillTarget {
    private ProducerKillTarget() {}

    /** @param arguments a directory, and the port */
    public static void main(String[] arguments) throws IOException {
        SabotConfig config = new TestNode(Path.of(arguments[0])).config();
        try (Sabot sabot = Sabot.open(config)) {
            sabot.execute(TcpProducerTest.sql(Integer.parseInt(arguments[1]), ""));
            System.out.println("running");
            System.in.readAllBytes();
            System.out.println("done " + sabot.rows() + " rows, " + sabot.rejects() + " rejects");
        }
    }
}
