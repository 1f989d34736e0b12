package io.sabot.sql.plan;

import io.sabot.sql.catalog.TableSpec;
import java.util.List;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.AbstractRelNode;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.type.RelDataType;

/** Leaf: the rows of a table as they come out of the log, computed columns included. */
public final class StreamScan extends AbstractRelNode {
    private final TableSpec table;

    public StreamScan(RelOptCluster cluster, RelTraitSet traits, TableSpec table) {
        super(cluster, traits);
        this.table = table;
    }

    public TableSpec table() {
        return table;
    }

    @Override
    protected RelDataType deriveRowType() {
        return table.rowType();
    }

    @Override
    public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
        return this;
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        return super.explainTerms(writer).item("table", table.name());
    }
}
