<#-- Productions of our own. Those with a name of Calcite's take the place of one that patch-grammar.xml drops. -->

/* Statements. */

SqlNode SqlStmt() :
{
    final SqlNode stmt;
}
{
    (
        stmt = SqlCreate()
    |
        stmt = SqlInsert()
    |
        stmt = SqlExplain()
    |
        stmt = SabotSetOption()
    |
        stmt = OrderedQueryOrExpr(ExprContext.ACCEPT_QUERY)
    )
    { return stmt; }
}

SqlNode SqlExplain() :
{
    final Span s;
    final Span c;
    final SqlNode stmt;
}
{
    <EXPLAIN> { s = span(); }
    [ <PLAN> <FOR> ]
    (
        stmt = SqlInsert()
    |
        <CREATE> { c = span(); } stmt = SabotCreateMaterializedView(c, false)
    |
        stmt = OrderedQueryOrExpr(ExprContext.ACCEPT_QUERY)
    )
    { return new SqlExplainStatement(s.end(stmt), stmt); }
}

SqlNode SabotSetOption() :
{
    final Span s;
    final SqlLiteral key;
    final SqlLiteral value;
}
{
    <SET> { s = span(); }
    key = PlainString() <EQ> value = PlainString()
    { return new io.sabot.sql.parser.SqlSetOption(s.end(this), key, value); }
}

SqlCreate SabotCreateTable(Span s, boolean replace) :
{
    final SqlIdentifier name;
    final boolean ifNotExists;
    final SqlCreateTable.Builder table;
    SqlLiteral comment = null;
    final List<TableOption> settings = new ArrayList<TableOption>();
}
{
    <TABLE> ifNotExists = IfNotExistsOpt()
    name = CompoundIdentifier() { table = new SqlCreateTable.Builder(name, replace, ifNotExists); }
    <LPAREN> TableElement(table) ( <COMMA> TableElement(table) )* <RPAREN>
    [ <COMMENT> comment = PlainString() ]
    [ <WITH> TableOptions(settings) ]
    { return table.build(s.end(this), comment, settings); }
}

boolean IfNotExistsOpt() :
{
}
{
    LOOKAHEAD(3)
    <IF> <NOT> <EXISTS> { return true; }
|
    { return false; }
}

void TableElement(SqlCreateTable.Builder table) :
{
    final SqlIdentifier name;
    final SqlDataTypeSpec type;
    SqlNode e;
    final Span s;
    SqlLiteral comment = null;
    boolean nullable = true;
    boolean key = false;
    boolean enforced = true;
    final SqlNodeList columns;
}
{
    LOOKAHEAD(2)
    <WATERMARK> { s = span(); } <FOR> name = CompoundIdentifier() <AS>
    e = Expression(ExprContext.ACCEPT_SUB_QUERY)
    { table.watermark(new WatermarkDef(name, e, s.end(e))); }
|
    LOOKAHEAD(2)
    <PRIMARY> { s = span(); } <KEY> columns = ParenthesizedSimpleIdentifierList()
    enforced = EnforcedOpt()
    { table.primaryKey(columns, enforced, s.end(this)); }
|
    name = SimpleIdentifier() { s = span(); }
    (
        <AS> e = Expression(ExprContext.ACCEPT_SUB_QUERY)
        [ <COMMENT> comment = PlainString() ]
        { table.column(new ColumnDef(name, null, e, true, comment, s.end(this))); }
    |
        type = ColumnType()
        (
            <NOT> <NULL> { nullable = false; }
        |
            <NULL>
        |
            <PRIMARY> <KEY> enforced = EnforcedOpt() { key = true; }
        )*
        [ <COMMENT> comment = PlainString() ]
        {
            table.column(new ColumnDef(name, type.withNullable(nullable), null, nullable, comment, s.end(this)));
            if (key) {
                table.primaryKey(SqlNodeList.of(name), enforced, name.getParserPosition());
            }
        }
    )
}

boolean EnforcedOpt() :
{
}
{
    LOOKAHEAD(2)
    <NOT> <ENFORCED> { return false; }
|
    <ENFORCED> { return true; }
|
    { return true; }
}

