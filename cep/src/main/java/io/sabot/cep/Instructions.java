package io.sabot.cep;

import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.IntArrayList;

/**
 * Pattern → instructions of a backtracking-free machine, in preference order. An intermediate form: {@link
 * PatternProgram} is made from it and is what runs.
 *
 * <pre>
 *  MATCH v x   consume one row as variable v; x is 1 inside an exclusion
 *  SPLIT a b   go to a, and with less preference to b
 *  JUMP a
 *  ENTER l     an iteration of loop l begins
 *  CHECK l a   it ends; if it has consumed nothing, leave the loop: go to a
 *  START, END  go on only at the partition's first row, behind its last row
 *  NOT v       go on only if the next row does not satisfy v, or there is none
 *  ABSENT v    as NOT; and what is accepted without a further row is so when time has run out
 *  ACCEPT
 * </pre>
 */
final class Instructions {
    static final int MATCH = 0;
    static final int SPLIT = 1;
    static final int JUMP = 2;
    static final int ENTER = 3;
    static final int CHECK = 4;
    static final int START = 5;
    static final int END = 6;
    static final int ACCEPT = 7;
    static final int NOT = 8;
    static final int ABSENT = 9;

    private static final int NONE = -1;

    private final IntArrayList code = new IntArrayList();
    private final int limit;
    private int loops;
    private int exclusions; // that the place being compiled is inside of

    private Instructions(int limit) {
        this.limit = limit;
    }

    /** @throws PatternLimitException if the program has more than {@code limit} instructions */
    static Instructions of(Pattern pattern, int limit) {
        Instructions instructions = new Instructions(limit);
        instructions.compile(pattern);
        instructions.emit(ACCEPT, 0, 0);
        return instructions;
    }

    int size() {
        return code.size() / 3;
    }

    int opcode(int pc) {
        return code.getInt(pc * 3);
    }

    int a(int pc) {
        return code.getInt(pc * 3 + 1);
    }

    int b(int pc) {
        return code.getInt(pc * 3 + 2);
    }

    private int emit(int opcode, int a, int b) {
        int pc = size();
        if (pc >= limit) {
            throw new PatternLimitException("the pattern needs more than " + limit + " instructions");
        }
        code.addInt(opcode);
        code.addInt(a);
        code.addInt(b);
        return pc;
    }

    private void setA(int pc, int target) {
        code.setInt(pc * 3 + 1, target);
    }

    private void setB(int pc, int target) {
        code.setInt(pc * 3 + 2, target);
    }

    private void compile(Pattern pattern) {
        if (pattern instanceof Pattern.Variable variable) {
            emit(MATCH, variable.number(), exclusions == 0 ? 0 : 1);
        } else if (pattern instanceof Pattern.Concatenation concatenation) {
            concatenation.parts().forEach(this::compile);
        } else if (pattern instanceof Pattern.Alternation alternation) {
            alternation(alternation.choices());
        } else if (pattern instanceof Pattern.Quantified quantified) {
            quantified(quantified);
        } else if (pattern instanceof Pattern.Permutation permutation) {
            alternation(permutations(permutation.parts()));
        } else if (pattern instanceof Pattern.Exclusion exclusion) {
            exclusions++;
            compile(exclusion.body());
            exclusions--;
        } else if (pattern instanceof Pattern.NotNext not) {
            emit(NOT, not.variable(), 0);
        } else if (pattern instanceof Pattern.Without without) {
            without(without);
        } else if (pattern instanceof Pattern.Absent absent) {
            emit(ABSENT, absent.variable(), 0);
        } else if (pattern instanceof Pattern.StartAnchor) {
            emit(START, 0, 0);
        } else if (pattern instanceof Pattern.EndAnchor) {
            emit(END, 0, 0);
        }
    }

    private void without(Pattern.Without without) {
        int split = emit(SPLIT, 0, 0);
        emit(NOT, without.forbidden(), 0);
        emit(MATCH, without.variable(), without.isExcluded() || exclusions > 0 ? 1 : 0);
        emit(JUMP, split, 0);
        branch(split, split + 1, size(), true);
        emit(ABSENT, without.forbidden(), 0);
    }

