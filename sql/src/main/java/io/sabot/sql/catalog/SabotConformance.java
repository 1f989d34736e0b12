package io.sabot.sql.catalog;

import org.apache.calcite.sql.validate.SqlConformance;
import org.apache.calcite.sql.validate.SqlConformanceEnum;
import org.apache.calcite.sql.validate.SqlDelegatingConformance;

/** What the dialect allows: as liberal as Calcite can be, but for what would hide a mistake. */
final class SabotConformance extends SqlDelegatingConformance {
    static final SqlConformance INSTANCE = new SabotConformance();

    private SabotConformance() {
        super(SqlConformanceEnum.BABEL);
    }

    /** A column that is not grouped has no one value. */
    @Override
    public boolean isNonStrictGroupBy() {
        return false;
    }

    /** An alias of the select list is no column of the same select list. */
    @Override
    public SelectAliasLookup isSelectAlias() {
        return SelectAliasLookup.UNSUPPORTED;
    }
}