SqlDataTypeSpec ColumnType() :
{
    final Span s;
    final SqlIntervalQualifier qualifier;
    final SqlDataTypeSpec type;
}
{
    <INTERVAL> { s = span(); } qualifier = IntervalQualifier()
    { return new SqlDataTypeSpec(new IntervalTypeNameSpec(qualifier, s.end(this)), s.pos()); }
|
    type = DataType() { return type; }
}

/* Names of types beyond Calcite's. */
SqlTypeNameSpec SabotTypeName() :
{
    final Span s;
    final int precision;
}
{
    <STRING> { return new SqlAlienSystemTypeNameSpec("STRING", SqlTypeName.VARCHAR, Integer.MAX_VALUE, getPos()); }
|
    <BYTES> { return new SqlAlienSystemTypeNameSpec("BYTES", SqlTypeName.VARBINARY, Integer.MAX_VALUE, getPos()); }
|
    <TIMESTAMP_LTZ> { s = span(); } precision = PrecisionOpt()
    { return new SqlBasicTypeNameSpec(SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE, precision, s.end(this)); }
}

void TableOptions(List<TableOption> list) :
{
}
{
    <LPAREN> [ TableOption(list) ( <COMMA> TableOption(list) )* ] <RPAREN>
}

void TableOption(List<TableOption> list) :
{
    final SqlLiteral key;
    final SqlLiteral value;
}
{
    key = PlainString() <EQ> value = PlainString() { list.add(new TableOption(key, value)); }
}

SqlLiteral PlainString() :
{
}
{
    <QUOTED_STRING> { return SqlLiteral.createCharString(SqlParserUtil.parseString(token.image), getPos()); }
|
    <UNICODE_STRING_LITERAL> {
        return SqlLiteral.createCharString(SqlParserUtil.parseString(token.image), "UTF16", getPos())
            .unescapeUnicode(BACKSLASH);
    }
}

SqlCreate SabotCreateView(Span s, boolean replace) :
{
    final SqlIdentifier name;
    SqlNodeList columns = null;
    final SqlNode query;
}
{
    <VIEW> name = CompoundIdentifier()
    [ columns = ParenthesizedSimpleIdentifierList() ]
    <AS> query = OrderedQueryOrExpr(ExprContext.ACCEPT_QUERY)
    { return new SqlCreateView(s.end(this), replace, name, columns, query); }
}

SqlCreate SabotCreateMaterializedView(Span s, boolean replace) :
{
    final SqlIdentifier name;
    SqlNodeList key = SqlNodeList.EMPTY;
    SqlLiteral comment = null;
    final List<TableOption> settings = new ArrayList<TableOption>();
    final SqlNode query;
}
{
    <MATERIALIZED> <VIEW> name = CompoundIdentifier()
    [ <LPAREN> <PRIMARY> <KEY> key = ParenthesizedSimpleIdentifierList() EnforcedOpt() <RPAREN> ]
    [ <COMMENT> comment = PlainString() ]
    [ <WITH> TableOptions(settings) ]
    <AS> query = OrderedQueryOrExpr(ExprContext.ACCEPT_QUERY)
    { return new SqlCreateMaterializedView(s.end(this), replace, name, key, comment, settings, query); }
}

SqlCreate SabotCreateFunction(Span s, boolean replace) :
{
    final SqlIdentifier name;
    final SqlLiteral implementation;
    boolean temporary = false;
    boolean java = false;
    SqlLiteral jar;
    final List<SqlLiteral> jars = new ArrayList<SqlLiteral>();
}
{
    [ <TEMPORARY> { temporary = true; } ]
    <FUNCTION> name = CompoundIdentifier()
    <AS> implementation = PlainString()
    [ <LANGUAGE> <JAVA> { java = true; } ]
    [
        <USING> <JAR> jar = PlainString() { jars.add(jar); }
        ( <COMMA> <JAR> jar = PlainString() { jars.add(jar); } )*
    ]
    { return new SqlCreateFunction(s.end(this), replace, temporary, name, implementation, java, jars); }
}

/* Arguments. */

