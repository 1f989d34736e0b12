package io.sabot.sql.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import io.sabot.sql.function.FunctionCatalog;
import io.sabot.sql.type.SabotTypeSystem;
import io.sabot.sql.type.Types;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeFactoryImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ProjectionTest {
    private static final List<SqlType> TYPES = List.of(SqlType.of(TypeKind.INT), SqlType.of(TypeKind.VARCHAR));

    private final RelDataTypeFactory types = new SqlTypeFactoryImpl(SabotTypeSystem.INSTANCE);
    private final RexBuilder rex = new RexBuilder(types);
    private final Compiler compiler = new Compiler(FunctionCatalog.builtIn());
    private final MemoryPool pool = MemoryPool.unbounded();
    private final SymbolDictionary symbols = new SymbolDictionary();
    private final EventBatch in = EventBatch.growable(pool);
    private final EventBatch out = EventBatch.growable(pool);
    private final List<String> failures = new ArrayList<>();

    @AfterEach
    void close() {
        in.close();
        out.close();
        pool.close();
    }

    private RexNode column(int index) {
        return rex.makeInputRef(Types.toRel(TYPES.get(index), types), index);
    }

    private RexNode tenDividedBy(RexNode number) {
        return rex.makeCall(SqlStdOperatorTable.DIVIDE, rex.makeExactLiteral(java.math.BigDecimal.TEN), number);
    }

    private RexNode upper(RexNode text) {
        return rex.makeCall(SqlStdOperatorTable.UPPER, text);
    }

    /** Rows (0, "a"), (1, "b"), (null, null), (2, "a"). */
    private void fill() {
        layout(in, TYPES, null);
        Integer[] numbers = {0, 1, null, 2};
        String[] texts = {"a", "b", null, "a"};
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] == null) {
                in.column(0).setNull(i);
                in.column(1).setNull(i);
            } else {
                in.column(0).putInt(i, numbers[i]);
                in.column(1).putString(i, texts[i]);
            }
            in.commitRow();
        }
    }

    private void layout(EventBatch batch, List<SqlType> columns, boolean[] isPlain) {
        List<ColumnSpec> specs = new ArrayList<>();
        columns.forEach(type -> specs.add(new ColumnSpec("c" + specs.size(), type)));
        batch.layout(EventSchema.derived("x", specs, EventSchema.NO_COLUMN), symbols, isPlain, 8);
    }

    private int project(RowProjector projector, int[] projected) {
        projector.bind(in);
        return projector.project(
                in, in.selection(), in.selectedCount(), out, projected, (row, why) -> failures.add(row + ": " + why));
    }

    @Test
    void shouldLeaveOutFailedRows() {
        fill();
        layout(out, List.of(TYPES.get(0), TYPES.get(1), TYPES.get(1)), new boolean[] {false, false, true});
        int[] projected = new int[4];
        int written = project(
                compiler.projector(List.of(tenDividedBy(column(0)), column(1), upper(column(1))), TYPES), projected);
        assertThat(written).isEqualTo(3);
        assertThat(out.rows()).isEqualTo(3);
        assertThat(projected).startsWith(1, 2, 3);
        assertThat(failures).containsExactly("0: division by zero");
        assertThat(out.column(0).getInt(0)).isEqualTo(10);
        assertThat(out.column(0).isNull(1)).isTrue();
        assertThat(out.column(1).getString(0)).isEqualTo("b");
        assertThat(out.column(1).isNull(1)).isTrue();
        assertThat(out.column(2).getString(2)).isEqualTo("A");
    }

    @Test
    void shouldPassThroughWithoutComputing() {
        fill();
        layout(out, TYPES, null);
        assertThat(project(compiler.projector(List.of(column(0), column(1)), TYPES), new int[4]))
                .isEqualTo(4);
        assertThat(out.column(0).getInt(3)).isEqualTo(2);
        assertThat(out.column(1).getSymbol(3)).isEqualTo(in.column(1).getSymbol(3));
        assertThat(out.column(1).isNull(2)).isTrue();
    }

    @Test
    void shouldFilterInPlace() {
        fill();
        RexNode isA = rex.makeCall(SqlStdOperatorTable.EQUALS, column(1), rex.makeLiteral("a"));
        RowPredicate predicate = compiler.predicate(isA, TYPES);
        predicate.bind(in);
        int[] selection = {0, 1, 2, 3};
        assertThat(predicate.select(in, selection, 4, selection, (row, why) -> failures.add(why)))
                .isEqualTo(2);
        assertThat(selection).startsWith(0, 3);
        assertThat(Compiler.sourceOf(predicate)).contains("ColumnText").doesNotContain("getString");
    }

    @Test
    void shouldFindConstantThatEntersTheDictionaryLater() {
        RexNode isZ = rex.makeCall(SqlStdOperatorTable.EQUALS, column(1), rex.makeLiteral("z"));
        RowPredicate predicate = compiler.predicate(isZ, TYPES);
        fill();
        predicate.bind(in);
        assertThat(predicate.select(in, in.selection(), 4, new int[4], (row, why) -> failures.add(why)))
                .isZero();
        in.column(0).putInt(4, 1);
        in.column(1).putString(4, "z");
        in.commitRow();
        predicate.bind(in);
        assertThat(predicate.select(in, in.selection(), 5, new int[5], (row, why) -> failures.add(why)))
                .isEqualTo(1);
    }

    @Test
    void shouldCompileWideProjections() {
        List<RexNode> many = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            RexNode sum = column(0);
            for (int k = 0; k < 10; k++) {
                sum = rex.makeCall(
                        SqlStdOperatorTable.PLUS, sum, rex.makeExactLiteral(java.math.BigDecimal.valueOf(i + k)));
            }
            many.add(sum);
        }
        fill();
        layout(out, many.stream().map(node -> Types.of(node.getType())).toList(), null);
        assertThat(project(compiler.projector(many, TYPES), new int[4])).isEqualTo(4);
        assertThat(out.column(299).getInt(1)).isEqualTo(1 + 299 * 10 + 45);
    }
}
