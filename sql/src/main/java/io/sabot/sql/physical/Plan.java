package io.sabot.sql.physical;

import io.sabot.cep.api.EventPattern;
import io.sabot.cep.api.MatchFunction;
import io.sabot.sql.aggregate.AggregateSpec;
import io.sabot.sql.catalog.TableSpec;
import io.sabot.sql.pattern.PatternQuery;
import io.sabot.sql.plan.KeyedCall;
import io.sabot.windows.WindowSpec;
import io.sabot.windows.order.OrderKey;
import io.sabot.windows.process.FunctionState;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;

/** A query as the operators that will run it. Expressions refer to the columns of the input. */
public sealed interface Plan {
    /** What comes out. */
    Flow flow();

    default List<Plan> inputs() {
        return List.of();
    }

    /** Rows of a table, as they come out of the log, computed columns included. */
    record Scan(TableSpec table, Flow flow) implements Plan {}

    /** Constant rows. */
    record Values(List<List<RexLiteral>> rows, Flow flow) implements Plan {}

    /**
     * Filter, then projection.
     *
     * @param condition null for all rows
     * @param projects null for all columns as they are
     */
    record Calc(Plan input, RexNode condition, List<RexNode> projects, Flow flow) implements Plan {
        @Override
        public List<Plan> inputs() {
            return List.of(input);
        }
    }

    /** Grouped aggregates: key columns, window_start, window_end, window_time (unless global), results. */
    record Aggregate(
            Plan input,
            WindowSpec window,
            int timeColumn,
            List<Integer> keyColumns,
            List<AggregateSpec> aggregates,
            boolean emitsEmpty,
            Flow flow)
            implements Plan {
        @Override
        public List<Plan> inputs() {
            return List.of(input);
        }
    }

    /** Every row once for each window it is in. */
    record Assign(Plan input, WindowSpec window, int timeColumn, Flow flow) implements Plan {
        @Override
        public List<Plan> inputs() {
            return List.of(input);
        }
    }

    /**
     * MATCH_RECOGNIZE over an ordered input.
     *
     * @param subQueries what the query's sub-queries select; {@code input} holds rows until they have ended, unless they
     *     have before it begins
     */
    record Match(Plan input, PatternQuery query, int timeColumn, List<Plan> subQueries, Flow flow) implements Plan {
        public Match {
            subQueries = List.copyOf(subQueries);
        }

        @Override
        public List<Plan> inputs() {
            List<Plan> inputs = new ArrayList<>(List.of(input));
            inputs.addAll(subQueries);
            return inputs;
        }
    }

    /** Keeps a bounded input until its end. */
    record Hold(Plan input, Flow flow) implements Plan {
        @Override
        public List<Plan> inputs() {
            return List.of(input);
        }
    }

    /** A pattern declared in Java, over an ordered input. */
    record Events(Plan input, EventPattern pattern, MatchFunction function, Flow flow) implements Plan {
        @Override
        public List<Plan> inputs() {
            return List.of(input);
        }
    }

    /**
     * A user's table function.
     *
     * @param state what the function keeps per key
     */
    record Keyed(Plan input, KeyedCall call, FunctionState state, Flow flow) implements Plan {
        @Override
        public List<Plan> inputs() {
            return List.of(input);
        }
    }

    /** Puts a watermarked stream in the order of event time, and of further keys among equal times. */
    record TimeSort(Plan input, int timeColumn, List<OrderKey> furtherKeys, Flow flow) implements Plan {
        @Override
        public List<Plan> inputs() {
            return List.of(input);
        }
    }

    /** Sorts a bounded input at its end; without keys only cuts it. */
    record Sort(Plan input, List<OrderKey> keys, long offset, long limit, Flow flow) implements Plan {
        @Override
        public List<Plan> inputs() {
            return List.of(input);
        }
    }

    record Union(List<Plan> inputs, Flow flow) implements Plan {
        public Union {
            inputs = List.copyOf(inputs);
        }
    }
}