/** As Calcite's, and TABLE may precede a query in parentheses. */
SqlNode TableParam() :
{
    final Span s;
    SqlNode table;
    SqlNodeList partitionBy = SqlNodeList.EMPTY;
    SqlNodeList orderBy = SqlNodeList.EMPTY;
}
{
    <TABLE> { s = span(); }
    (
        <LPAREN> table = OrderedQueryOrExpr(ExprContext.ACCEPT_QUERY) <RPAREN>
    |
        table = CompoundIdentifier() { table = SqlStdOperatorTable.EXPLICIT_TABLE.createCall(s.end(table), table); }
    )
    [ <PARTITION> <BY> partitionBy = SimpleIdentifierOrList() ]
    [ orderBy = OrderByOfSetSemanticsTable() ]
    {
        return partitionBy.isEmpty() && orderBy.isEmpty()
            ? table
            : SqlStdOperatorTable.SET_SEMANTICS_TABLE.createCall(s.end(this), table, partitionBy, orderBy);
    }
}

SqlNode RunningOrFinalCall() :
{
    final Span s;
    final SqlOperator op;
    final SqlNode e;
}
{
    (
        <RUNNING> { op = RowPatternOperators.RUNNING; }
    |
        <FINAL> { op = RowPatternOperators.FINAL; }
    )
    { s = span(); }
    e = NamedFunctionCall() { return op.createCall(s.end(e), e); }
}

SqlNode RunningOrFinalColumn() :
{
    final Span s;
    final SqlOperator op;
    final SqlNode e;
}
{
    (
        <RUNNING> { op = RowPatternOperators.RUNNING; }
    |
        <FINAL> { op = RowPatternOperators.FINAL; }
    )
    { s = span(); }
    e = CompoundIdentifier() { return op.createCall(s.end(e), e); }
}

/** As Calcite's, and any function takes the treatment of nulls and the order of its rows inside its parentheses. */
SqlCall NamedCall() :
{
    final Span s;
    final SqlIdentifier name;
    final List<SqlNode> args = new ArrayList<SqlNode>();
    SqlLiteral quantifier = null;
    Pair<SqlParserPos, SqlOperator> nulls = null;
    SqlNodeList orderBy = null;
}
{
    name = FunctionName() { s = span(); }
    <LPAREN>
    (
        LOOKAHEAD(2)
        <STAR> { args.add(SqlIdentifier.star(getPos())); } <RPAREN>
    |
        <RPAREN>
    |
        // Two tokens do not tell that CASE WHEN begins an expression.
        LOOKAHEAD({ true })
        [ quantifier = AllOrDistinct() ]
        CallArgument(args) ( <COMMA> CallArgument(args) )*
        [ LOOKAHEAD(2) nulls = NullTreatment() ]
        [ orderBy = OrderBy(true) ]
        <RPAREN>
    )
    {
        final SqlParserPos pos = Span.of(name).end(this);
        SqlCall call = createCall(name, pos, SqlFunctionCategory.USER_DEFINED_FUNCTION, quantifier, args);
        if (nulls != null) {
            call = nulls.right.createCall(pos, call);
        }
        if (orderBy != null) {
            call = SqlStdOperatorTable.WITHIN_GROUP.createCall(pos, call, orderBy);
        }
        return call;
    }
}

void CallArgument(List<SqlNode> args) :
{
    SqlIdentifier name = null;
    SqlNode e;
}
{
    [ LOOKAHEAD(2) name = SimpleIdentifier() <NAMED_ARGUMENT_ASSIGNMENT> ]
    (
        e = Default()
    |
        LOOKAHEAD((SimpleIdentifierOrList() | <LPAREN> <RPAREN>) <LAMBDA>)
        e = LambdaExpression()
    |
        LOOKAHEAD({ atQuery() })
        e = OrderedQueryOrExpr(ExprContext.ACCEPT_NONCURSOR)
    |
        LOOKAHEAD({ true })
        e = Expression(ExprContext.ACCEPT_SUB_QUERY)
    )
    {
        if (name != null) {
            e = SqlStdOperatorTable.ARGUMENT_ASSIGNMENT.createCall(Span.of(name, e).pos(), e, name);
        }
        args.add(e);
    }
}

