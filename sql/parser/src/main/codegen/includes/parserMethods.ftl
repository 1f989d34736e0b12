<#-- Questions about the next tokens, asked by semantic lookahead. -->
    /** Whether ROW stands for a name and not for the constructor. */
    private boolean atRowAsName() {
        return getToken(1).kind == ROW && getToken(2).kind != LPAREN;
    }

    /** Whether the frame of a window starts here, and not the name of a window it is derived from. */
    private boolean atFrame() {
        final int kind = getToken(1).kind;
        final int next = getToken(2).kind;
        return (kind == ROWS || kind == RANGE) && next != RPAREN && next != PARTITION && next != ORDER
            && next != ROWS && next != RANGE;
    }

    /** Whether PERMUTE is not the name of a pattern variable. */
    private boolean atPermute() {
        return getToken(1).kind == PERMUTE && getToken(2).kind == LPAREN;
    }

    /** Whether a query starts here that is not in parentheses. */
    private boolean atQuery() {
        final int kind = getToken(1).kind;
        return kind == SELECT || kind == WITH || kind == VALUES;
    }

    /** Whether something stands here that is nothing but a name, so that AS was left out before it. */
    private boolean atMeasureName() {
        final Token next = getToken(1);
        return next.kind == QUOTED_IDENTIFIER || next.kind == BACK_QUOTED_IDENTIFIER
            || Character.isLetter(next.image.charAt(0)) && io.sabot.sql.parser.SabotSqlParser.isName(next.image);
    }

    /** Where the next token stands. */
    private SqlParserPos nextPos() {
        final Token next = getToken(1);
        return new SqlParserPos(next.beginLine, next.beginColumn, next.endLine, next.endColumn);
    }

    /** Whether the n-th token from here begins what follows the AFTER MATCH SKIP clause. */
    private boolean atPattern(int n) {
        final int kind = getToken(n).kind;
        final int next = getToken(n + 1).kind;
        return kind == PATTERN && next == LPAREN || (kind == INITIAL || kind == SEEK) && next == PATTERN;
    }
