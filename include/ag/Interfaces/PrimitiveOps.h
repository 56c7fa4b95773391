//===- PrimitiveOps.h - arith and math ops as primitives --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which scalar primitive is an op of arith or math? Reading a region into a
// ScalarProgram, interpreting such ops, and lowering a ScalarProgram all follow
// this one table.
//
// A signless integer is signed to ag. Where an op takes its operands for
// unsigned ones, they are cast to the unsigned type, and the result is cast
// back: arith.divui of i32 is i32(div(ui32(a), ui32(b))).
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_PRIMITIVEOPS_H
#define AG_INTERFACES_PRIMITIVEOPS_H

#include "ag/Support/ScalarProgram.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

namespace ag {

/// What an op takes its integer operands for; Either if that makes no
/// difference, or if they are floats.
enum class OperandSign : uint8_t { Either, Signed, Unsigned };

// X(op, primitive, sign of the operands). Where several ops have one primitive
// and sign, the first is the one for floats. fptoui is named for its result.
#define AG_ARITH_PRIMITIVE_OPS(X)                                              \
  X(::mlir::arith::AddFOp, Add, Either)                                        \
  X(::mlir::arith::AddIOp, Add, Either)                                        \
  X(::mlir::arith::SubFOp, Sub, Either)                                        \
  X(::mlir::arith::SubIOp, Sub, Either)                                        \
  X(::mlir::arith::MulFOp, Mul, Either)                                        \
  X(::mlir::arith::MulIOp, Mul, Either)                                        \
  X(::mlir::arith::DivFOp, Div, Either)                                        \
  X(::mlir::arith::DivSIOp, Div, Signed)                                       \
  X(::mlir::arith::DivUIOp, Div, Unsigned)                                     \
  X(::mlir::arith::RemFOp, Rem, Either)                                        \
  X(::mlir::arith::RemSIOp, Rem, Signed)                                       \
  X(::mlir::arith::RemUIOp, Rem, Unsigned)                                     \
  X(::mlir::arith::MaximumFOp, Max, Either)                                    \
  X(::mlir::arith::MaxSIOp, Max, Signed)                                       \
  X(::mlir::arith::MaxUIOp, Max, Unsigned)                                     \
  X(::mlir::arith::MinimumFOp, Min, Either)                                    \
  X(::mlir::arith::MinSIOp, Min, Signed)                                       \
  X(::mlir::arith::MinUIOp, Min, Unsigned)                                     \
  X(::mlir::arith::NegFOp, Neg, Either)                                        \
  X(::mlir::arith::AndIOp, And, Either)                                        \
  X(::mlir::arith::OrIOp, Or, Either)                                          \
  X(::mlir::arith::XOrIOp, Xor, Either)                                        \
  X(::mlir::arith::ShLIOp, Shl, Unsigned)                                      \
  X(::mlir::arith::ShRSIOp, Shr, Signed)                                       \
  X(::mlir::arith::ShRUIOp, Shr, Unsigned)                                     \
  X(::mlir::arith::SelectOp, Select, Either)                                   \
  X(::mlir::arith::ExtFOp, Cast, Either)                                       \
  X(::mlir::arith::TruncFOp, Cast, Either)                                     \
  X(::mlir::arith::TruncIOp, Cast, Either)                                     \
  X(::mlir::arith::SIToFPOp, Cast, Signed)                                     \
  X(::mlir::arith::UIToFPOp, Cast, Unsigned)                                   \
  X(::mlir::arith::FPToSIOp, Cast, Signed)                                     \
  X(::mlir::arith::FPToUIOp, Cast, Unsigned)                                   \
  X(::mlir::arith::ExtSIOp, Cast, Signed)                                      \
  X(::mlir::arith::ExtUIOp, Cast, Unsigned)                                    \
  X(::mlir::arith::IndexCastOp, Cast, Signed)                                  \
  X(::mlir::arith::IndexCastUIOp, Cast, Unsigned)

#define AG_MATH_PRIMITIVE_OPS(X)                                               \
  X(::mlir::math::AbsFOp, Abs, Either)                                         \
  X(::mlir::math::AbsIOp, Abs, Signed)                                         \
  X(::mlir::math::PowFOp, Pow, Either)                                         \
  X(::mlir::math::IPowIOp, Pow, Signed)                                        \
  X(::mlir::math::ExpOp, Exp, Either)                                          \
  X(::mlir::math::LogOp, Log, Either)                                          \
  X(::mlir::math::TanhOp, Tanh, Either)                                        \
  X(::mlir::math::ErfOp, Erf, Either)                                          \
  X(::mlir::math::SqrtOp, Sqrt, Either)                                        \
  X(::mlir::math::RsqrtOp, Rsqrt, Either)                                      \
  X(::mlir::math::FloorOp, Floor, Either)                                      \
  X(::mlir::math::CeilOp, Ceil, Either)                                        \
  X(::mlir::math::TruncOp, Trunc, Either)                                      \
  X(::mlir::math::RoundOp, Round, Either)                                      \
  X(::mlir::math::RoundEvenOp, RoundEven, Either)                              \
  X(::mlir::math::SinOp, Sin, Either)                                          \
  X(::mlir::math::CosOp, Cos, Either)                                          \
  X(::mlir::math::TanOp, Tan, Either)                                          \
  X(::mlir::math::AsinOp, Asin, Either)                                        \
  X(::mlir::math::AcosOp, Acos, Either)                                        \
  X(::mlir::math::AtanOp, Atan, Either)                                        \
  X(::mlir::math::Atan2Op, Atan2, Either)                                      \
  X(::mlir::math::SinhOp, Sinh, Either)                                        \
  X(::mlir::math::CoshOp, Cosh, Either)                                        \
  X(::mlir::math::AsinhOp, Asinh, Either)                                      \
  X(::mlir::math::AcoshOp, Acosh, Either)                                      \
  X(::mlir::math::AtanhOp, Atanh, Either)                                      \
  X(::mlir::math::Exp2Op, Exp2, Either)                                        \
  X(::mlir::math::ExpM1Op, Expm1, Either)                                      \
  X(::mlir::math::Log1pOp, Log1p, Either)                                      \
  X(::mlir::math::Log2Op, Log2, Either)                                        \
  X(::mlir::math::Log10Op, Log10, Either)                                      \
  X(::mlir::math::CbrtOp, Cbrt, Either)                                        \
  X(::mlir::math::ErfcOp, Erfc, Either)                                        \
  X(::mlir::math::CopySignOp, CopySign, Either)                                \
  X(::mlir::math::FmaOp, Fma, Either)

// X(op, name): ops that several primitives make up; the name is that of their
// formula.
#define AG_ARITH_COMPOSED_OPS(X)                                               \
  X(::mlir::arith::CmpFOp, compareFloats)                                      \
  X(::mlir::arith::CmpIOp, compareIntegers)                                    \
  X(::mlir::arith::MaxNumFOp, maximumNumber)                                   \
  X(::mlir::arith::MinNumFOp, minimumNumber)                                   \
  X(::mlir::arith::CeilDivSIOp, ceilDivideSigned)                              \
  X(::mlir::arith::CeilDivUIOp, ceilDivideUnsigned)                            \
  X(::mlir::arith::FloorDivSIOp, floorDivide)

#define AG_MATH_COMPOSED_OPS(X)                                                \
  X(::mlir::math::ClampFOp, clamp)                                             \
  X(::mlir::math::IsNaNOp, isNaN)                                              \
  X(::mlir::math::IsInfOp, isInfinite)                                         \
  X(::mlir::math::IsFiniteOp, isFinite)                                        \
  X(::mlir::math::FPowIOp, powerOfInteger)

/// Records what `op` computes from one element of each operand, or gives none
/// if the tables lack it, or its element types are none of ag's.
std::optional<Expr> recordOp(mlir::Operation *op, llvm::ArrayRef<Expr> operands,
                             ScalarProgram &program);

/// The whole of `op` as a program; none as above.
std::optional<ScalarProgram> programOf(mlir::Operation *op);

} // namespace ag

#endif // AG_INTERFACES_PRIMITIVEOPS_H
