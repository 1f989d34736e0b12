package io.sabot.sql.script;

import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import io.sabot.state.keyed.AggregatingState;
import io.sabot.state.keyed.Aggregation;
import io.sabot.state.keyed.Codec;
import io.sabot.state.keyed.KeyTimers;
import io.sabot.state.keyed.KeyedFunction;
import io.sabot.state.keyed.ListState;
import io.sabot.state.keyed.MapState;
import io.sabot.state.keyed.ReducingState;
import io.sabot.state.keyed.RowCollector;
import io.sabot.state.keyed.RowView;
import io.sabot.state.keyed.StateContext;
import io.sabot.state.keyed.TimeToLive;
import io.sabot.state.keyed.ValueState;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.agrona.UnsafeApi;

/** For CREATE FUNCTION: functions over rows of {@code t} and the like, good ones and bad ones. */
public final class KeyedFunctions {
    private KeyedFunctions() {}

    private static ColumnSpec column(String name, TypeKind kind) {
        return new ColumnSpec(name, SqlType.of(kind));
    }

    /** Has one column, {@code said}; says how many rows it has seen of the key. */
    public static class Counter implements KeyedFunction {
        private ValueState count;

        @Override
        public List<ColumnSpec> columns(EventSchema input) {
            return List.of(column("said", TypeKind.BIGINT));
        }

        @Override
        public void open(StateContext context) {
            count = context.value("count", TimeToLive.FOREVER);
        }

        @Override
        public void onRow(RowView row, RowCollector out) {
            count.putLong(count.longValue(0) + 1);
            out.putLong(0, count.longValue());
            out.emit();
        }
    }

    /** Says where the columns of its input are and what was in {@code x}. */
    public static final class Namer extends Counter {
        private int x;

        @Override
        public List<ColumnSpec> columns(EventSchema input) {
            return List.of(column("at_" + input.indexOf("x"), TypeKind.INT));
        }

        @Override
        public void open(StateContext context) {
            x = context.input().indexOf("x");
        }

        @Override
        public void onRow(RowView row, RowCollector out) {
            out.putInt(0, row.getInt(x));
            out.emit();
        }
    }

    /** Every kind of state, with and without time to live, and timers; over {@code k, ts, x}. */
    public static final class Everything implements KeyedFunction {
        private ValueState longest;
        private ListState recent;
        private MapState perDigit;
        private ReducingState sum;
        private ReducingState top;
        private AggregatingState<Integer, Long> squares;
        private KeyTimers timers;

        @Override
        public List<ColumnSpec> columns(EventSchema input) {
            return List.of(
                    column("why", TypeKind.VARCHAR),
                    column("longest", TypeKind.VARCHAR),
                    column("recent", TypeKind.VARCHAR),
                    column("digits", TypeKind.VARCHAR),
                    column("total", TypeKind.BIGINT),
                    column("top", TypeKind.DOUBLE),
                    column("squares", TypeKind.BIGINT),
                    new ColumnSpec("mean", SqlType.decimal(8, 2)));
        }

        @Override
        public void open(StateContext context) {
            longest = context.value("longest", TimeToLive.FOREVER);
            recent = context.list(
                    "recent", TimeToLive.afterWrite(Duration.ofSeconds(7).toNanos()));
            perDigit = context.map(
                    "per-digit",
                    TimeToLive.afterReadOrWrite(Duration.ofSeconds(9).toNanos()));
            sum = context.reducingLongs("sum", Long::sum, TimeToLive.FOREVER);
            top = context.reducingDoubles(
                    "top",
                    Math::max,
                    TimeToLive.afterWrite(Duration.ofSeconds(5).toNanos()));
            squares = context.aggregating("squares", new Squares(), TimeToLive.FOREVER);
            timers = context.timers();
        }

        private static final class Squares implements Aggregation<Integer, Long> {
            @Override
            public int accumulatorBytes() {
                return 8;
            }

            @Override
            public void add(Integer value, long accumulator) {
                UnsafeApi.putLong(accumulator, UnsafeApi.getLong(accumulator) + (long) value * value);
            }

