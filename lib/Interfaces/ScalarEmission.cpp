//===- ScalarEmission.cpp - scalar programs as arith and math -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/ScalarEmission.h"
#include "ag/Interfaces/PrimitiveOps.h"
#include "ag/Interfaces/Spec/Spec.h"

using namespace mlir;

namespace ag {
namespace {

/// Emits one primitive after the other.
class Emitter {
public:
  Emitter(OpBuilder &builder, Location loc) : builder(builder), loc(loc) {}

  Value constant(Cell value, ScalarType type) {
    Type mlirType = getSignlessType(type, builder.getContext());
    TypedAttr attr;
    if (isFloat(type))
      attr = builder.getFloatAttr(mlirType, value.f);
    else
      attr = builder.getIntegerAttr(mlirType, APInt(getBitWidth(type), value.i,
                                                    /*isSigned=*/false,
                                                    /*implicitTrunc=*/true));
    return arith::ConstantOp::create(builder, loc, attr);
  }
  Value intConstant(int64_t value, ScalarType type) {
    Cell cell;
    cell.i = value;
    return constant(cell, type);
  }
  Value floatConstant(double value, ScalarType type) {
    Cell cell;
    cell.f = value;
    return constant(cell, type);
  }

  Value apply(Primitive primitive, ScalarType type, ScalarType resultType,
              ArrayRef<Value> operands);
  Value cast(Value value, ScalarType from, ScalarType to);

private:
  template <typename Op> Value op(ArrayRef<Value> operands) {
    return Op::create(builder, loc, operands.front().getType(), operands)
        .getResult();
  }
  /// Creates the op for floats, signed integers, or unsigned integers and i1.
  template <typename Float, typename Signed, typename Unsigned>
  Value byKind(ScalarType type, ArrayRef<Value> operands) {
    if (isFloat(type))
      return op<Float>(operands);
    return getKind(type) == ScalarKind::Signed ? op<Signed>(operands)
                                               : op<Unsigned>(operands);
  }
  Value compareInts(arith::CmpIPredicate predicate, Value a, Value b) {
    return arith::CmpIOp::create(builder, loc, predicate, a, b);
  }
  Value choose(Value condition, Value a, Value b) {
    return arith::SelectOp::create(builder, loc, condition, a, b);
  }

  Value applyToFloats(Primitive primitive, ArrayRef<Value> operands);
  Value applyToInts(Primitive primitive, ScalarType type,
                    ArrayRef<Value> operands);
  Value compare(Primitive predicate, ScalarType type, Value a, Value b);
  Value divide(ScalarType type, Value a, Value b);
  Value remainder(ScalarType type, Value a, Value b);
  Value power(ScalarType type, Value base, Value exponent);
  Value shift(Primitive primitive, ScalarType type, Value a, Value by);
  Value bitcast(Value value, ScalarType to);
  Value multiplyHigh(ScalarType type, ArrayRef<Value> operands);
  Value floatToInt(Value value, ScalarType from, ScalarType to);

