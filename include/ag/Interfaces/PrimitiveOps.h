//===- PrimitiveOps.h - arith and math ops as primitives --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which scalar primitives does an op of arith, math or index compute?
//
// Reading a region into a ScalarProgram and interpreting these ops use all of
// these tables. Lowering a ScalarProgram uses the tables of float ops.
//
// In ag, a signless integer is signed, except i1, which is 0 or 1. If an op
// reads its operands as unsigned, they are cast to the unsigned type, and the
// result is cast back: arith.divui of i32 is i32(div(ui32(a), ui32(b))). If an
// op reads an i1 as signed, it is 0 or -1.
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_PRIMITIVEOPS_H
#define AG_INTERFACES_PRIMITIVEOPS_H

#include "ag/Support/Scalar/ScalarProgram.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Index/IR/IndexOps.h"
#include "mlir/Dialect/Math/IR/Math.h"

namespace ag {

/// The signedness with which an op reads its integer operands; Either if it
/// does not matter, or if the operands are floats.
enum class OperandSign : uint8_t { Either, Signed, Unsigned };

// X(op, primitive): ops that compute a primitive of floats.
#define AG_ARITH_FLOAT_OPS(X)                                                  \
  X(::mlir::arith::AddFOp, Add)                                                \
  X(::mlir::arith::SubFOp, Sub)                                                \
  X(::mlir::arith::MulFOp, Mul)                                                \
  X(::mlir::arith::DivFOp, Div)                                                \
  X(::mlir::arith::RemFOp, Rem)                                                \
  X(::mlir::arith::MaximumFOp, Max)                                            \
  X(::mlir::arith::MinimumFOp, Min)                                            \
  X(::mlir::arith::NegFOp, Neg)

#define AG_MATH_FLOAT_OPS(X)                                                   \
  X(::mlir::math::AbsFOp, Abs)                                                 \
  X(::mlir::math::PowFOp, Pow)                                                 \
  X(::mlir::math::ExpOp, Exp)                                                  \
  X(::mlir::math::LogOp, Log)                                                  \
  X(::mlir::math::TanhOp, Tanh)                                                \
  X(::mlir::math::ErfOp, Erf)                                                  \
  X(::mlir::math::SqrtOp, Sqrt)                                                \
  X(::mlir::math::RsqrtOp, Rsqrt)                                              \
  X(::mlir::math::FloorOp, Floor)                                              \
  X(::mlir::math::CeilOp, Ceil)                                                \
  X(::mlir::math::TruncOp, Trunc)                                              \
  X(::mlir::math::RoundOp, Round)                                              \
  X(::mlir::math::RoundEvenOp, RoundEven)                                      \
  X(::mlir::math::SinOp, Sin)                                                  \
  X(::mlir::math::CosOp, Cos)                                                  \
  X(::mlir::math::TanOp, Tan)                                                  \
  X(::mlir::math::AsinOp, Asin)                                                \
  X(::mlir::math::AcosOp, Acos)                                                \
  X(::mlir::math::AtanOp, Atan)                                                \
  X(::mlir::math::Atan2Op, Atan2)                                              \
  X(::mlir::math::SinhOp, Sinh)                                                \
  X(::mlir::math::CoshOp, Cosh)                                                \
  X(::mlir::math::AsinhOp, Asinh)                                              \
  X(::mlir::math::AcoshOp, Acosh)                                              \
  X(::mlir::math::AtanhOp, Atanh)                                              \
  X(::mlir::math::Exp2Op, Exp2)                                                \
  X(::mlir::math::ExpM1Op, Expm1)                                              \
  X(::mlir::math::Log1pOp, Log1p)                                              \
  X(::mlir::math::Log2Op, Log2)                                                \
  X(::mlir::math::Log10Op, Log10)                                              \
  X(::mlir::math::CbrtOp, Cbrt)                                                \
  X(::mlir::math::ErfcOp, Erfc)                                                \
  X(::mlir::math::CopySignOp, CopySign)                                        \
  X(::mlir::math::FmaOp, Fma)

// X(op, primitive, sign of the operands): ops that compute a primitive of
// integers, wherever their value is defined.
#define AG_ARITH_INTEGER_OPS(X)                                                \
  X(::mlir::arith::AddIOp, Add, Either)                                        \
  X(::mlir::arith::SubIOp, Sub, Either)                                        \
  X(::mlir::arith::MulIOp, Mul, Either)                                        \
  X(::mlir::arith::DivSIOp, Div, Signed)                                       \
  X(::mlir::arith::DivUIOp, Div, Unsigned)                                     \
  X(::mlir::arith::RemSIOp, Rem, Signed)                                       \
  X(::mlir::arith::RemUIOp, Rem, Unsigned)                                     \
  X(::mlir::arith::MaxSIOp, Max, Signed)                                       \
  X(::mlir::arith::MaxUIOp, Max, Unsigned)                                     \
  X(::mlir::arith::MinSIOp, Min, Signed)                                       \
  X(::mlir::arith::MinUIOp, Min, Unsigned)                                     \
  X(::mlir::arith::AndIOp, And, Either)                                        \
  X(::mlir::arith::OrIOp, Or, Either)                                          \
  X(::mlir::arith::XOrIOp, Xor, Either)                                        \
  X(::mlir::arith::ShLIOp, Shl, Unsigned)                                      \
  X(::mlir::arith::ShRSIOp, Shr, Signed)                                       \
  X(::mlir::arith::ShRUIOp, Shr, Unsigned)

#define AG_MATH_INTEGER_OPS(X)                                                 \
  X(::mlir::math::AbsIOp, Abs, Signed)                                         \
  X(::mlir::math::CountLeadingZerosOp, Ctlz, Either)                           \
  X(::mlir::math::CountTrailingZerosOp, Cttz, Either)                          \
  X(::mlir::math::CtPopOp, Ctpop, Either)                                      \
  X(::mlir::math::IPowIOp, Pow, Signed)

// X(op, sign of the integer that is cast from or, from a float, to).
#define AG_ARITH_CAST_OPS(X)                                                   \
  X(::mlir::arith::ExtFOp, Either)                                             \
  X(::mlir::arith::TruncFOp, Either)                                           \
  X(::mlir::arith::TruncIOp, Either)                                           \
  X(::mlir::arith::SIToFPOp, Signed)                                           \
  X(::mlir::arith::UIToFPOp, Unsigned)                                         \
  X(::mlir::arith::FPToSIOp, Signed)                                           \
  X(::mlir::arith::FPToUIOp, Unsigned)                                         \
  X(::mlir::arith::ExtSIOp, Signed)                                            \
  X(::mlir::arith::ExtUIOp, Unsigned)                                          \
  X(::mlir::arith::IndexCastOp, Signed)                                        \
  X(::mlir::arith::IndexCastUIOp, Unsigned)

// X(op, name): ops that consist of several primitives; the name is that of
// their formula.
#define AG_ARITH_COMPOSED_OPS(X)                                               \
  X(::mlir::arith::SelectOp, choose)                                           \
  X(::mlir::arith::CmpFOp, compareFloats)                                      \
  X(::mlir::arith::CmpIOp, compareSignless)                                    \
  X(::mlir::arith::MaxNumFOp, maximumNumber)                                   \
  X(::mlir::arith::MinNumFOp, minimumNumber)                                   \
  X(::mlir::arith::CeilDivSIOp, ceilDivideSigned)                              \
  X(::mlir::arith::CeilDivUIOp, ceilDivideUnsigned)                            \
  X(::mlir::arith::FloorDivSIOp, floorDivide)                                  \
  X(::mlir::arith::AddUIExtendedOp, addWithCarry)                              \
  X(::mlir::arith::MulSIExtendedOp, multiplySigned)                            \
  X(::mlir::arith::MulUIExtendedOp, multiplyUnsigned)

#define AG_INDEX_COMPOSED_OPS(X) X(::mlir::index::CmpOp, compareIndices)

#define AG_MATH_COMPOSED_OPS(X)                                                \
  X(::mlir::math::ClampFOp, clamp)                                             \
  X(::mlir::math::IsNaNOp, isNaN)                                              \
  X(::mlir::math::IsInfOp, isInfinite)                                         \
  X(::mlir::math::IsFiniteOp, isFinite)                                        \
  X(::mlir::math::FPowIOp, powerOfInteger)

// X(op, op of arith): ops of index that compute what an op of arith does on
// index.
#define AG_INDEX_OPS(X)                                                        \
  X(::mlir::index::AddOp, ::mlir::arith::AddIOp)                               \
  X(::mlir::index::SubOp, ::mlir::arith::SubIOp)                               \
  X(::mlir::index::MulOp, ::mlir::arith::MulIOp)                               \
  X(::mlir::index::DivSOp, ::mlir::arith::DivSIOp)                             \
  X(::mlir::index::DivUOp, ::mlir::arith::DivUIOp)                             \
  X(::mlir::index::CeilDivSOp, ::mlir::arith::CeilDivSIOp)                     \
  X(::mlir::index::CeilDivUOp, ::mlir::arith::CeilDivUIOp)                     \
  X(::mlir::index::FloorDivSOp, ::mlir::arith::FloorDivSIOp)                   \
  X(::mlir::index::RemSOp, ::mlir::arith::RemSIOp)                             \
  X(::mlir::index::RemUOp, ::mlir::arith::RemUIOp)                             \
  X(::mlir::index::MaxSOp, ::mlir::arith::MaxSIOp)                             \
  X(::mlir::index::MaxUOp, ::mlir::arith::MaxUIOp)                             \
  X(::mlir::index::MinSOp, ::mlir::arith::MinSIOp)                             \
  X(::mlir::index::MinUOp, ::mlir::arith::MinUIOp)                             \
  X(::mlir::index::ShlOp, ::mlir::arith::ShLIOp)                               \
  X(::mlir::index::ShrSOp, ::mlir::arith::ShRSIOp)                             \
  X(::mlir::index::ShrUOp, ::mlir::arith::ShRUIOp)                             \
  X(::mlir::index::AndOp, ::mlir::arith::AndIOp)                               \
  X(::mlir::index::OrOp, ::mlir::arith::OrIOp)                                 \
  X(::mlir::index::XOrOp, ::mlir::arith::XOrIOp)                               \
  X(::mlir::index::CastSOp, ::mlir::arith::IndexCastOp)                        \
  X(::mlir::index::CastUOp, ::mlir::arith::IndexCastUIOp)

/// Returns the predicate of arith with the same meaning.
mlir::arith::CmpIPredicate
getArithPredicate(mlir::index::IndexCmpPredicate predicate);

/// Records the values that `op` computes from one element of each operand.
/// Returns std::nullopt if the tables lack the op, or ag lacks its element
/// types.
std::optional<llvm::SmallVector<Expr, 2>>
recordOp(mlir::Operation *op, llvm::ArrayRef<Expr> operands);

/// Returns `op` as a program, or std::nullopt as above.
std::optional<ScalarProgram> programOf(mlir::Operation *op);

} // namespace ag

#endif // AG_INTERFACES_PRIMITIVEOPS_H
