package io.sabot.sql.script;

import java.util.List;

/**
 * What an expression of a row pattern sees: the rows of a partition, and those mapped to variables.
 *
 * @param mapped of the whole match in a measure, with the candidate last in a condition
 * @param running how many of those the row looked from sees
 * @param current the row looked from
 * @param number of the match, null if it is none
 */
record PatternScope(
        List<PatternRow> rows, List<Mapping> mapped, int running, int current, Integer number, String status) {
    /** @param isExcluded whether the row stands within {@code {- -}} */
    record Mapping(int row, String variable, boolean isExcluded) {}

    /** A variable, a union of some, or the universal one: without a name and members. */
    record Owner(String name, List<String> members) {
        static final Owner ALL = new Owner("", List.of());

        static Owner variable(String name) {
            return new Owner(name, List.of(name));
        }

        boolean isAll() {
            return members.isEmpty();
        }

        boolean owns(String variable) {
            return isAll() || members.contains(variable);
        }

        String prefix() {
            return isAll() ? "" : name + ".";
        }
    }

    /** As FINAL sees it. */
    PatternScope whole() {
        return new PatternScope(rows, mapped, mapped.size(), current, number, status);
    }

    /** Rows of the owner, in order. */
    List<Integer> rowsOf(Owner owner) {
        return mapped.subList(0, running).stream()
                .filter(mapping -> owner.owns(mapping.variable()))
                .map(Mapping::row)
                .toList();
    }

    /** Null if there are too few rows. */
    Integer first(Owner owner, int offset) {
        List<Integer> of = rowsOf(owner);
        return offset < of.size() ? of.get(offset) : null;
    }

    /** Null if there are too few rows. */
    Integer last(Owner owner, int offset) {
        List<Integer> of = rowsOf(owner);
        return offset < of.size() ? of.get(of.size() - 1 - offset) : null;
    }

    /** Null for a row that is not mapped. */
    String classifier(int row) {
        return mapped.stream()
                .filter(mapping -> mapping.row() == row)
                .map(Mapping::variable)
                .findFirst()
                .orElse(null);
    }
}
