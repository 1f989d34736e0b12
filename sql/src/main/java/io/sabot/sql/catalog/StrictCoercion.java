package io.sabot.sql.catalog;

import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.sql.validate.implicit.TypeCoercionImpl;

/** Implicit conversions: numbers widen and text is read as a time, but text and numbers never mix by themselves. */
final class StrictCoercion extends TypeCoercionImpl {
    StrictCoercion(RelDataTypeFactory types, SqlValidator validator) {
        super(types, validator);
    }

    @Override
    public RelDataType getWiderTypeForTwo(RelDataType a, RelDataType b, boolean stringPromotion) {
        return isMixed(a, b) ? null : super.getWiderTypeForTwo(a, b, stringPromotion);
    }

    @Override
    public RelDataType commonTypeForBinaryComparison(RelDataType a, RelDataType b) {
        return isMixed(a, b) ? null : super.commonTypeForBinaryComparison(a, b);
    }

    @Override
    public boolean binaryComparisonCoercion(SqlCallBinding binding) {
        if (binding.getOperandCount() == 2 && isMixed(binding.getOperandType(0), binding.getOperandType(1))) {
            // Calcite takes text and numbers for comparable, whatever is coerced.
            throw binding.newValidationSignatureError();
        }
        return super.binaryComparisonCoercion(binding);
    }

    @Override
    public boolean binaryArithmeticCoercion(SqlCallBinding binding) {
        return isAnyText(binding) ? false : super.binaryArithmeticCoercion(binding);
    }

    private static boolean isAnyText(SqlCallBinding binding) {
        for (int i = 0; i < binding.getOperandCount(); i++) {
            if (SqlTypeUtil.isCharacter(binding.getOperandType(i))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean builtinFunctionCoercion(
            SqlCallBinding binding, List<RelDataType> operandTypes, List<SqlTypeFamily> expectedFamilies) {
        for (int i = 0; i < operandTypes.size() && i < expectedFamilies.size(); i++) {
            RelDataType given = operandTypes.get(i);
            boolean isText = SqlTypeUtil.isCharacter(given);
            boolean wantsText = expectedFamilies.get(i) == SqlTypeFamily.CHARACTER
                    || expectedFamilies.get(i) == SqlTypeFamily.STRING;
            if (isText && isNumber(expectedFamilies.get(i)) || wantsText && SqlTypeUtil.isNumeric(given)) {
                return false;
            }
        }
        return super.builtinFunctionCoercion(binding, operandTypes, expectedFamilies);
    }

    private static boolean isNumber(SqlTypeFamily family) {
        return family == SqlTypeFamily.NUMERIC
                || family == SqlTypeFamily.EXACT_NUMERIC
                || family == SqlTypeFamily.APPROXIMATE_NUMERIC
                || family == SqlTypeFamily.INTEGER;
    }

    @Override
    public boolean rowTypeCoercion(SqlValidatorScope scope, SqlNode query, int column, RelDataType wanted) {
        RelDataType given =
                validator.getValidatedNodeType(query).getFieldList().get(column).getType();
        return isMixed(given, wanted) ? false : super.rowTypeCoercion(scope, query, column, wanted);
    }

    private static boolean isMixed(RelDataType a, RelDataType b) {
        return a != null && b != null && (isTextAndOther(a, b) || isTextAndOther(b, a));
    }

    private static boolean isTextAndOther(RelDataType text, RelDataType other) {
        return SqlTypeUtil.isCharacter(text) && (SqlTypeUtil.isNumeric(other) || SqlTypeUtil.isBoolean(other));
    }
}
