//===- FactorPaths.h - where factors can be multiplied ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which parameters may be multiplied by a factor, so that nothing else has to?
//
//   %y = ag.contract "bi,io->bo" %x, %w      s y - s m = x (s w) - s m
//   %d = ag.sub %y, %m                       m, s: broadcast of parameters
//   %z = ag.mul %d, %s
//
// A factor of a result goes to those operands to which the op's body is
// homogeneous of degree 1 (Homogeneity.h): that of a product to either of its
// operands, that of a difference to both. It goes on, op by op, until all that
// it has come to is fixed by parameters and constants. It moves with the loops:
// s, which changes along o, can be multiplied into w, but not into x.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_FUSE_ALGEBRA_FACTORPATHS_H
#define AG_LIB_PHASES_FUSE_ALGEBRA_FACTORPATHS_H

#include "Algebra/FactorBounds.h"
#include "ag/Analysis/Entry/LoadOps.h"
#include "llvm/ADT/StringMap.h"

namespace ag {

/// An op's value is to be multiplied where another reads it.
struct FactorPlace {
  mlir::OpOperand *use;
  Factor factor;
};

class FactorPaths {
public:
  FactorPaths(mlir::FunctionOpInterface function, const LoadOps &load);

  /// The op's fixed operand of that number as a factor of others, from loops to
  /// its places; read through ops that only put its elements elsewhere.
  std::optional<Factor> readFactor(const StatedOp &op, unsigned operand);

  /// Notes where `operands` of the op, which are read once each, have to be
  /// multiplied in place of a factor that changes with the op's loops; false,
  /// with nothing noted, if they can't be. In front of ops that are computed on
  /// each run it goes no further unless `mayGoOn`.
  bool move(const StatedOp &op, llvm::ArrayRef<unsigned> operands,
            const Factor &factor, bool mayGoOn);

  /// Returns true if the op's other constants let a factor past it, in place of
  /// which its operands `moved` are multiplied, if any. Else says why not.
  bool mayPass(const StatedOp &op, llvm::ArrayRef<unsigned> moved);

  /// Forgets what is noted, for another factor.
  void begin();
  llvm::ArrayRef<FactorPlace> getPlaces() const { return places; }
  /// Why the factor is not where it could be; empty if nothing is known.
  llvm::StringRef getReason() const { return reason; }

private:
  bool absorb(mlir::OpOperand &use, const Factor &factor, bool mayGoOn);
  bool goThrough(mlir::Operation *op, const Factor &factor, bool mayGoOn,
                 bool isFixed);
  bool mayMultiply(mlir::OpOperand &use, const Factor &factor);
  bool isKeptAlone(mlir::Value value) const;

  const LoadOps &load;
  FactorBounds bounds;
  /// How often the function asks for the parameter of that name.
  llvm::StringMap<unsigned> parameters;
  llvm::SmallVector<FactorPlace> places;
  /// How many ops were asked.
  unsigned asked = 0;
  std::string reason;
};

/// The degrees of the Spec's inputs, of which operands have these.
llvm::SmallVector<int> degreesOf(const StatedOp &op,
                                 llvm::ArrayRef<unsigned> operands, int degree);

/// Whether one of the sets of some of the operands is as sought, of which
/// there may be six at most.
bool hasSome(llvm::ArrayRef<unsigned> operands,
             llvm::function_ref<bool(llvm::ArrayRef<unsigned>)> isSought);

/// Whether each place that the map names is a loop, or a number.
bool isPlain(mlir::AffineMap map);

/// The factor at other places, of which the map tells where those are that it
/// is at: (i, j) -> (j) for one of j that is at (j).
std::optional<Factor> moveTo(const Factor &factor, mlir::AffineMap map);

} // namespace ag

#endif // AG_LIB_PHASES_FUSE_ALGEBRA_FACTORPATHS_H
