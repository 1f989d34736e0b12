package io.sabot.sql.operator;

import io.sabot.core.error.SabotException;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.type.SqlType;
import io.sabot.sql.aggregate.AggregateKernelSource;
import io.sabot.sql.catalog.TableSpec;
import io.sabot.sql.codegen.Compiler;
import io.sabot.sql.function.FunctionCatalog;
import io.sabot.sql.pattern.MatchKernelSource;
import io.sabot.sql.pattern.PatternKernelSource;
import io.sabot.sql.physical.Plan;
import java.util.List;

/**
 * Writes the code of a plan's expressions without compiling it: what cannot be written is found when the plan is made,
 * not when it is started.
 */
public final class PlanCheck {
    private final FunctionCatalog functions;
    private final Compiler compiler;

    public PlanCheck(FunctionCatalog functions) {
        this.functions = functions;
        this.compiler = new Compiler(functions);
    }

    /** @throws SabotException if an expression has something that Sabot does not know */
    public void check(Plan plan) {
        plan.inputs().forEach(this::check);
        if (plan instanceof Plan.Calc calc) {
            List<SqlType> types = calc.input().flow().types();
            if (calc.condition() != null) {
                compiler.checkPredicate(calc.condition(), types);
            }
            if (calc.projects() != null) {
                compiler.checkProjector(calc.projects(), types);
            }
        } else if (plan instanceof Plan.Aggregate aggregate) {
            AggregateKernelSource.of(
                    aggregate.aggregates(), aggregate.input().flow().types(), aggregate.timeColumn(), functions);
        } else if (plan instanceof Plan.Match match) {
            PatternKernelSource.of(match.query(), match.input().flow().types(), functions);
            if (match.query().holdsRows()) {
                MatchKernelSource.of(match.query(), match.input().flow().types(), functions);
            }
        }
    }

    /** As {@link #check(Plan)}, of a table's computed columns. */
    public void check(TableSpec table) {
        compiler.checkProjector(
                table.expressions(),
                table.stream().columns().stream().map(ColumnSpec::type).toList());
    }
}
