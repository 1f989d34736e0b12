package io.sabot.sql.script;

import io.sabot.sql.script.PatternScope.Owner;
import java.util.ArrayList;
import java.util.List;

/**
 * FIRST, LAST, PREV, NEXT and PREV or NEXT around FIRST or LAST.
 *
 * @param base "FIRST", "LAST", or empty for a PREV or NEXT without: LAST then
 * @param offset of FIRST or LAST; not written if 0
 * @param jump "PREV", "NEXT" or empty
 * @param distance of PREV or NEXT; not written if 1
 * @param isWordOutside whether RUNNING or FINAL stands before PREV or NEXT, not within
 */
record PatternNavigation(
        Semantics semantics,
        String base,
        Owner owner,
        int offset,
        String jump,
        int distance,
        boolean isWordOutside,
        PatternExpression argument)
        implements PatternExpression {

    static PatternNavigation logical(String base, Owner owner, int offset, PatternExpression argument) {
        return new PatternNavigation(Semantics.DEFAULT, base, owner, offset, "", 1, false, argument);
    }

    static PatternNavigation physical(String jump, Owner owner, int distance, PatternExpression argument) {
        return new PatternNavigation(Semantics.DEFAULT, "", owner, 0, jump, distance, true, argument);
    }

    @Override
    public String sql() {
        String inner = argument.sql();
        if (!base.isEmpty()) {
            inner = (isWordOutside ? "" : semantics.sql) + base + "(" + inner + (offset == 0 ? "" : ", " + offset)
                    + ")";
        }
        if (!jump.isEmpty()) {
            inner = jump + "(" + inner + (distance == 1 ? "" : ", " + distance) + ")";
        }
        return isWordOutside ? semantics.sql + inner : inner;
    }

    @Override
    public Object value(PatternScope scope, Integer at) {
        PatternScope seen = semantics.of(scope);
        Integer row = base.equals("FIRST") ? seen.first(owner, offset) : seen.last(owner, offset);
        if (row == null) {
            return null;
        }
        int target = jump.isEmpty() ? row : jump.equals("PREV") ? row - distance : row + distance;
        return target < 0 || target >= seen.rows().size() ? null : argument.value(seen, target);
    }

    @Override
    public Kind kind() {
        return argument.kind();
    }

    @Override
    public List<PatternExpression> children() {
        return List.of(argument);
    }

    @Override
    public PatternExpression with(List<PatternExpression> children) {
        return new PatternNavigation(semantics, base, owner, offset, jump, distance, isWordOutside, children.get(0));
    }

    @Override
    public List<PatternExpression> plainer() {
        List<PatternExpression> forms = new ArrayList<>();
        if (!jump.isEmpty() && !base.isEmpty()) {
            forms.add(new PatternNavigation(semantics, base, owner, offset, "", 1, false, argument));
            forms.add(physical(jump, owner, distance, argument));
        }
        if (semantics != Semantics.DEFAULT) {
            forms.add(new PatternNavigation(
                    Semantics.DEFAULT, base, owner, offset, jump, distance, isWordOutside, argument));
        }
        if (offset != 0) {
            forms.add(new PatternNavigation(semantics, base, owner, 0, jump, distance, isWordOutside, argument));
        }
        if (distance != 1) {
            forms.add(new PatternNavigation(semantics, base, owner, offset, jump, 1, isWordOutside, argument));
        }
        return forms;
    }
}