/* Row patterns. */

SqlNode MatchRecognize(SqlNode tableRef) :
{
    final Span s;
    final Span by;
    final SqlIdentifier alias;
    final SqlRowPatternRecognition.Builder clause;
    final List<SqlNode> named = new ArrayList<SqlNode>();
    SqlNodeList list;
    SqlNode interval;
    RowPattern pattern;
}
{
    [
        [ <AS> ] alias = SimpleIdentifier() {
            checkNotJoin(tableRef);
            named.add(tableRef);
            named.add(alias);
        }
        [ list = ParenthesizedSimpleIdentifierList() { named.addAll(list.getList()); } ]
        { tableRef = SqlStdOperatorTable.AS.createCall(Span.of(tableRef).end(this), named); }
    ]
    <MATCH_RECOGNIZE> {
        checkNotJoin(tableRef);
        s = Span.of(tableRef);
        clause = new SqlRowPatternRecognition.Builder(tableRef);
    }
    <LPAREN>
    [
        <PARTITION> { by = span(); } <BY>
        list = ExpressionCommaList(by, ExprContext.ACCEPT_NON_QUERY) { clause.partitionBy(list); }
    ]
    [ list = OrderBy(true) { clause.orderBy(list); } ]
    [ <MEASURES> { checkMeasure(); } PatternMeasure(clause) ( <COMMA> { checkMeasure(); } PatternMeasure(clause) )* ]
    [ PatternRows(clause) ]
    [ PatternSkip(clause) ]
    [
        <INITIAL> { clause.search(SqlRowPatternRecognition.Search.INITIAL, getPos()); }
    |
        <SEEK> { clause.search(SqlRowPatternRecognition.Search.SEEK, getPos()); }
    ]
    <PATTERN> <LPAREN> pattern = PatternAlternatives() { clause.pattern(pattern); } <RPAREN>
    [ <WITHIN> interval = IntervalLiteralOrExpression() { clause.within(interval); } ]
    [ <SUBSET> PatternSubset(clause) ( <COMMA> PatternSubset(clause) )* ]
    [ <DEFINE> PatternVariable(clause) ( <COMMA> PatternVariable(clause) )* ]
    <RPAREN>
    [ <WITHIN> interval = IntervalLiteralOrExpression() { clause.within(interval); } ]
    { return clause.build(s.end(this)); }
}

void PatternMeasure(SqlRowPatternRecognition.Builder clause) :
{
    final SqlNode e;
    final SqlIdentifier alias;
}
{
    e = Expression(ExprContext.ACCEPT_SUB_QUERY) { checkMeasureName(); } <AS> alias = SimpleIdentifier()
    { clause.measure(new SqlRowPatternRecognition.Measure(e, alias)); }
}

JAVACODE
void checkMeasure() {
    if (atPattern(1)) {
        throw new SyntaxException(nextPos(), "expected a measure, found '" + getToken(1).image + "'",
            "leave out the comma in front, or MEASURES if there are none");
    }
}

JAVACODE
void checkMeasureName() {
    final String found = getToken(1).image;
    if (atPattern(1)) {
        throw new SyntaxException(nextPos(), "expected AS and a name for the measure, found '" + found + "'", null);
    }
    final int before = getToken(0).kind;
    if (atMeasureName() && (before == RUNNING || before == FINAL)) {
        final String mode = getToken(0).image;
        throw new SyntaxException(nextPos(), mode + " stands before FIRST, LAST or an aggregate, found '" + found + "'",
            mode + " LAST(" + found + ")");
    }
    if (atMeasureName()) {
        throw new SyntaxException(nextPos(), "expected AS before the measure's name, found '" + found + "'", "AS " + found);
    }
}

JAVACODE
void checkSkipTarget() {
    if (atPattern(1)) {
        throw new SyntaxException(nextPos(), "expected NEXT ROW, FIRST, LAST or a variable, found '" + getToken(1).image + "'",
            null);
    }
}

