//===- MaskedValues.h - values of elements outside of a mask ----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What do the elements of a batch have that do not execute an op? An op that
// changes a part of a tensor changes it for the elements in the mask only. For
// the others, the result is the original:
//
//   %r = scf.if %c { ag.update %x, %y [%i] } else { %x }
//
// becomes a loop over the elements that updates x8 where c8 holds. Its result
// is r8: no select between it and x8 follows, which would copy all elements.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_BATCH_MASKEDVALUES_H
#define AG_LIB_PHASES_DIFFERENTIATE_BATCH_MASKEDVALUES_H

#include "ag/Interfaces/BatchableOp.h"
#include "mlir/IR/Operation.h"

namespace ag {

/// The tensors of all elements of a batch that differ from others, and the
/// elements in which they do.
class MaskedChanges {
public:
  using Accepts = llvm::function_ref<bool(mlir::Value)>;

  /// Records that `changed` equals `original` but in `elements`.
  void add(mlir::Value changed, mlir::Value original, mlir::Value elements);
  /// Records that each of `elements` is one of `others`.
  void addSubset(mlir::Value elements, mlir::Value others);
  /// Returns true if each of `elements` is known to be one of `others`.
  bool areWithin(mlir::Value elements, mlir::Value others) const;

  /// Returns true if `a` and `b` are known to be equal except in elements that
  /// `accepts` returns true for.
  bool agree(mlir::Value a, mlir::Value b, Accepts accepts) const;
  /// Returns the values that `value` was changed from, itself first, in
  /// elements that `accepts` returns true for.
  llvm::SmallVector<mlir::Value> getOriginals(mlir::Value value,
                                              Accepts accepts) const;

private:
  struct Change {
    mlir::Value original, elements;
  };

  llvm::DenseMap<mlir::Value, Change> changes;
  llvm::DenseMap<mlir::Value, llvm::SmallVector<mlir::Value, 2>> subsets;
};

class Batch;

/// The values of a batch that have been computed under a mask.
class MaskedValues : public MaskContext {
public:
  explicit MaskedValues(Batch &batch) : batch(batch) {}

  mlir::Value elements() override;
  BatchedValue lookup(mlir::Value operand) override;
  void set(mlir::Value result, BatchedValue batched,
           mlir::Operation *op) override;
  void addChange(mlir::Value changed, mlir::Value original) override;
  llvm::LogicalResult check(mlir::Operation *op) override;

  /// Records that `cut` is `uncut`, cut to a mask. `all` is `uncut` with the
  /// batch as its first dimension.
  void addCut(mlir::Value cut, BatchedValue uncut, mlir::Value all) {
    ofCuts[cut] = {uncut, all};
  }
  /// Returns what lookup() does, with the batch as the first dimension if the
  /// operand is cut or has it there. Emits no ops.
  BatchedValue lookupAll(mlir::Value operand);

  MaskedChanges changes;

private:
  struct Cut {
    BatchedValue uncut;
    mlir::Value all;
  };

  /// Returns the cut of a value that is not cut itself, of which `value` is
  /// one, or a cut of one, and so on; std::nullopt if `value` is no cut.
  std::optional<Cut> findLastCut(mlir::Value value) const;

  Batch &batch;
  llvm::DenseMap<mlir::Value, Cut> ofCuts;
};

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_BATCH_MASKEDVALUES_H
