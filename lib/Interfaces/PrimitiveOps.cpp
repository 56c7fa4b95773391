//===- PrimitiveOps.cpp - arith and math ops as primitives ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/PrimitiveOps.h"
#include "ag/Interfaces/Spec/Spec.h"
#include "mlir/IR/TypeUtilities.h"
#include <limits>

using namespace mlir;

namespace ag {
namespace {
using Exprs = SmallVector<Expr, 2>;

//===----------------------------------------------------------------------===//
// Signs
//===----------------------------------------------------------------------===//

ScalarType unsignedOf(ScalarType type) {
  for (ScalarType other : allScalarTypes)
    if (getKind(other) == ScalarKind::Unsigned &&
        getBitWidth(other) == getBitWidth(type))
      return other;
  return ScalarType::UI8;
}

/// Returns `x` as an integer of this signedness. An i1 becomes 0 or 1, or, if
/// signed, 0 or -1.
Expr withSign(Expr x, OperandSign sign) {
  ScalarProgram &program = *x.program;
  if (isFloat(x.type()) || sign == OperandSign::Either)
    return x;
  if (sign == OperandSign::Unsigned)
    return program.cast(x, unsignedOf(x.type()));
  return x.type() == ScalarType::I1 ? -program.cast(x, ScalarType::I8) : x;
}

/// Returns the lowest bits of `x` as a signless `type`.
Expr truncate(Expr x, ScalarType type) {
  ScalarProgram &program = *x.program;
  if (type == ScalarType::I1 && x.type() != ScalarType::I1) {
    Expr one = program.intConstant(1, x.type());
    x = program.apply(Primitive::And, {x, one});
  }
  return program.cast(x, type);
}

Expr castWithSign(Expr x, ScalarType type, OperandSign sign) {
  ScalarProgram &program = *x.program;
  if (isFloat(type))
    return program.cast(withSign(x, sign), type);
  if (isFloat(x.type())) {
    bool isUnsigned = sign == OperandSign::Unsigned;
    x = program.cast(x, isUnsigned               ? unsignedOf(type)
                        : type == ScalarType::I1 ? ScalarType::I8
                                                 : type);
  }
  return truncate(withSign(x, sign), type);
}

/// Applies a primitive other than a cast to signless values, which are read
/// with the signedness `sign`.
Expr applyWithSign(Primitive primitive, ArrayRef<Expr> operands,
                   ScalarType type, OperandSign sign) {
  ScalarProgram &program = *operands.front().program;
  if (!accepts(primitive, operands.back().type()) &&
      sign == OperandSign::Either)
    sign = OperandSign::Unsigned;
  SmallVector<Expr> views;
  for (Expr operand : operands)
    views.push_back(withSign(operand, sign));
  Expr result = program.apply(primitive, views);
  return isFloat(type) || isComparison(primitive) ? result
                                                  : truncate(result, type);
}

//===----------------------------------------------------------------------===//
// Composed ops
//===----------------------------------------------------------------------===//

Expr choose(Operation *, ArrayRef<Expr> x) { return select(x[0], x[1], x[2]); }

Expr both(Expr a, Expr b) { return a.program->apply(Primitive::And, {a, b}); }
Expr negate(Expr condition) {
  Expr yes = condition.program->intConstant(1, ScalarType::I1);
  return condition ^ yes;
}

/// The unordered predicates are negations of the opposite ordered ones.
Expr compareFloats(arith::CmpFOp op, ArrayRef<Expr> operands) {
  Expr a = operands[0], b = operands[1];
  using Predicate = arith::CmpFPredicate;
  switch (op.getPredicate()) {
  case Predicate::AlwaysFalse:
    return a.program->intConstant(0, ScalarType::I1);
  case Predicate::AlwaysTrue:
    return a.program->intConstant(1, ScalarType::I1);
  case Predicate::OEQ:
    return compare(Primitive::Eq, a, b);
  case Predicate::OGT:
    return compare(Primitive::Gt, a, b);
  case Predicate::OGE:
    return compare(Primitive::Ge, a, b);
  case Predicate::OLT:
    return compare(Primitive::Lt, a, b);
  case Predicate::OLE:
    return compare(Primitive::Le, a, b);
  case Predicate::ONE:
    return compare(Primitive::Lt, a, b) | compare(Primitive::Gt, a, b);
  case Predicate::ORD:
    return both(compare(Primitive::Eq, a, a), compare(Primitive::Eq, b, b));
  case Predicate::UEQ:
    return negate(compare(Primitive::Lt, a, b) | compare(Primitive::Gt, a, b));
  case Predicate::UGT:
    return negate(compare(Primitive::Le, a, b));
  case Predicate::UGE:
    return negate(compare(Primitive::Lt, a, b));
  case Predicate::ULT:
    return negate(compare(Primitive::Ge, a, b));
  case Predicate::ULE:
    return negate(compare(Primitive::Gt, a, b));
  case Predicate::UNE:
    return compare(Primitive::Ne, a, b);
  case Predicate::UNO:
    return compare(Primitive::Ne, a, a) | compare(Primitive::Ne, b, b);
  }
  llvm_unreachable("all predicates are listed");
}

Expr compareIntegers(arith::CmpIPredicate predicate, ArrayRef<Expr> operands) {
  using Predicate = arith::CmpIPredicate;
  auto as = [&](Primitive primitive, OperandSign sign) {
    return applyWithSign(primitive, operands, ScalarType::I1, sign);
  };
  switch (predicate) {
  case Predicate::eq:
    return as(Primitive::Eq, OperandSign::Either);
  case Predicate::ne:
    return as(Primitive::Ne, OperandSign::Either);
  case Predicate::slt:
    return as(Primitive::Lt, OperandSign::Signed);
  case Predicate::sle:
    return as(Primitive::Le, OperandSign::Signed);
  case Predicate::sgt:
    return as(Primitive::Gt, OperandSign::Signed);
  case Predicate::sge:
    return as(Primitive::Ge, OperandSign::Signed);
  case Predicate::ult:
    return as(Primitive::Lt, OperandSign::Unsigned);
  case Predicate::ule:
    return as(Primitive::Le, OperandSign::Unsigned);
  case Predicate::ugt:
    return as(Primitive::Gt, OperandSign::Unsigned);
  case Predicate::uge:
    return as(Primitive::Ge, OperandSign::Unsigned);
  }
  llvm_unreachable("all predicates are listed");
}

Expr compareSignless(arith::CmpIOp op, ArrayRef<Expr> operands) {
  return compareIntegers(op.getPredicate(), operands);
}
Expr compareIndices(index::CmpOp op, ArrayRef<Expr> operands) {
  return compareIntegers(getArithPredicate(op.getPred()), operands);
}

/// Returns the one of `a` and `b` that is not NaN, or `value` if neither is.
Expr unlessNaN(Expr a, Expr b, Expr value) {
  return select(compare(Primitive::Ne, a, a), b,
                select(compare(Primitive::Ne, b, b), a, value));
}
Expr maximumNumber(Operation *, ArrayRef<Expr> x) {
  return unlessNaN(x[0], x[1], max(x[0], x[1]));
}
Expr minimumNumber(Operation *, ArrayRef<Expr> x) {
  return unlessNaN(x[0], x[1], min(x[0], x[1]));
}

/// Returns a / b, adjusted by `step` where truncation went the wrong way: there
/// is a remainder, and `wrongWay` holds for the quotient's sign.
Expr adjustQuotient(ArrayRef<Expr> x, OperandSign sign, double step,
                    Primitive wrongWay) {
  Expr a = withSign(x[0], sign), b = withSign(x[1], sign);
  ScalarProgram &program = *a.program;
  Expr zero = program.intConstant(0, a.type());
  Expr quotient = a / b;
  Expr rest = program.apply(Primitive::Rem, {a, b});
  Expr isNegative =
      compare(Primitive::Lt, a, zero) ^ compare(Primitive::Lt, b, zero);
  Expr no = program.intConstant(0, ScalarType::I1);
  Expr moves = both(compare(Primitive::Ne, rest, zero),
                    compare(wrongWay, isNegative, no));
  return truncate(select(moves, quotient + step, quotient), x[0].type());
}
Expr ceilDivideSigned(Operation *, ArrayRef<Expr> x) {
  return adjustQuotient(x, OperandSign::Signed, 1, Primitive::Eq);
}
Expr ceilDivideUnsigned(Operation *, ArrayRef<Expr> x) {
  return adjustQuotient(x, OperandSign::Unsigned, 1, Primitive::Eq);
}
Expr floorDivide(Operation *, ArrayRef<Expr> x) {
  return adjustQuotient(x, OperandSign::Signed, -1, Primitive::Ne);
}

Expr clamp(Operation *, ArrayRef<Expr> x) { return min(max(x[0], x[1]), x[2]); }
Expr isNaN(Operation *, ArrayRef<Expr> x) {
  return compare(Primitive::Ne, x[0], x[0]);
}
Expr infinityLike(Expr x) {
  return x.program->constant(std::numeric_limits<double>::infinity(), x.type());
}
Expr isInfinite(Operation *, ArrayRef<Expr> x) {
  return compare(Primitive::Eq, abs(x[0]), infinityLike(x[0]));
}
Expr isFinite(Operation *, ArrayRef<Expr> x) {
  return compare(Primitive::Lt, abs(x[0]), infinityLike(x[0]));
}
/// Computes in f32 or wider: bf16 cannot represent 257, so that -1 to this
/// power would be wrong.
Expr powerOfInteger(Operation *, ArrayRef<Expr> x) {
  ScalarProgram &program = *x[0].program;
  ScalarType type = x[0].type();
  ScalarType wide = getAccumulatorType(type);
  Expr power = pow(program.cast(x[0], wide), program.cast(x[1], wide));
  return program.cast(power, type);
}

//===----------------------------------------------------------------------===//
// Composed ops of two results
//===----------------------------------------------------------------------===//

/// Returns the sum and whether it has wrapped, which made it less than either
/// operand.
Exprs addWithCarry(Operation *, ArrayRef<Expr> x) {
  ScalarType type = x[0].type();
  Expr sum = applyWithSign(Primitive::Add, x, type, OperandSign::Either);
  Expr carry = applyWithSign(Primitive::Lt, {sum, x[0]}, ScalarType::I1,
                             OperandSign::Unsigned);
  return {sum, carry};
}

/// Returns the lower and the upper half of the product.
Exprs multiplyExtended(ArrayRef<Expr> x, OperandSign sign) {
  ScalarType type = x[0].type();
  return {applyWithSign(Primitive::Mul, x, type, OperandSign::Either),
          applyWithSign(Primitive::MulHigh, x, type, sign)};
}
Exprs multiplySigned(Operation *, ArrayRef<Expr> x) {
  return multiplyExtended(x, OperandSign::Signed);
}
Exprs multiplyUnsigned(Operation *, ArrayRef<Expr> x) {
  return multiplyExtended(x, OperandSign::Unsigned);
}

//===----------------------------------------------------------------------===//
// The tables by op
//===----------------------------------------------------------------------===//

using Recorder = Exprs (*)(Operation *, ArrayRef<Expr>, ScalarType);
using Recorders = llvm::DenseMap<TypeID, Recorder>;

template <Primitive TheOne, OperandSign Sign = OperandSign::Either>
Exprs recordPrimitive(Operation *, ArrayRef<Expr> operands, ScalarType type) {
  return {applyWithSign(TheOne, operands, type, Sign)};
}

template <OperandSign Sign>
Exprs recordCast(Operation *, ArrayRef<Expr> operands, ScalarType type) {
  return {castWithSign(operands.front(), type, Sign)};
}

Exprs recordBitcast(Operation *, ArrayRef<Expr> operands, ScalarType type) {
  return {operands.front().program->bitcast(operands.front(), type)};
}

template <typename Op, auto Formula>
Exprs recordComposed(Operation *op, ArrayRef<Expr> operands, ScalarType) {
  return {Formula(cast<Op>(op), operands)};
}

Recorders makeRecorders() {
#define AG_FLOAT(op, primitive)                                                \
  {TypeID::get<op>(), recordPrimitive<Primitive::primitive>},
#define AG_INTEGER(op, primitive, sign)                                        \
  {TypeID::get<op>(), recordPrimitive<Primitive::primitive, OperandSign::sign>},
#define AG_CAST(op, sign) {TypeID::get<op>(), recordCast<OperandSign::sign>},
#define AG_COMPOSED(op, formula)                                               \
  {TypeID::get<op>(), recordComposed<op, formula>},
  // clang-format off
  Recorders table = {
      AG_ARITH_FLOAT_OPS(AG_FLOAT)
      AG_MATH_FLOAT_OPS(AG_FLOAT)
      AG_ARITH_INTEGER_OPS(AG_INTEGER)
      AG_MATH_INTEGER_OPS(AG_INTEGER)
      AG_ARITH_CAST_OPS(AG_CAST)
      AG_ARITH_COMPOSED_OPS(AG_COMPOSED)
      AG_MATH_COMPOSED_OPS(AG_COMPOSED)
      AG_INDEX_COMPOSED_OPS(AG_COMPOSED)
      {TypeID::get<arith::BitcastOp>(), recordBitcast},
  };
  // clang-format on
#undef AG_FLOAT
#undef AG_INTEGER
#undef AG_CAST
#undef AG_COMPOSED
#define AG_INDEX(op, opOfArith)                                                \
  table[TypeID::get<op>()] = table.at(TypeID::get<opOfArith>());
  AG_INDEX_OPS(AG_INDEX)
#undef AG_INDEX
  return table;
}

const Recorders &recorders() {
  static const Recorders table = makeRecorders();
  return table;
}
} // namespace

arith::CmpIPredicate getArithPredicate(index::IndexCmpPredicate predicate) {
  return *arith::symbolizeCmpIPredicate(stringifyEnum(predicate));
}

std::optional<Exprs> recordOp(Operation *op, ArrayRef<Expr> operands) {
  auto row = recorders().find(op->getName().getTypeID());
  if (row == recorders().end())
    return std::nullopt;
  auto type = getScalarType(getElementTypeOrSelf(op->getResult(0)));
  if (!type)
    return std::nullopt;
  return row->second(op, operands, *type);
}

std::optional<ScalarProgram> programOf(Operation *op) {
  ScalarProgram program;
  SmallVector<Expr> operands;
  for (Value operand : op->getOperands()) {
    auto type = getScalarType(getElementTypeOrSelf(operand));
    if (!type)
      return std::nullopt;
    operands.push_back(program.input(*type));
  }
  auto results = recordOp(op, operands);
  if (!results)
    return std::nullopt;
  for (Expr result : *results)
    program.yield(result);
  return program;
}

} // namespace ag