JAVACODE
void strayBar(String where) {
    throw new SyntaxException(getPos(), "there is nothing " + where + " '|'", "the pattern of no row is ()");
}

JAVACODE
void notWithOneRow(SqlParserPos at, String what) {
    throw new SyntaxException(at, what + " goes with ALL ROWS PER MATCH, not with ONE ROW");
}

void PatternRows(SqlRowPatternRecognition.Builder clause) :
{
    final Span s;
    boolean timeouts = false;
    SqlRowPatternRecognition.Rows rows = SqlRowPatternRecognition.Rows.ALL_ROWS_SHOW_EMPTY;
}
{
    <ONE> { s = span(); } <ROW> <PER> <MATCH>
    [
        LOOKAHEAD(2)
        <SHOW> <TIMEOUT> <MATCHES> { timeouts = true; }
    |
        ( <SHOW> <EMPTY> | <OMIT> <EMPTY> ) <MATCHES> { notWithOneRow(s.end(this), "EMPTY MATCHES"); }
    |
        <WITH> <UNMATCHED> <ROWS> { notWithOneRow(s.end(this), "WITH UNMATCHED ROWS"); }
    ]
    {
        clause.rowsPerMatch(new SqlRowPatternRecognition.RowsPerMatch(
            SqlRowPatternRecognition.Rows.ONE_ROW, timeouts, s.end(this)));
    }
|
    <ALL> { s = span(); } <ROWS> <PER> <MATCH>
    [
        LOOKAHEAD(2)
        <SHOW> <EMPTY> <MATCHES>
    |
        <SHOW> <TIMEOUT> <MATCHES> {
            throw new SyntaxException(s.end(this), "SHOW TIMEOUT MATCHES goes with ONE ROW PER MATCH, not with ALL ROWS");
        }
    |
        <OMIT> <EMPTY> <MATCHES> { rows = SqlRowPatternRecognition.Rows.ALL_ROWS_OMIT_EMPTY; }
    |
        <WITH> <UNMATCHED> <ROWS> { rows = SqlRowPatternRecognition.Rows.ALL_ROWS_WITH_UNMATCHED; }
    ]
    { clause.rowsPerMatch(new SqlRowPatternRecognition.RowsPerMatch(rows, false, s.end(this))); }
}

void PatternSkip(SqlRowPatternRecognition.Builder clause) :
{
    final Span s;
    final SqlRowPatternRecognition.SkipMode mode;
    SqlIdentifier target = null;
}
{
    <AFTER> { s = span(); } <MATCH> <SKIP_>
    (
        <PAST> <LAST> <ROW> { mode = SqlRowPatternRecognition.SkipMode.PAST_LAST_ROW; }
    |
        LOOKAHEAD(3)
        <TO> <NEXT> <ROW> { mode = SqlRowPatternRecognition.SkipMode.TO_NEXT_ROW; }
    |
        LOOKAHEAD(<TO> <FIRST> SimpleIdentifier(), { !atPattern(3) })
        <TO> <FIRST> target = SimpleIdentifier() { mode = SqlRowPatternRecognition.SkipMode.TO_FIRST; }
    |
        LOOKAHEAD(<TO> <LAST> SimpleIdentifier(), { !atPattern(3) })
        <TO> <LAST> target = SimpleIdentifier() { mode = SqlRowPatternRecognition.SkipMode.TO_LAST; }
    |
        <TO> { checkSkipTarget(); } target = SimpleIdentifier() { mode = SqlRowPatternRecognition.SkipMode.TO_LAST; }
    )
    { clause.afterMatch(new SqlRowPatternRecognition.Skip(mode, target, s.end(this))); }
}

void PatternSubset(SqlRowPatternRecognition.Builder clause) :
{
    final SqlIdentifier name;
    final SqlNodeList members;
}
{
    name = SimpleIdentifier() <EQ> members = ParenthesizedSimpleIdentifierList()
    { clause.subset(name, members); }
}

void PatternVariable(SqlRowPatternRecognition.Builder clause) :
{
    final SqlIdentifier variable;
    final SqlNode condition;
}
{
    variable = SimpleIdentifier() <AS> condition = Expression(ExprContext.ACCEPT_SUB_QUERY)
    { clause.define(new SqlRowPatternRecognition.Definition(variable, condition)); }
}