    private void alternation(List<Pattern> choices) {
        IntArrayList exits = new IntArrayList();
        for (int i = 0; i < choices.size(); i++) {
            boolean isLast = i == choices.size() - 1;
            int split = isLast ? -1 : emit(SPLIT, size() + 1, 0);
            compile(choices.get(i));
            if (!isLast) {
                exits.addInt(emit(JUMP, 0, 0));
                setB(split, size());
            }
        }
        exits.forEachInt(exit -> setA(exit, size()));
    }

    private void quantified(Pattern.Quantified quantified) {
        for (int i = 0; i < quantified.min(); i++) {
            compile(quantified.body());
        }
        if (quantified.max() == Pattern.UNBOUNDED) {
            loop(quantified);
        } else {
            optionals(quantified, quantified.max() - quantified.min());
        }
    }

    private void loop(Pattern.Quantified quantified) {
        int id = loopId(quantified.body());
        int split = emit(SPLIT, 0, 0);
        int check = iteration(quantified.body(), id);
        emit(JUMP, split, 0);
        int exit = size();
        if (check != NONE) {
            setB(check, exit);
        }
        branch(split, split + 1, exit, quantified.isReluctant());
    }

    /** Each further iteration only behind the one before; one that consumes nothing leaves them all. */
    private void optionals(Pattern.Quantified quantified, int count) {
        int id = count == 0 ? NONE : loopId(quantified.body());
        IntArrayList splits = new IntArrayList();
        IntArrayList checks = new IntArrayList();
        for (int i = 0; i < count; i++) {
            splits.addInt(emit(SPLIT, 0, 0));
            int check = iteration(quantified.body(), id);
            if (check != NONE) {
                checks.addInt(check);
            }
        }
        int exit = size();
        splits.forEachInt(split -> branch(split, split + 1, exit, quantified.isReluctant()));
        checks.forEachInt(check -> setB(check, exit));
    }

    /** @return place of the CHECK whose exit is to be set, or {@link #NONE} where no iteration can be empty */
    private int iteration(Pattern body, int id) {
        if (id == NONE) {
            compile(body);
            return NONE;
        }
        emit(ENTER, id, 0);
        compile(body);
        return emit(CHECK, id, 0);
    }

    private void branch(int split, int body, int exit, boolean isReluctant) {
        setA(split, isReluctant ? exit : body);
        setB(split, isReluctant ? body : exit);
    }

    private int loopId(Pattern body) {
        if (!isNullable(body)) {
            return NONE;
        }
        if (loops == Long.SIZE) {
            throw new PatternLimitException("more than " + Long.SIZE + " loops over parts that may be empty");
        }
        return loops++;
    }

    /** Whether the pattern can match without consuming a row. */
    static boolean isNullable(Pattern pattern) {
        if (pattern instanceof Pattern.Concatenation concatenation) {
            return concatenation.parts().stream().allMatch(Instructions::isNullable);
        }
        if (pattern instanceof Pattern.Alternation alternation) {
            return alternation.choices().stream().anyMatch(Instructions::isNullable);
        }
        if (pattern instanceof Pattern.Permutation permutation) {
            return permutation.parts().stream().allMatch(Instructions::isNullable);
        }
        if (pattern instanceof Pattern.Quantified quantified) {
            return quantified.min() == 0 || isNullable(quantified.body());
        }
        if (pattern instanceof Pattern.Exclusion exclusion) {
            return isNullable(exclusion.body());
        }
        return !(pattern instanceof Pattern.Variable);
    }

    private List<Pattern> permutations(List<Pattern> parts) {
        long count = 1;
        for (int i = 2; i <= parts.size(); i++) {
            count *= i;
        }
        if (count * parts.size() > limit) {
            throw new PatternLimitException("PERMUTE of " + parts.size() + " parts has " + count + " orders");
        }
        List<Pattern> orders = new ArrayList<>();
        permute(new ArrayList<>(), parts, orders);
        return orders;
    }

    private static void permute(List<Pattern> chosen, List<Pattern> rest, List<Pattern> orders) {
        if (rest.isEmpty()) {
            orders.add(new Pattern.Concatenation(chosen));
            return;
        }
        for (int i = 0; i < rest.size(); i++) {
            List<Pattern> nextChosen = new ArrayList<>(chosen);
            nextChosen.add(rest.get(i));
            List<Pattern> nextRest = new ArrayList<>(rest);
            nextRest.remove(i);
            permute(nextChosen, nextRest, orders);
        }
    }
}
