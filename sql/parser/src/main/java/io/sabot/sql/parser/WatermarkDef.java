package io.sabot.sql.parser;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

/** {@code WATERMARK FOR column AS expression}. */
public record WatermarkDef(SqlIdentifier column, SqlNode expression, SqlParserPos pos) {}
