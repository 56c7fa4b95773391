//===- IndexMath.h - arithmetic on index values -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is arithmetic on sizes emitted, folded if the operands are constants?
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_INDEXMATH_H
#define AG_PHASES_COMMON_INDEXMATH_H

#include "mlir/Dialect/Arith/IR/Arith.h"

namespace ag {

class IndexMath {
public:
  using Value = mlir::Value;

  IndexMath(mlir::OpBuilder &builder, mlir::Location loc)
      : builder(builder), loc(loc) {}

  Value number(int64_t value) {
    return mlir::arith::ConstantIndexOp::create(builder, loc, value);
  }
  Value add(Value a, Value b) { return make<mlir::arith::AddIOp>(a, b); }
  Value subtract(Value a, Value b) { return make<mlir::arith::SubIOp>(a, b); }
  Value multiply(Value a, Value b) { return make<mlir::arith::MulIOp>(a, b); }
  Value smaller(Value a, Value b) { return make<mlir::arith::MinSIOp>(a, b); }
  Value greater(Value a, Value b) { return make<mlir::arith::MaxSIOp>(a, b); }
  /// Divide non-negative numbers by a positive one.
  Value divide(Value a, Value b) { return make<mlir::arith::DivUIOp>(a, b); }
  Value divideUp(Value a, Value b) {
    return make<mlir::arith::CeilDivUIOp>(a, b);
  }
  Value compare(mlir::arith::CmpIPredicate predicate, Value a, Value b) {
    return builder.createOrFold<mlir::arith::CmpIOp>(loc, predicate, a, b);
  }
  Value select(Value condition, Value a, Value b) {
    return builder.createOrFold<mlir::arith::SelectOp>(loc, condition, a, b);
  }

private:
  template <typename Op> Value make(Value a, Value b) {
    return builder.createOrFold<Op>(loc, a, b);
  }

  mlir::OpBuilder &builder;
  mlir::Location loc;
};

} // namespace ag

#endif // AG_PHASES_COMMON_INDEXMATH_H
