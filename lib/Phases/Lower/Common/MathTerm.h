//===- MathTerm.h - arithmetic as C++ expressions ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a pattern emit arithmetic on scalars, or lane by lane on vectors?
//
//   MathTerm x(builder, value);                    value : vector<16xf32>
//   MathTerm y = choose(x < 0.0, -x, x * 2.0);  arith.cmpf, negf, mulf, select
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_LOWER_COMMON_MATHTERM_H
#define AG_LIB_PHASES_LOWER_COMMON_MATHTERM_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/TypeUtilities.h"

namespace ag {

/// A float or an integer, or a vector of them. The other operand of an operator
/// is a term of the same type, or a number. Integers are unsigned, except in
/// `shiftedDown`. Comparisons of floats are false if one is NaN, except for !=.
class MathTerm {
public:
  MathTerm(mlir::OpBuilder &builder, mlir::Value value)
      : builder(&builder), value(value) {}
  operator mlir::Value() const { return value; }
  mlir::Type type() const { return value.getType(); }

  /// Returns this shape with other elements.
  mlir::Type shaped(mlir::Type element) const {
    if (auto vector = llvm::dyn_cast<mlir::VectorType>(type()))
      return vector.clone(element);
    return element;
  }
  mlir::Type ints(unsigned width) const {
    return shaped(builder->getIntegerType(width));
  }
  mlir::Type f32() const { return shaped(builder->getF32Type()); }
  mlir::Type f64() const { return shaped(builder->getF64Type()); }

  /// Returns a number in the type of this term.
  MathTerm like(const MathTerm &other) const { return other; }
  template <typename Number> MathTerm like(Number number) const {
    return constant(number, type());
  }
  template <typename Number>
  MathTerm constant(Number number, mlir::Type in) const;

  template <typename T> MathTerm operator+(const T &other) const {
    return byKind<mlir::arith::AddFOp, mlir::arith::AddIOp>(like(other));
  }
  template <typename T> MathTerm operator-(const T &other) const {
    return byKind<mlir::arith::SubFOp, mlir::arith::SubIOp>(like(other));
  }
  template <typename T> MathTerm operator*(const T &other) const {
    return byKind<mlir::arith::MulFOp, mlir::arith::MulIOp>(like(other));
  }
  template <typename T> MathTerm operator/(const T &other) const {
    return byKind<mlir::arith::DivFOp, mlir::arith::DivUIOp>(like(other));
  }
  template <typename T> MathTerm operator&(const T &other) const {
    return op<mlir::arith::AndIOp>(like(other));
  }
  template <typename T> MathTerm operator|(const T &other) const {
    return op<mlir::arith::OrIOp>(like(other));
  }
  template <typename T> MathTerm operator^(const T &other) const {
    return op<mlir::arith::XOrIOp>(like(other));
  }
  template <typename T> MathTerm operator<<(const T &other) const {
    return op<mlir::arith::ShLIOp>(like(other));
  }
  template <typename T> MathTerm operator>>(const T &other) const {
    return op<mlir::arith::ShRUIOp>(like(other));
  }
  MathTerm shiftedDown(unsigned bits) const {
    return op<mlir::arith::ShRSIOp>(like(bits));
  }
  MathTerm operator-() const {
    return {*builder, mlir::arith::NegFOp::create(*builder, loc(), value)};
  }

  template <typename T> MathTerm operator<(const T &other) const {
    return compare(F::OLT, I::ult, like(other));
  }
  template <typename T> MathTerm operator<=(const T &other) const {
    return compare(F::OLE, I::ule, like(other));
  }
  template <typename T> MathTerm operator>(const T &other) const {
    return compare(F::OGT, I::ugt, like(other));
  }
  template <typename T> MathTerm operator>=(const T &other) const {
    return compare(F::OGE, I::uge, like(other));
  }
  template <typename T> MathTerm operator==(const T &other) const {
    return compare(F::OEQ, I::eq, like(other));
  }
  template <typename T> MathTerm operator!=(const T &other) const {
    return compare(F::UNE, I::ne, like(other));
  }

  /// Applies an op with one operand and a result of the type `type`, such as a
  /// cast.
  template <typename Op> MathTerm to(mlir::Type type) const {
    return {*builder, Op::create(*builder, loc(), type, value).getResult()};
  }
  /// Applies an op to this and another operand.
  template <typename Op> MathTerm op(const MathTerm &other) const {
    return {*builder, Op::create(*builder, loc(), value, other).getResult()};
  }

