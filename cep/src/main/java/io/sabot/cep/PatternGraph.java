package io.sabot.cep;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** A pattern's automaton for people: as lines, and as a file for Graphviz. */
public final class PatternGraph {
    private final PatternProgram program;
    private final List<String> variables;

    /** @param variables names by number */
    public PatternGraph(PatternProgram program, List<String> variables) {
        this.program = program;
        this.variables = List.copyOf(variables);
    }

    /** A line for the start and one for each state: what may come next, the preferred first. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("start → " + targets(program.startSuccessors(false)));
        if (program.startsDifferAtFirstRow()) {
            lines.add("start at the partition's first row → " + targets(program.startSuccessors(true)));
        }
        for (int state = 0; state < program.stateCount(); state++) {
            lines.add(name(state) + " → " + targets(program.successors(state)));
        }
        return lines;
    }

    private String name(int state) {
        String variable = variables.get(program.variable(state));
        return state + 1 + " " + (program.isExcluded(state) ? "{- " + variable + " -}" : variable);
    }

    private String targets(PatternProgram.Successors successors) {
        StringJoiner joined = new StringJoiner(", ");
        for (int i = 0; i < successors.targets().length; i++) {
            String guard = guard(successors.guard(i));
            joined.add(target(successors.targets()[i]) + (guard.isEmpty() ? "" : " if the next row is not " + guard));
        }
        return joined.length() == 0 ? "nothing" : joined.toString();
    }

    private String target(int target) {
        return switch (target) {
            case PatternProgram.ACCEPTED -> "match";
            case PatternProgram.ACCEPTED_AT_END -> "match at the end of the partition";
            case PatternProgram.ACCEPTED_AT_TIMEOUT -> "match when time has run out";
            default -> name(target);
        };
    }

    private String guard(long guard) {
        StringJoiner names = new StringJoiner(" or ");
        for (long rest = guard; rest != 0; rest &= rest - 1) {
            names.add(variables.get(Long.numberOfTrailingZeros(rest)));
        }
        return names.toString();
    }

    /** When a match is decided, as far as the automaton says. */
    public String finality() {
        boolean isAtOnce = true;
        for (int state = 0; state < program.stateCount(); state++) {
            int[] targets = program.successors(state).targets();
            boolean isLast = targets.length == 1 && targets[0] == PatternProgram.ACCEPTED;
            boolean isWaiting = true;
            for (int target : targets) {
                isWaiting &= target >= 0;
            }
            isAtOnce &= isLast && program.successors(state).guards().length == 0 || isWaiting;
        }
        return isAtOnce ? "at its last row" : "at the first row at which no preferred alternative can still win";
    }

    /** A digraph in the language of Graphviz; arrows carry their rank among those of one state. */
    public String dot(String title) {
        StringBuilder dot = new StringBuilder("digraph \"" + escaped(title) + "\" {\n  rankdir=LR;\n");
        dot.append("  start [shape=point];\n  match [shape=doublecircle];\n");
        for (int state = 0; state < program.stateCount(); state++) {
            dot.append("  s")
                    .append(state)
                    .append(" [label=\"")
                    .append(escaped(name(state)))
                    .append("\"];\n");
        }
        arrows(dot, "start", program.startSuccessors(false));
        for (int state = 0; state < program.stateCount(); state++) {
            arrows(dot, "s" + state, program.successors(state));
        }
        return dot.append("}\n").toString();
    }

    private void arrows(StringBuilder dot, String from, PatternProgram.Successors successors) {
        int[] targets = successors.targets();
        for (int i = 0; i < targets.length; i++) {
            String guard = guard(successors.guard(i));
            String label = (targets.length == 1 ? "" : String.valueOf(i + 1))
                    + (guard.isEmpty() ? "" : " not " + guard)
                    + (targets[i] == PatternProgram.ACCEPTED_AT_END ? " at the end" : "")
                    + (targets[i] == PatternProgram.ACCEPTED_AT_TIMEOUT ? " when time has run out" : "");
            dot.append("  ").append(from).append(" -> ").append(targets[i] < 0 ? "match" : "s" + targets[i]);
            dot.append(label.isEmpty() ? "" : " [label=\"" + escaped(label.strip()) + "\"]")
                    .append(";\n");
        }
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