            @Override
            public Long result(long accumulator) {
                return UnsafeApi.getLong(accumulator);
            }
        }

        @Override
        public void onRow(RowView row, RowCollector out) {
            int x = row.getInt(2);
            if (x == 13) {
                throw new IllegalStateException("unlucky");
            }
            String text = "x".repeat(x);
            if (!longest.isPresent() || longest.length() < x) {
                longest.put(Codec.TEXT, text);
            }
            recent.add(Codec.TEXT, x + "");
            perDigit.at(Codec.TEXT, "d" + x % 10);
            perDigit.putLong(perDigit.longValue(0) + 1);
            sum.addLong(x);
            top.addDouble(x);
            squares.add(x);
            timers.set(row.getLong(1) + Duration.ofSeconds(x % 6).toNanos());
            if (x % 5 == 0) {
                timers.cancel(row.getLong(1) + Duration.ofSeconds(2).toNanos());
            }
            tell("row " + x, out);
        }

        @Override
        public void onTimer(long deadlineNs, RowCollector out) {
            tell("timer " + deadlineNs / Duration.ofSeconds(1).toNanos(), out);
            if (sum.isPresent() && sum.longValue() > 40) {
                longest.clear();
                recent.clear();
                perDigit.clear();
                sum.clear();
                top.clear();
                squares.clear();
            }
        }

        private void tell(String why, RowCollector out) {
            out.putString(0, why);
            if (longest.isPresent()) {
                out.putBytes(1, longest.address(), longest.length());
            }
            StringBuilder values = new StringBuilder();
            recent.rewind();
            while (recent.next()) {
                values.append(recent.value(Codec.TEXT)).append(' ');
            }
            out.putString(2, values.toString());
            values.setLength(0);
            perDigit.rewind();
            while (perDigit.next()) {
                values.append(perDigit.key(Codec.TEXT))
                        .append('=')
                        .append(perDigit.longValue())
                        .append(' ');
            }
            out.putString(3, values.toString());
            if (sum.isPresent()) {
                out.putLong(4, sum.longValue());
                out.putLong(6, squares.result());
                out.putDecimal(7, new BigDecimal(sum.longValue()).movePointLeft(3));
            }
            if (top.isPresent()) {
                out.putDouble(5, top.doubleValue());
            }
            out.emit();
        }
    }

    // ---- bad ones ----

    /** No constructor that planning could call. */
    public static final class Hidden extends Counter {
        private Hidden() {}
    }

    /** Cannot be made. */
    public abstract static class Unfinished extends Counter {}

    /** Not public. */
    static final class Inside extends Counter {}

    /** Fails when made. */
    public static final class Stillborn extends Counter {
        public Stillborn() {
            throw new IllegalStateException("no licence");
        }
    }

    /** Has no columns. */
    public static final class Mute extends Counter {
        @Override
        public List<ColumnSpec> columns(EventSchema input) {
            return List.of();
        }
    }

    /** Fails when asked for its columns. */
    public static final class Picky extends Counter {
        @Override
        public List<ColumnSpec> columns(EventSchema input) {
            throw new IllegalArgumentException("where is 'volume'?");
        }
    }

    /** Has a column of the key's name. */
    public static final class Echo extends Counter {
        @Override
        public List<ColumnSpec> columns(EventSchema input) {
            return List.of(column("K", TypeKind.VARCHAR));
        }
    }

    /** Says that a column is time which is not. */
    public static final class Timeless extends Counter {
        @Override
        public List<ColumnSpec> columns(EventSchema input) {
            return List.of(column("said", TypeKind.VARCHAR));
        }

        @Override
        public int eventTimeColumn() {
            return 0;
        }
    }

    /** Declares a state twice. */
    public static final class Twice extends Counter {
        @Override
        public void open(StateContext context) {
            context.value("count", TimeToLive.FOREVER);
            context.list("count", TimeToLive.FOREVER);
        }
    }
}