  unsigned width() const {
    return mlir::getElementTypeOrSelf(type()).getIntOrFloatBitWidth();
  }
  /// Return the same bits as an integer, or as a float: f64 or f32.
  MathTerm bits() const { return to<mlir::arith::BitcastOp>(ints(width())); }
  MathTerm asFloat() const {
    return to<mlir::arith::BitcastOp>(width() == 64 ? f64() : f32());
  }

  /// Returns a float times 2^n, rounded once. `n` are integers of the same
  /// width, of which the low 32 bits are read. LLVM calls a function for each
  /// lane if the machine has no instruction (Machine::hasScaling).
  MathTerm timesPowerOfTwo(const MathTerm &n) const {
    MathTerm power = n.width() > 32 ? n.to<mlir::arith::TruncIOp>(ints(32)) : n;
    auto call = mlir::LLVM::CallIntrinsicOp::create(
        *builder, loc(), type(), builder->getStringAttr("llvm.ldexp"),
        mlir::ValueRange{value, power});
    return {*builder, call.getResults()};
  }

  mlir::OpBuilder &getBuilder() const { return *builder; }

private:
  using F = mlir::arith::CmpFPredicate;
  using I = mlir::arith::CmpIPredicate;

  mlir::Location loc() const { return value.getLoc(); }
  bool isFloat() const {
    return llvm::isa<mlir::FloatType>(mlir::getElementTypeOrSelf(type()));
  }
  template <typename Float, typename Int>
  MathTerm byKind(const MathTerm &other) const {
    return isFloat() ? op<Float>(other) : op<Int>(other);
  }
  MathTerm compare(F floats, I ints, const MathTerm &other) const {
    if (isFloat())
      return {*builder, mlir::arith::CmpFOp::create(*builder, loc(), floats,
                                                    value, other)};
    return {*builder,
            mlir::arith::CmpIOp::create(*builder, loc(), ints, value, other)};
  }

  mlir::OpBuilder *builder;
  mlir::Value value;
};

template <typename Number>
MathTerm MathTerm::constant(Number number, mlir::Type in) const {
  mlir::Type element = mlir::getElementTypeOrSelf(in);
  mlir::TypedAttr attr;
  if (llvm::isa<mlir::FloatType>(element))
    attr = builder->getFloatAttr(element, double(number));
  else
    attr = builder->getIntegerAttr(
        element, llvm::APInt(element.getIntOrFloatBitWidth(), uint64_t(number),
                             /*isSigned=*/false, /*implicitTrunc=*/true));
  if (auto vector = llvm::dyn_cast<mlir::VectorType>(in))
    attr = mlir::SplatElementsAttr::get(vector, attr);
  return {*builder, mlir::arith::ConstantOp::create(*builder, loc(), attr)};
}

/// Returns `a` where the condition holds, and else `b`; one may be a number.
inline MathTerm choose(const MathTerm &condition, const MathTerm &a,
                       const MathTerm &b) {
  mlir::OpBuilder &builder = a.getBuilder();
  mlir::Value value = a;
  return {builder, mlir::arith::SelectOp::create(builder, value.getLoc(),
                                                 condition, a, b)};
}
template <typename Number>
MathTerm choose(const MathTerm &condition, Number a, const MathTerm &b) {
  return choose(condition, b.like(a), b);
}
template <typename Number>
MathTerm choose(const MathTerm &condition, const MathTerm &a, Number b) {
  return choose(condition, a, a.like(b));
}

/// Returns a * b + c, rounded once.
template <typename B, typename C>
MathTerm fused(const MathTerm &a, const B &b, const C &c) {
  mlir::OpBuilder &builder = a.getBuilder();
  mlir::Location loc = mlir::Value(a).getLoc();
  return {builder,
          mlir::math::FmaOp::create(builder, loc, a, a.like(b), a.like(c))};
}

/// Returns the bit of a float that is its sign.
inline uint64_t signOf(const MathTerm &x) {
  return uint64_t(1) << (x.width() - 1);
}
inline MathTerm absolute(const MathTerm &x) {
  return (x.bits() & (signOf(x) - 1)).asFloat();
}
/// Returns a value that is not negative, with the sign of another.
inline MathTerm withSignOf(const MathTerm &sign, const MathTerm &magnitude) {
  return (magnitude.bits() | (sign.bits() & signOf(sign))).asFloat();
}

/// Clamp x. NaN stays, by the order of the operands.
inline MathTerm atMost(const MathTerm &x, double limit) {
  return choose(x > limit, limit, x);
}
inline MathTerm atLeast(const MathTerm &x, double limit) {
  return choose(x < limit, limit, x);
}

} // namespace ag

#endif // AG_LIB_PHASES_LOWER_COMMON_MATHTERM_H
