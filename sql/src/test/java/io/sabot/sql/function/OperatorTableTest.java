package io.sabot.sql.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import io.sabot.sql.type.SabotTypeSystem;
import io.sabot.sql.type.Types;
import java.util.List;
import java.util.Properties;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.plan.ConventionTraitDef;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.volcano.VolcanoPlanner;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.validate.SqlConformanceEnum;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OperatorTableTest {
    private static final class Trades extends AbstractTable {
        @Override
        public RelDataType getRowType(RelDataTypeFactory types) {
            return types.builder()
                    .add("symbol", Types.toRel(SqlType.of(TypeKind.VARCHAR), types))
                    .add("price", Types.toRel(SqlType.decimal(10, 2).withNullable(false), types))
                    .build();
        }
    }

    private static RelNode convert(String sql) {
        RelDataTypeFactory types = new JavaTypeFactoryImpl(SabotTypeSystem.INSTANCE);
        CalciteSchema schema = CalciteSchema.createRootSchema(false, false);
        schema.add("trades", new Trades());
        CalciteCatalogReader reader =
                new CalciteCatalogReader(schema, List.of(), types, new CalciteConnectionConfigImpl(new Properties()));
        SqlValidator validator = SqlValidatorUtil.newValidator(
                SabotFunctions.operatorTable(List.of()),
                reader,
                types,
                SqlValidator.Config.DEFAULT.withConformance(SqlConformanceEnum.BABEL));
        VolcanoPlanner planner = new VolcanoPlanner();
        planner.addRelTraitDef(ConventionTraitDef.INSTANCE);
        try {
            return new SqlToRelConverter(
                            (rowType, text, schemaPath, viewPath) -> null,
                            validator,
                            reader,
                            RelOptCluster.create(planner, new RexBuilder(types)),
                            SabotConvertlets.INSTANCE,
                            SqlToRelConverter.config())
                    .convertQuery(
                            SqlParser.create(sql, SqlParser.config().withUnquotedCasing(Casing.UNCHANGED))
                                    .parseQuery(),
                            true,
                            true)
                    .rel;
        } catch (SqlParseException e) {
            throw new IllegalArgumentException(sql, e);
        }
    }

    @Test
    void shouldAggregate() {
        RelNode rel = convert("SELECT symbol, FIRST_VALUE(price), LAST_VALUE(price), COUNT(*), AVG(price),"
                + " STDDEV_SAMP(price), MIN(price) FROM trades GROUP BY symbol");
        Aggregate aggregate = (Aggregate) (rel instanceof Aggregate ? rel : rel.getInput(0));
        assertThat(aggregate.getAggCallList().get(0).getAggregation()).isEqualTo(SabotFunctions.FIRST_VALUE);
        assertThat(aggregate.getAggCallList().get(1).getAggregation()).isEqualTo(SabotFunctions.LAST_VALUE);
        RelDataType first = aggregate.getAggCallList().get(0).getType();
        assertThat(Types.of(first)).isEqualTo(SqlType.decimal(10, 2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CURRENT_TIMESTAMP",
                "CURRENT_DATE",
                "LOCALTIMESTAMP",
                "NOW()",
                "RAND()",
                "RAND_INTEGER(5)",
                "CURRENT_USER"
            })
    void shouldNotKnowWhatIsNoFunctionOfTheLog(String expression) {
        assertThatThrownBy(() -> convert("SELECT " + expression + " FROM trades"))
                .isInstanceOf(CalciteContextException.class);
    }
}
