package io.sabot.sql.physical;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;

/** Where a statement groups: relational operators do not know their place in the text. */
final class GroupPlace extends SqlBasicVisitor<Void> {
    private final List<SqlParserPos> places = new ArrayList<>();

    private GroupPlace() {}

    /** The keys of the only GROUP BY, or the statement. */
    static SqlParserPos in(SqlNode statement) {
        GroupPlace visitor = new GroupPlace();
        statement.accept(visitor);
        return visitor.places.size() == 1 ? visitor.places.get(0) : statement.getParserPosition();
    }

    @Override
    public Void visit(SqlCall call) {
        if (call instanceof SqlSelect select
                && select.getGroup() != null
                && !select.getGroup().isEmpty()) {
            places.add(SqlParserPos.sum(select.getGroup()));
        }
        return super.visit(call);
    }
}
