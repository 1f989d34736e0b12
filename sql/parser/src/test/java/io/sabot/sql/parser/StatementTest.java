package io.sabot.sql.parser;

import static io.sabot.sql.parser.Sql.at;
import static io.sabot.sql.parser.Sql.flat;
import static io.sabot.sql.parser.Sql.one;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementTest {
    @Test
    void shouldReadATable() {
        SqlCreateTable t = one(
                """
                CREATE TABLE IF NOT EXISTS db.Trades (
                  symbol STRING NOT NULL COMMENT 'the symbol',
                  price DECIMAL(10, 2),
                  total AS price * volume,
                  ts TIMESTAMP(9) NOT NULL,
                  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND,
                  PRIMARY KEY (symbol, ts) NOT ENFORCED
                ) COMMENT 'trades' WITH ('connector' = 'file', 'path' = 'a''b')
                """,
                SqlCreateTable.class);
        assertThat(t.name()).hasToString("db.Trades");
        assertThat(t.ifNotExists()).isTrue();
        assertThat(t.orReplace()).isFalse();
        assertThat(t.columns()).extracting(c -> c.name().getSimple()).containsExactly("symbol", "price", "total", "ts");
        assertThat(t.columns()).extracting(ColumnDef::nullable).containsExactly(false, true, true, false);
        assertThat(t.columns()).extracting(ColumnDef::computed).containsExactly(false, false, true, false);
        assertThat(flat(t.columns().get(2).expression())).isEqualTo("price * volume");
        assertThat(t.columns().get(0).type()).hasToString("STRING");
        assertThat(t.columns().get(0).type().getNullable()).isFalse();
        assertThat(t.watermark().column()).hasToString("ts");
        assertThat(flat(t.watermark().expression())).isEqualTo("ts - INTERVAL '5' SECOND");
        assertThat(flat(t.primaryKey())).isEqualTo("symbol, ts");
        assertThat(t.primaryKeyEnforced()).isFalse();
        assertThat(t.options()).extracting(TableOption::keyText).containsExactly("connector", "path");
        assertThat(t.options()).extracting(TableOption::valueText).containsExactly("file", "a'b");
        assertThat(t.comment().toValue()).isEqualTo("trades");
        assertThat(t.getOperandList()).doesNotContainNull();
    }

    @Test
    void shouldKnowWhereEverythingOfATableStands() {
        SqlCreateTable t = one(
                "\n  CREATE TABLE t (\n  a INT,\n  b AS a + 1,\n  WATERMARK FOR ts AS ts\n) WITH ('k' = 'v',\n 'kk'='w');",
                SqlCreateTable.class);
        assertThat(at(t.getParserPosition())).isEqualTo("2:3-7:10");
        assertThat(at(t.name().getParserPosition())).isEqualTo("2:16-2:16");
        assertThat(at(t.columns().get(0).name().getParserPosition())).isEqualTo("3:3-3:3");
        assertThat(at(t.columns().get(0).type().getParserPosition())).isEqualTo("3:5-3:7");
        assertThat(at(t.columns().get(0).pos())).isEqualTo("3:3-3:7");
        assertThat(at(t.columns().get(1).expression().getParserPosition())).isEqualTo("4:8-4:12");
        assertThat(at(t.watermark().pos())).isEqualTo("5:3-5:24");
        assertThat(at(t.watermark().column().getParserPosition())).isEqualTo("5:17-5:18");
        assertThat(at(t.options().get(0).key().getParserPosition())).isEqualTo("6:9-6:11");
        assertThat(at(t.options().get(1).key().getParserPosition())).isEqualTo("7:2-7:5");
        assertThat(at(t.options().get(1).value().getParserPosition())).isEqualTo("7:7-7:9");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BOOLEAN",
                "TINYINT",
                "SMALLINT",
                "INT",
                "INTEGER",
                "BIGINT",
                "FLOAT",
                "REAL",
                "DOUBLE",
                "DOUBLE PRECISION",
                "DECIMAL",
                "DECIMAL(10)",
                "DECIMAL(10, 2)",
                "NUMERIC(38, 9)",
                "VARCHAR",
                "VARCHAR(20)",
                "CHAR",
                "CHAR(3)",
                "STRING",
                "BINARY",
                "BINARY(4)",
                "VARBINARY(4)",
                "BYTES",
                "DATE",
                "TIME",
                "TIME(9)",
                "TIMESTAMP",
                "TIMESTAMP(9)",
                "TIMESTAMP(3) WITHOUT TIME ZONE",
                "TIMESTAMP(3) WITH TIME ZONE",
                "TIMESTAMP(9) WITH LOCAL TIME ZONE",
                "TIMESTAMP_LTZ",
                "TIMESTAMP_LTZ(9)",
                "INTERVAL DAY TO SECOND(9)",
                "INTERVAL SECOND",
                "INTERVAL YEAR TO MONTH",
                "INT ARRAY",
                "ROW(a INT, b STRING)",
                "MAP<STRING, INT>"
            })
    void shouldReadEveryTypeOfAColumn(String type) {
        for (String suffix : new String[] {"", " NOT NULL", " NULL", " NOT NULL COMMENT 'c'"}) {
            SqlCreateTable t = one("CREATE TABLE t (a %s%s, b INT)".formatted(type, suffix), SqlCreateTable.class);
            assertThat(t.columns().get(0).nullable()).isEqualTo(!suffix.startsWith(" NOT"));
            assertThat(t.columns().get(1).nullable()).isTrue();
        }
    }

    @Test
    void shouldReadViewsAndFunctions() {
        SqlCreateView v = one("CREATE OR REPLACE VIEW v (a, b) AS SELECT x, y FROM t ORDER BY x", SqlCreateView.class);
        assertThat(v.orReplace()).isTrue();
        assertThat(v.columns()).hasSize(2);
        assertThat(v.query()).isNotNull();
        assertThat(one("CREATE VIEW v AS SELECT 1", SqlCreateView.class).columns())
                .isNull();
        SqlCreateFunction f = one(
                "CREATE TEMPORARY FUNCTION f AS 'a.B#c' LANGUAGE JAVA USING JAR '/x.jar', JAR '/y.jar'",
                SqlCreateFunction.class);
        assertThat(f.temporary()).isTrue();
        assertThat(f.implementation().toValue()).isEqualTo("a.B#c");
        assertThat(f.jars()).hasSize(2);
        assertThat(one("CREATE OR REPLACE FUNCTION a.f AS 'a.B'", SqlCreateFunction.class)
                        .orReplace())
                .isTrue();
    }

    @Test
    void shouldReadInsertsAndExplains() {
        assertThat(one("INSERT INTO t SELECT a FROM u", SqlInsert.class).getTargetColumnList())
                .isNull();
        assertThat(one("INSERT INTO db.t (a, b) VALUES (1, 'x')", SqlInsert.class)
                        .getTargetColumnList())
                .hasSize(2);
        assertThat(explained("EXPLAIN SELECT a FROM t")).isInstanceOf(SqlSelect.class);
        assertThat(explained("EXPLAIN PLAN FOR SELECT a FROM t")).isInstanceOf(SqlSelect.class);
        assertThat(explained("EXPLAIN INSERT INTO t SELECT a FROM u")).isInstanceOf(SqlInsert.class);
        assertThat(explained("EXPLAIN PLAN FOR INSERT INTO t SELECT a FROM u")).isInstanceOf(SqlInsert.class);
    }

    private static SqlNode explained(String sql) {
        return one(sql, SqlExplainStatement.class).statement();
    }

    @Test
    void shouldReadOptions() {
        SqlSetOption set = one("SET 'a.b' = 'c'", SqlSetOption.class);
        assertThat(set.keyText()).isEqualTo("a.b");
        assertThat(set.valueText()).isEqualTo("c");
        assertThat(at(set.value().getParserPosition())).isEqualTo("1:13-1:15");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT 1; INSERT INTO b SELECT CASE WHEN x THEN 1 END FROM t; END",
                "BEGIN STATEMENT SET; INSERT INTO a SELECT 1; INSERT INTO b SELECT CASE WHEN x THEN 1 END FROM t; END;",
                "execute statement set begin insert into a select 1; insert into b select 1 end"
            })
    void shouldReadStatementSets(String sql) {
        if (sql.endsWith("1 end")) {
            assertThat(Sql.errors(sql)).isNotEmpty();
            return;
        }
        SqlStatementSet set = one(sql, SqlStatementSet.class);
        assertThat(set.statements()).hasSize(2).allMatch(SqlInsert.class::isInstance);
        assertThat(set.getParserPosition().getColumnNum()).isEqualTo(1);
    }

    @Test
    void shouldSplitAScriptAtItsSemicolonsOnly() {
        ParsedScript script = SabotSqlParser.parse(
                """
                -- a; b
                SET 'a' = ';';; /* c; /* */
                CREATE TABLE t (";" INT, `a;b` INT);
                BEGIN STATEMENT SET; INSERT INTO a SELECT 1; END;
                SELECT E'it\\'s;' FROM t
                """);
        assertThat(script.errors()).isEmpty();
        assertThat(script.statements()).hasSize(4);
        assertThat(at(script.statements().get(1).getParserPosition())).isEqualTo("3:1-3:35");
        assertThat(at(script.statements().get(2).getParserPosition())).isEqualTo("4:1-4:48");
        assertThat(SabotSqlParser.parse(" -- nothing\n ; ").statements()).isEmpty();
    }

    @Test
    void shouldCountLinesAsEditorsDo() {
        ParsedScript script = SabotSqlParser.parse("SELECT 1;\r\n\tSELECT 2;\rSELECT 3;\nSELECT 4");
        assertThat(script.statements())
                .extracting(s -> at(s.getParserPosition()))
                .containsExactly("1:1-1:8", "2:2-2:9", "3:1-3:8", "4:1-4:8");
    }

    @Test
    void shouldReadAMaterializedView() {
        SqlCreateMaterializedView v = one(
                "CREATE MATERIALIZED VIEW v (PRIMARY KEY (a, b) NOT ENFORCED) COMMENT 'last' WITH ('max-keys' = '5')"
                        + " AS SELECT a, b, materialized FROM t",
                SqlCreateMaterializedView.class);
        assertThat(v.name()).hasToString("v");
        assertThat(flat(v.primaryKey())).isEqualTo("a, b");
        assertThat(v.options()).extracting(TableOption::valueText).containsExactly("5");
        assertThat(flat(v.query())).isEqualTo("SELECT a, b, materialized FROM t");
        SqlCreateMaterializedView plain =
                one("CREATE MATERIALIZED VIEW v AS SELECT 1 AS x", SqlCreateMaterializedView.class);
        assertThat(plain.primaryKey()).isEmpty();
        assertThat(plain.options()).isEmpty();
        SqlExplainStatement explain =
                one("EXPLAIN CREATE MATERIALIZED VIEW v AS SELECT 1 AS x", SqlExplainStatement.class);
        assertThat(explain.statement()).isInstanceOf(SqlCreateMaterializedView.class);
    }
}