  OpBuilder &builder;
  Location loc;
};

Value Emitter::apply(Primitive primitive, ScalarType type,
                     ScalarType resultType, ArrayRef<Value> operands) {
  if (primitive == Primitive::Select)
    return choose(operands[0], operands[1], operands[2]);
  if (primitive == Primitive::Cast)
    return cast(operands[0], type, resultType);
  if (primitive == Primitive::Bitcast)
    return bitcast(operands[0], resultType);
  if (isComparison(primitive))
    return compare(primitive, type, operands[0], operands[1]);
  return isFloat(type) ? applyToFloats(primitive, operands)
                       : applyToInts(primitive, type, operands);
}

Value Emitter::applyToFloats(Primitive primitive, ArrayRef<Value> operands) {
  switch (primitive) {
#define AG_CASE(opOfFloats, name)                                              \
  case Primitive::name:                                                        \
    return op<opOfFloats>(operands);
    AG_ARITH_FLOAT_OPS(AG_CASE)
    AG_MATH_FLOAT_OPS(AG_CASE)
#undef AG_CASE
  default:
    llvm_unreachable("not a primitive on floats");
  }
}

Value Emitter::applyToInts(Primitive primitive, ScalarType type,
                           ArrayRef<Value> operands) {
  Value a = operands[0], b = operands.back();
  switch (primitive) {
  case Primitive::Add:
    return op<arith::AddIOp>(operands);
  case Primitive::Sub:
    return op<arith::SubIOp>(operands);
  case Primitive::Mul:
    return op<arith::MulIOp>(operands);
  case Primitive::Div:
    return divide(type, a, b);
  case Primitive::Rem:
    return remainder(type, a, b);
  case Primitive::Pow:
    return power(type, a, b);
  case Primitive::Max:
    return byKind<arith::MaximumFOp, arith::MaxSIOp, arith::MaxUIOp>(type,
                                                                     operands);
  case Primitive::Min:
    return byKind<arith::MinimumFOp, arith::MinSIOp, arith::MinUIOp>(type,
                                                                     operands);
  case Primitive::Neg:
    return op<arith::SubIOp>({intConstant(0, type), a});
  case Primitive::Abs:
    if (getKind(type) != ScalarKind::Signed)
      return a;
    return op<arith::MaxSIOp>(
        {a, op<arith::SubIOp>({intConstant(0, type), a})});
  case Primitive::And:
    return op<arith::AndIOp>(operands);
  case Primitive::Or:
    return op<arith::OrIOp>(operands);
  case Primitive::Xor:
    return op<arith::XOrIOp>(operands);
  case Primitive::Shl:
  case Primitive::Shr:
    return shift(primitive, type, a, b);
  case Primitive::Ctlz:
    return op<math::CountLeadingZerosOp>(operands);
  case Primitive::Cttz:
    return op<math::CountTrailingZerosOp>(operands);
  case Primitive::Ctpop:
    return op<math::CtPopOp>(operands);
  case Primitive::MulHigh:
    return multiplyHigh(type, operands);
  default:
    llvm_unreachable("not a primitive on integers");
  }
}

Value Emitter::compare(Primitive predicate, ScalarType type, Value a, Value b) {
  struct Row {
    arith::CmpFPredicate floats;
    arith::CmpIPredicate isSigned, isUnsigned;
  };
  using F = arith::CmpFPredicate;
  using I = arith::CmpIPredicate;
  // In the order of Primitive::Lt to Primitive::Gt.
  constexpr Row rows[] = {{F::OLT, I::slt, I::ult}, {F::OLE, I::sle, I::ule},
                          {F::OEQ, I::eq, I::eq},   {F::UNE, I::ne, I::ne},
                          {F::OGE, I::sge, I::uge}, {F::OGT, I::sgt, I::ugt}};
  const Row &row = rows[unsigned(predicate) - unsigned(Primitive::Lt)];
  if (isFloat(type))
    return arith::CmpFOp::create(builder, loc, row.floats, a, b);
  return compareInts(getKind(type) == ScalarKind::Signed ? row.isSigned
                                                         : row.isUnsigned,
                     a, b);
}

//===----------------------------------------------------------------------===//
// Integers: where the upstream op is undefined, it gets another operand
//===----------------------------------------------------------------------===//

/// b == 0 gives -1; a signed b == -1 gives -a. Both divide by 1 instead.
Value Emitter::divide(ScalarType type, Value a, Value b) {
  using P = arith::CmpIPredicate;
  Value zero = intConstant(0, type), one = intConstant(1, type);
  Value minusOne = intConstant(-1, type);
  Value byZero = compareInts(P::eq, b, zero);
  if (getKind(type) != ScalarKind::Signed)
    return choose(byZero, minusOne,
                  op<arith::DivUIOp>({a, choose(byZero, one, b)}));
  Value byMinusOne = compareInts(P::eq, b, minusOne);
  Value unsafe = op<arith::OrIOp>({byZero, byMinusOne});
  Value quotient = op<arith::DivSIOp>({a, choose(unsafe, one, b)});
  Value negated = op<arith::SubIOp>({zero, a});
  return choose(byZero, minusOne, choose(byMinusOne, negated, quotient));
}

/// b == 0 gives a; a signed b == -1 gives 0, as b == 1 does.
Value Emitter::remainder(ScalarType type, Value a, Value b) {
  using P = arith::CmpIPredicate;
  Value zero = intConstant(0, type), one = intConstant(1, type);
  Value byZero = compareInts(P::eq, b, zero);
  if (getKind(type) != ScalarKind::Signed)
    return choose(byZero, a, op<arith::RemUIOp>({a, choose(byZero, one, b)}));
  Value byMinusOne = compareInts(P::eq, b, intConstant(-1, type));
  Value unsafe = op<arith::OrIOp>({byZero, byMinusOne});
  return choose(byZero, a, op<arith::RemSIOp>({a, choose(unsafe, one, b)}));
}

/// Multiplies squares over all bits of the exponent, without branches. For a
/// negative exponent, returns 1 for base 1, 1 or -1 for base -1, else 0.
Value Emitter::power(ScalarType type, Value base, Value exponent) {
  using P = arith::CmpIPredicate;
  Value zero = intConstant(0, type), one = intConstant(1, type);
  Value result = one, square = base, rest = exponent;
  for (unsigned bit = 0; bit < getBitWidth(type); ++bit) {
    Value isSet = compareInts(P::ne, op<arith::AndIOp>({rest, one}), zero);
    result = choose(isSet, op<arith::MulIOp>({result, square}), result);
    square = op<arith::MulIOp>({square, square});
    rest = op<arith::ShRUIOp>({rest, one});
  }
  if (getKind(type) != ScalarKind::Signed)
    return result;
  // 1 and -1 to an even or odd negative power are the same as to the power 0 or
  // 1.
  Value isOdd = compareInts(P::ne, op<arith::AndIOp>({exponent, one}), zero);
  Value ofUnit = choose(isOdd, base, one);
  Value isUnit =
      op<arith::OrIOp>({compareInts(P::eq, base, one),
                        compareInts(P::eq, base, intConstant(-1, type))});
  return choose(compareInts(P::slt, exponent, zero),
                choose(isUnit, ofUnit, zero), result);
}

/// Shifts beyond the width bring in zeros (a signed shr: the sign). The amount
/// is limited first: the backend for PTX drops a comparison with the width, and
/// then takes the lowest 32 bits of an amount of 64 bits.
Value Emitter::shift(Primitive primitive, ScalarType type, Value a, Value by) {
  unsigned width = getBitWidth(type);
  auto limitedTo = [&](unsigned most) {
    return op<arith::MinUIOp>({by, intConstant(most, type)});
  };
  // A signed shr by the width minus one has the value of all larger shifts.
  if (primitive == Primitive::Shr && getKind(type) == ScalarKind::Signed)
    return op<arith::ShRSIOp>({a, limitedTo(width - 1)});
  Value amount = limitedTo(width);
  Value inside =
      compareInts(arith::CmpIPredicate::ult, amount, intConstant(width, type));
  Value clamped = choose(inside, amount, intConstant(0, type));
  Value shifted = primitive == Primitive::Shl
                      ? op<arith::ShLIOp>({a, clamped})
                      : op<arith::ShRUIOp>({a, clamped});
  return choose(inside, shifted, intConstant(0, type));
}

Value Emitter::multiplyHigh(ScalarType type, ArrayRef<Value> operands) {
  if (getKind(type) == ScalarKind::Signed)
    return arith::MulSIExtendedOp::create(builder, loc, operands[0],
                                          operands[1])
        .getHigh();
  return arith::MulUIExtendedOp::create(builder, loc, operands[0], operands[1])
      .getHigh();
}

//===----------------------------------------------------------------------===//
// Casts
//===----------------------------------------------------------------------===//

/// Types that differ in their sign only are one type of upstream's.
Value Emitter::bitcast(Value value, ScalarType to) {
  Type type = getSignlessType(to, builder.getContext());
  return value.getType() == type
             ? value
             : arith::BitcastOp::create(builder, loc, type, value).getResult();
}

/// Saturates; NaN becomes 0. Values out of range are replaced before the
/// conversion, which is undefined for them.
Value Emitter::floatToInt(Value value, ScalarType from, ScalarType to) {
  bool isSigned = getKind(to) == ScalarKind::Signed;
  double bound = std::exp2(getBitWidth(to) - (isSigned ? 1 : 0));
  Value above = compare(Primitive::Ge, from, value, floatConstant(bound, from));
  Value below = compare(Primitive::Le, from, value,
                        floatConstant(isSigned ? -bound : 0.0, from));
  Value isNaN = compare(Primitive::Ne, from, value, value);
  Value outside = op<arith::OrIOp>({op<arith::OrIOp>({above, below}), isNaN});
  Value safe = choose(outside, floatConstant(0.0, from), value);
  Type type = getSignlessType(to, builder.getContext());
  Value inside =
      isSigned ? arith::FPToSIOp::create(builder, loc, type, safe).getResult()
               : arith::FPToUIOp::create(builder, loc, type, safe).getResult();
  return choose(above, intConstant(getHighest(to), to),
                choose(below, intConstant(getLowest(to), to), inside));
}

Value Emitter::cast(Value value, ScalarType from, ScalarType to) {
  Type type = getSignlessType(to, builder.getContext());
  auto create = [&](auto tag) -> Value {
    return decltype(tag)::create(builder, loc, type, value).getResult();
  };
  if (to == ScalarType::I1)
    return compare(Primitive::Ne, from, value,
                   isFloat(from) ? floatConstant(0.0, from)
                                 : intConstant(0, from));
  bool fromSigned = getKind(from) == ScalarKind::Signed;
  if (isFloat(from) && isFloat(to)) {
    if (getBitWidth(from) < getBitWidth(to))
      return create(arith::ExtFOp());
    // Neither bf16 nor f16 contains the other: converts through f32.
    if (getBitWidth(from) == getBitWidth(to) && from != to)
      return cast(cast(value, from, ScalarType::F32), ScalarType::F32, to);
    return from == to ? value : create(arith::TruncFOp());
  }
  if (isFloat(from))
    return floatToInt(value, from, to);
  if (isFloat(to))
    return fromSigned ? create(arith::SIToFPOp()) : create(arith::UIToFPOp());
  if (getBitWidth(from) == getBitWidth(to))
    return value;
  if (getBitWidth(from) > getBitWidth(to))
    return create(arith::TruncIOp());
  return fromSigned ? create(arith::ExtSIOp()) : create(arith::ExtUIOp());
}
} // namespace

Type getSignlessType(ScalarType type, MLIRContext *context) {
  if (isFloat(type))
    return getMLIRType(type, context);
  return IntegerType::get(context, getBitWidth(type));
}

SmallVector<Value>
emitScalarProgram(const ScalarProgram &program, OpBuilder &builder,
                  Location loc, ValueRange inputs,
                  llvm::function_ref<Value(unsigned)> getIndex) {
  Emitter emitter(builder, loc);
  SmallVector<Value> values;
  for (const ScalarNode &node : program.nodes()) {
    switch (node.kind) {
    case ScalarNode::Input:
      values.push_back(inputs[node.position]);
      break;
    case ScalarNode::Index:
      values.push_back(arith::IndexCastOp::create(
          builder, loc, builder.getI64Type(), getIndex(node.position)));
      break;
    case ScalarNode::Constant:
      values.push_back(emitter.constant(node.constant, node.type));
      break;
    case ScalarNode::Apply: {
      SmallVector<Value> operands;
      for (unsigned k = 0; k < getArity(node.primitive); ++k)
        operands.push_back(values[node.operands[k]]);
      values.push_back(emitter.apply(node.primitive, program.operandType(node),
                                     node.type, operands));
      break;
    }
    }
  }
  return llvm::map_to_vector(program.results(),
                             [&](unsigned node) { return values[node]; });
}

Value loadElement(Value element, Type scalarType, OpBuilder &builder,
                  Location loc) {
  if (element.getType() == scalarType)
    return element;
  if (element.getType().isIndex())
    return arith::IndexCastOp::create(builder, loc, scalarType, element);
  return arith::TruncIOp::create(builder, loc, scalarType, element);
}

Value storeElement(Value scalar, Type elementType, OpBuilder &builder,
                   Location loc) {
  if (scalar.getType() == elementType)
    return scalar;
  if (elementType.isIndex())
    return arith::IndexCastOp::create(builder, loc, elementType, scalar);
  return arith::ExtUIOp::create(builder, loc, elementType, scalar);
}

Value emitConstant(Cell value, ScalarType type, OpBuilder &builder,
                   Location loc) {
  return Emitter(builder, loc).constant(value, type);
}

} // namespace ag
