//===- SizeMultiples.h - which numbers divide dynamic sizes -----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// If some dimensions of arguments are multiples of numbers, which numbers
// divide other dimensions? With n and m multiples of 6 and 4:
//
//   %s = ag.add %x, %y : tensor<?x8xf32>            n x 8              6, 8
//   %r = ag.reshape %s [%k] : ... -> tensor<?xf32>  8 n                48
//   %c = ag.concat 0 %x, %z : ... -> tensor<?x8xf32>    n + m          2
//   %p = ag.pad ... low [1, 0] -> tensor<?x8xf32>   n + 1              1
//
// Index arithmetic is read by ag/Analysis/Sizes/SizeArithmetic.h. Upstream's
// value bounds give the sizes of results, and sums of indices, where they
// simplify %n + %n. The loops that dimensions count give other sizes. Values
// are visited once, in program order; the bodies of loops are visited until the
// divisors of the iter_args no longer change.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_SIZES_SIZEMULTIPLES_H
#define AG_ANALYSIS_SIZES_SIZEMULTIPLES_H

#include "ag/Analysis/Sharding/ShardRules.h"
#include "ag/Analysis/Sizes/SizeArithmetic.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "llvm/ADT/DenseMap.h"

namespace ag {

class SizeMultiples {
public:
  /// `given` returns a number that divides a dynamic dimension of an argument,
  /// or 1 if none is known. Dimensions of one name (ag.dims) are equal, so a
  /// divisor of one of them divides them all.
  SizeMultiples(
      mlir::FunctionOpInterface function,
      llvm::function_ref<int64_t(unsigned argument, unsigned dim)> given);

  /// Returns the greatest number that is known to divide dimension `dim` of a
  /// tensor in the function: its size if that is static, and 0, which all
  /// numbers divide, if the dimension has no elements.
  int64_t getDivisor(mlir::Value tensor, int64_t dim) const;

  /// Sets the divisors of the loops in the rule `own` of `op`. A loop's divisor
  /// divides the dimensions that count it.
  void tell(mlir::Operation *op, OpShardRule &own) const;

private:
  /// A dimension of a tensor, or an index.
  using Place = std::pair<mlir::Value, int64_t>;

  void takeArguments(mlir::FunctionOpInterface function,
                     llvm::function_ref<int64_t(unsigned, unsigned)> given);
  void visit(mlir::Operation *op);
  void visitRegions(mlir::Operation *op);
  bool takeForwarded(mlir::Value value);
  void readResult(mlir::OpResult result);
  void readLoops(mlir::Operation *op);
  int64_t get(Place place) const;
  int64_t find(Place place) const;
  std::optional<int64_t> findComputed(const SizeTerm &index) const;
  int64_t findBound(Place place) const;

  /// Divisors of dynamic dimensions and of indices.
  llvm::DenseMap<Place, int64_t> divisors;
};

} // namespace ag

#endif // AG_ANALYSIS_SIZES_SIZEMULTIPLES_H
