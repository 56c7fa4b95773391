//===- FactorPaths.h - where factors can be multiplied ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which parameters can a factor be multiplied into, so that it is computed
// once?
//
//   %y = ag.contract "bi,io->bo" %x, %w      s y - s m = x (s w) - s m
//   %d = ag.sub %y, %m                       m, s: broadcast of parameters
//   %z = ag.mul %d, %s
//
// A factor of a result moves to operands in which the op's body is homogeneous
// of degree 1 (Homogeneity.h). In a product, it moves to one of the operands,
// in a difference, to both. It moves on, op by op, until all values that are
// multiplied depend only on parameters and constants. Its loops move with it:
// s, which varies along o, can be multiplied into w, but not into x.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_FUSE_ALGEBRA_FACTORPATHS_H
#define AG_LIB_PHASES_FUSE_ALGEBRA_FACTORPATHS_H

#include "Algebra/FactorBounds.h"
#include "ag/Analysis/Entry/LoadOps.h"
#include "llvm/ADT/StringMap.h"

namespace ag {

/// A use of a value that must be multiplied by a factor.
struct FactorPlace {
  mlir::OpOperand *use;
  Factor factor;
};

class FactorPaths {
public:
  FactorPaths(mlir::FunctionOpInterface function, const LoadOps &load);

  /// Reads operand number `operand` of the op as a factor, if it is fixed
  /// (LoadOps::isFixed). Looks through ops that only move elements. Maps the
  /// op's loops to positions in the factor. Returns std::nullopt if the operand
  /// is no such factor.
  std::optional<Factor> readFactor(const StatedOp &op, unsigned operand);

  /// Moves a factor to `operands` of the op, which are read once each, and
  /// records the uses that must be multiplied instead. The factor's map is from
  /// the op's loops. Returns false, and records nothing, if that is not
  /// possible. Moves past ops that are computed on each run only if `mayGoOn`.
  bool move(const StatedOp &op, llvm::ArrayRef<unsigned> operands,
            const Factor &factor, bool mayGoOn);

  /// Returns true if the other constants of the op allow a factor to move past
  /// it to its operands `moved`, if any. Else sets the reason.
  bool mayPass(const StatedOp &op, llvm::ArrayRef<unsigned> moved);

  /// Clears the recorded uses, for another factor.
  void begin();
  llvm::ArrayRef<FactorPlace> getPlaces() const { return places; }
  /// Returns why the factor could not be moved; empty if there is no known
  /// reason.
  llvm::StringRef getReason() const { return reason; }

private:
  bool absorb(mlir::OpOperand &use, const Factor &factor, bool mayGoOn);
  bool goThrough(mlir::Operation *op, const Factor &factor, bool mayGoOn,
                 bool isFixed);
  bool mayMultiply(mlir::OpOperand &use, const Factor &factor);
  bool isKeptAlone(mlir::Value value) const;

  const LoadOps &load;
  FactorBounds bounds;
  /// The number of ag.parameter ops of each name.
  llvm::StringMap<unsigned> parameters;
  llvm::SmallVector<FactorPlace> places;
  /// The number of ops that were tried.
  unsigned asked = 0;
  std::string reason;
};

/// Returns the degree of each of the Spec's inputs: `degree` for inputs that
/// read `operands`, else 0.
llvm::SmallVector<int> degreesOf(const StatedOp &op,
                                 llvm::ArrayRef<unsigned> operands, int degree);

/// Returns true if `isSought` is true for a non-empty subset of the operands.
/// Returns false if there are more than six operands.
bool hasSome(llvm::ArrayRef<unsigned> operands,
             llvm::function_ref<bool(llvm::ArrayRef<unsigned>)> isSought);

/// Returns true if each result of the map is a loop or a constant.
bool isPlain(mlir::AffineMap map);

/// Returns the factor in terms of the results of `map`, or std::nullopt if it
/// varies along a loop that is not one of them. For example, (i, j) -> (j)
/// turns a factor that varies along j into one that varies along the first
/// dimension.
std::optional<Factor> moveTo(const Factor &factor, mlir::AffineMap map);

} // namespace ag

#endif // AG_LIB_PHASES_FUSE_ALGEBRA_FACTORPATHS_H
