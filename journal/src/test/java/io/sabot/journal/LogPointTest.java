package io.sabot.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.batch.SymbolDictionary;
import org.junit.jupiter.api.Test;

final class LogPointTest extends DiskTest {
    private static SymbolDictionary symbols(int count) {
        SymbolDictionary symbols = new SymbolDictionary();
        for (int i = 1; i <= count; i++) {
            symbols.idOf("symbol " + i);
        }
        return symbols;
    }

    private EventLog open(LogPoint point) {
        return Journals.open(config(), lock, LogPoint.decode(point.encode()), symbols(point.symbols()));
    }

    private LogPoint writeAround(int before, int after) {
        try (EventLog log = open()) {
            append(log, before);
            LogPoint point = log.point();
            append(log, after);
            return point;
        }
    }

    @Test
    void shouldNotReadWhatIsBeforeThePoint() {
        LogPoint point = writeAround(14, 10);
        Place early = place(5);
        flip(early.file(), early.offset() + 300, 1);
        try (EventLog log = open(point)) {
            assertThat(log.openedAfter()).isEqualTo(14);
            assertThat(log.cut()).isNull();
            assertThat(log.lastSeq()).isEqualTo(24);
            assertThat(log.symbols().size()).isEqualTo(24);
            for (long from = 6; from <= 24; from++) {
                checkFrom(log, from);
            }
            append(log, 6);
            log.force();
            checkFrom(log, 13);
            point = log.point();
        }
        try (EventLog log = open(point)) {
            assertThat(log.openedAfter()).isEqualTo(30);
            assertThat(log.lastSeq()).isEqualTo(30);
            append(log, 1);
            checkFrom(log, 6);
        }
    }

    @Test
    void shouldOpenFromAnyPoint() {
        LogPoint[] points = new LogPoint[12];
        try (EventLog log = open()) {
            for (int i = 0; i < points.length; i++) {
                append(log, 1);
                points[i] = log.point();
            }
        }
        for (LogPoint point : points) {
            try (EventLog log = open(point)) {
                assertThat(log.openedAfter()).isEqualTo(point.seq());
                assertThat(log.lastSeq()).isEqualTo(12);
                checkFrom(log, 1);
            }
            try (EventLog log = open()) {
                assertThat(log.point()).isEqualTo(points[11]);
            }
        }
    }

    @Test
    void shouldReadAllWhenThePointDoesNotFit() {
        LogPoint point = writeAround(14, 10);
        LogPoint other = new LogPoint(
                14, 14, 0, point.timeNs(), point.hash() + 1, point.symbols(), point.file(), point.offset());
        LogPoint elsewhere = new LogPoint(
                14, 14, 0, point.timeNs(), point.hash(), point.symbols(), point.file(), point.offset() + 4);
        LogPoint gone = new LogPoint(14, 14, 0, point.timeNs(), point.hash(), point.symbols(), "g000001/x.cq4", 1);
        for (LogPoint wrong : new LogPoint[] {other, elsewhere, gone}) {
            try (EventLog log = open(wrong)) {
                assertThat(log.openedAfter()).isZero();
                checkFrom(log, 1);
            }
        }
        try (EventLog log = Journals.open(config(), lock, point, symbols(15))) {
            assertThat(log.openedAfter())
                    .as("the dictionary is not the point's")
                    .isZero();
        }
    }

    @Test
    void shouldReadAllWhenThePointWasCutOff() {
        LogPoint point = writeAround(14, 10);
        Place place = place(13);
        flip(place.file(), place.offset() + 300, 1);
        try (EventLog log = open()) {
            assertThat(log.cut().fromSeq()).isEqualTo(13);
            append(log, 5);
        }
        try (EventLog log = open(point)) {
            assertThat(log.openedAfter()).isZero();
            assertThat(log.lastSeq()).isEqualTo(17);
            checkFrom(log, 1);
        }
    }

    @Test
    void shouldOpenFromAPointBeforeACut() {
        LogPoint point = writeAround(14, 10);
        Place place = place(17);
        flip(place.file(), place.offset() + 300, 1);
        for (int i = 0; i < 2; i++) {
            try (EventLog log = open(point)) {
                assertThat(log.cut() == null).isEqualTo(i > 0);
                assertThat(log.openedAfter()).isEqualTo(14);
                assertThat(log.lastSeq()).isEqualTo(16 + i);
                append(log, 1);
                checkFrom(log, 1);
                checkFrom(log, 16);
            }
        }
    }
}
