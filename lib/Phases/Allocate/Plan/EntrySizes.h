//===- EntrySizes.h - sizes that are known on entry -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How large may a buffer be, as a value at the beginning of its entry?
//
//   %n = memref.dim %x, 0
//   scf.for %i = 0 to %n {
//     %rest = arith.subi %n, %i
//     %a = memref.alloc(%rest)     // at most %n: %i is 0 at least
//
// Bounds come from upstream's ValueBounds, or from the bounds of an op's
// operands.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_PLAN_ENTRYSIZES_H
#define AG_LIB_PHASES_ALLOCATE_PLAN_ENTRYSIZES_H

#include "ag/Analysis/Sizes/SizeArithmetic.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

namespace ag {

struct ShapedDim;

/// The sizes in an entry that follow from those of its arguments.
class EntrySizes {
public:
  explicit EntrySizes(mlir::func::FuncOp entry) : entry(entry) {}

  /// Returns true if pure ops compute `value` from the sizes of arguments.
  bool isKnown(mlir::Value value);
  /// Returns `size`, an index from anywhere in the entry, or an upper bound of
  /// it. The value is at the builder's position, which is the beginning of the
  /// entry. Fails if no bound is known.
  mlir::FailureOr<mlir::Value> bound(mlir::Value size,
                                     mlir::OpBuilder &builder);
  /// Returns the value because of which `bound` failed last: it has no bound,
  /// and the size follows from it.
  mlir::Value getUnbounded() const { return unbounded; }

private:
  /// Whether a lower or an upper bound is meant.
  enum class Side { Below, Above };
  static Side other(Side side) {
    return side == Side::Above ? Side::Below : Side::Above;
  }
  /// A bound at the builder's position, or null.
  using Bound = mlir::Value;

  bool isArgument(mlir::Value value);
  mlir::Value clone(mlir::Value size, mlir::OpBuilder &builder);
  Bound find(mlir::Value size, Side side, mlir::OpBuilder &builder);
  Bound find(const SizeTerm &term, mlir::Location loc, Side side,
             mlir::OpBuilder &builder);
  Bound findOfSize(const SizeTerm &size, mlir::Location loc,
                   mlir::OpBuilder &builder);
  Bound findAnew(mlir::Value size, Side side, mlir::OpBuilder &builder);
  Bound findByRelations(const mlir::ValueBoundsConstraintSet::Variable &size,
                        mlir::Location loc, Side side,
                        mlir::OpBuilder &builder);
  Bound findByParts(const SizeTerm &term, mlir::Operation *op,
                    mlir::Location loc, Side side, mlir::OpBuilder &builder);
  Bound findOfIndex(mlir::BlockArgument index, Side side,
                    mlir::OpBuilder &builder);
  Bound findOfProduct(const SizeStep &step, mlir::Location loc, Side side,
                      mlir::OpBuilder &builder);
  Bound findOfQuotient(const SizeStep &step, mlir::Operation *op,
                       mlir::Location loc, Side side, mlir::OpBuilder &builder);
  Bound findOfRemainder(const SizeStep &step, mlir::Location loc, Side side,
                        mlir::OpBuilder &builder);
  Bound findOfOneOf(const SizeStep &step, mlir::Location loc, Side side,
                    mlir::OpBuilder &builder);
  Bound findOfDim(mlir::Location loc, const ShapedDim &known, int64_t dim,
                  Side side, mlir::OpBuilder &builder);
  Bound findOfShape(mlir::Value buffer, int64_t dim, Side side,
                    mlir::OpBuilder &builder);

  mlir::func::FuncOp entry;
  llvm::DenseMap<mlir::Value, bool> known;
  llvm::DenseMap<std::pair<mlir::Value, unsigned>, Bound> found;
  llvm::DenseMap<std::tuple<mlir::Value, int64_t, unsigned>, Bound>
      foundOfShapes;
  mlir::Value unbounded;
};

/// Clones `size` at the builder's position, with the ops that compute it, up to
/// values in `mapping`. All of these ops are pure. Returns the clone.
mlir::Value cloneSize(mlir::Value size, mlir::OpBuilder &builder,
                      mlir::IRMapping &mapping);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_PLAN_ENTRYSIZES_H
