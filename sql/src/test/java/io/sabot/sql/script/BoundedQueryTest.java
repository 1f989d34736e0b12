package io.sabot.sql.script;

import static io.sabot.sql.script.Cases.bounded;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BoundedQueryTest {
    private static final String[] ROWS = {"b,1,1", "a,2,2", "b,2,2", "c,2,3", "a,3,"};

    @Test
    void shouldOrder() {
        assertThat(bounded("SELECT k, x FROM b ORDER BY k, x DESC", ROWS))
                .containsExactly("a,", "a,2", "b,2", "b,1", "c,3");
        assertThat(bounded("SELECT k, x FROM b ORDER BY x NULLS FIRST, k DESC", ROWS))
                .containsExactly("a,", "b,1", "b,2", "a,2", "c,3");
        assertThat(bounded("SELECT x FROM b ORDER BY -x", ROWS)).containsExactly("3", "2", "2", "1", "");
        assertThat(bounded("SELECT x AS y FROM b ORDER BY y", ROWS)).containsExactly("1", "2", "2", "3", "");
        assertThat(bounded("SELECT k FROM b ORDER BY 1", ROWS)).containsExactly("a", "a", "b", "b", "c");
        assertThat(bounded("SELECT k FROM b ORDER BY ts DESC, x", ROWS)).containsExactly("a", "a", "b", "c", "b");
    }

    @Test
    void shouldLimit() {
        assertThat(bounded("SELECT x, k FROM b ORDER BY x DESC NULLS LAST, k LIMIT 2 OFFSET 1", ROWS))
                .containsExactly("2,a", "2,b");
        assertThat(bounded("SELECT k FROM b LIMIT 2", ROWS)).containsExactly("b", "a");
        assertThat(bounded("SELECT k FROM b OFFSET 4 ROWS", ROWS)).containsExactly("a");
        assertThat(bounded("SELECT k FROM b ORDER BY k FETCH FIRST 1 ROW ONLY", ROWS))
                .containsExactly("a");
        assertThat(bounded("SELECT k FROM b LIMIT 0", ROWS)).isEmpty();
    }

    @Test
    void shouldDropDuplicates() {
        assertThat(bounded("SELECT DISTINCT k FROM b", ROWS)).containsExactly("a", "b", "c");
        assertThat(bounded("SELECT DISTINCT k, x > 1 FROM b ORDER BY k, 2", ROWS))
                .containsExactly("a,true", "a,", "b,false", "b,true", "c,true");
    }

    @Test
    void shouldGroup() {
        assertThat(bounded("SELECT k, COUNT(*), COUNT(x), SUM(x) FROM b GROUP BY k", ROWS))
                .containsExactly("a,2,1,2", "b,2,2,3", "c,1,1,3");
        assertThat(bounded("SELECT UPPER(k) || '!', SUM(x + 1) FROM b GROUP BY UPPER(k) || '!'", ROWS))
                .containsExactly("A!,3", "B!,5", "C!,4");
        assertThat(bounded("SELECT x / 2 AS h, COUNT(*) FROM b GROUP BY h ORDER BY h", ROWS))
                .containsExactly("0,1", "1,3", ",1");
        assertThat(bounded("SELECT SUM(x) FROM b GROUP BY k", ROWS)).containsExactly("2", "3", "3");
    }

    @Test
    void shouldGiveOneRowWithoutGroups() {
        assertThat(bounded("SELECT COUNT(*), SUM(x), MAX(k) FROM b", ROWS)).containsExactly("5,8,c");
        assertThat(bounded("SELECT COUNT(*), SUM(x), MAX(k), AVG(d) FROM b")).containsExactly("0,,,");
        assertThat(bounded("SELECT k, COUNT(*) FROM b GROUP BY k")).isEmpty();
    }

    @Test
    void shouldFilterGroups() {
        assertThat(bounded("SELECT k FROM b GROUP BY k HAVING COUNT(*) > 1 AND k <> 'a'", ROWS))
                .containsExactly("b");
        assertThat(bounded("SELECT k, n FROM (SELECT k, COUNT(*) AS n FROM b GROUP BY k) WHERE n = 1", ROWS))
                .containsExactly("c,1");
    }

    @Test
    void shouldGroupTwice() {
        assertThat(bounded("SELECT n, COUNT(*) FROM (SELECT k, COUNT(*) AS n FROM b GROUP BY k) GROUP BY n", ROWS))
                .containsExactly("1,1", "2,2");
    }
}
