package io.sabot.cep;

/** Tells of an operator what it had to give up. */
public interface PartialMatches {
    /** Partial matches given up because of a limit, in earlier runs too. May be asked by any thread. */
    long droppedPartials();
}