RowPattern PatternAlternatives() :
{
    final List<RowPattern> list = new ArrayList<RowPattern>();
    final SqlParserPos start = getPos();
    RowPattern p;
}
{
    p = PatternSequence()
    (
        <VERTICAL_BAR> {
            if (p == null) {
                strayBar("before");
            }
            list.add(p);
        }
        p = PatternSequence() {
            if (p == null) {
                strayBar("behind");
            }
        }
    |
        <CONCAT> { strayBar("between '|' and"); }
    )*
    {
        if (p == null) {
            return new RowPattern.Empty(start);
        }
        list.add(p);
        return RowPattern.alternation(list);
    }
}

/** Null if there is none. */
RowPattern PatternSequence() :
{
    final List<RowPattern> list = new ArrayList<RowPattern>();
}
{
    ( PatternElement(list) )*
    { return list.isEmpty() ? null : RowPattern.concatenation(list); }
}

void PatternElement(List<RowPattern> list) :
{
    SqlIdentifier name = null;
    final Span s;
    RowPattern p;
    final List<RowPattern> members = new ArrayList<RowPattern>();
    boolean anchored = false;
}
{
    (
        LOOKAHEAD({ atPermute() })
        <PERMUTE> { s = span(); } <LPAREN>
        p = PatternAlternatives() { members.add(p); }
        ( <COMMA> p = PatternAlternatives() { members.add(p); } )*
        <RPAREN> { p = new RowPattern.Permute(members, s.end(this)); }
    |
        name = SimpleIdentifier() {
            // The lexer takes a dollar for a letter; unquoted, at the end of a name, it is the anchor.
            p = RowPattern.variable(name);
            anchored = RowPattern.endsWithAnchor(name);
        }
    |
        <LPAREN> { s = span(); } p = PatternAlternatives() <RPAREN> {
            p = p instanceof RowPattern.Empty ? new RowPattern.Empty(s.end(this)) : p;
        }
    |
        LOOKAHEAD(2)
        <LBRACE> { s = span(); } <MINUS> p = PatternAlternatives() <MINUS> <RBRACE>
        { p = new RowPattern.Exclusion(p, s.end(this)); }
    |
        <LBRACKET> { s = span(); } <CARET> name = SimpleIdentifier() <RBRACKET>
        { p = new RowPattern.NotNext(name, s.end(this)); }
    |
        <CARET> { p = new RowPattern.StartAnchor(getPos()); }
    |
        <DOLLAR> { p = new RowPattern.EndAnchor(getPos()); }
    )
    [
        LOOKAHEAD(2)
        p = PatternQuantifier(p)
    ]
    {
        list.add(p);
        if (anchored) {
            list.add(RowPattern.anchorOf(name));
        }
    }
}

RowPattern PatternQuantifier(RowPattern body) :
{
    final Span s = Span.of();
    final int min;
    int max = RowPattern.UNBOUNDED;
    boolean reluctant = false;
}
{
    (
        <STAR> { min = 0; }
    |
        <PLUS> { min = 1; }
    |
        <HOOK> { min = 0; max = 1; }
    |
        LOOKAHEAD(2)
        <LBRACE> { s.add(this); } <COMMA> { min = 0; } max = UnsignedIntLiteral() <RBRACE>
    |
        <LBRACE> { s.add(this); } min = UnsignedIntLiteral() { max = min; }
        [
            <COMMA> { max = RowPattern.UNBOUNDED; }
            [ max = UnsignedIntLiteral() ]
        ]
        <RBRACE>
    )
    {
        if (max != RowPattern.UNBOUNDED && max < min) {
            throw new SyntaxException(s.end(this), "a quantifier's maximum must not be below its minimum",
                "did you mean {" + max + "," + min + "}?");
        }
    }
    [ <HOOK> { reluctant = true; } ]
    {
        return new RowPattern.Quantified(body, min, max, reluctant, body.pos().plus(getPos()));
    }
}
