//===- WorkFormulas.h - work of ops in the entry's sizes --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How many operations does an op take, and how many bytes does it move, as
// formulas of the entry's sizes?
//
//   %y = linalg.generic ins(%x : tensor<?x500xf32>) outs(%e) { x * x }
//
// takes 500 * rows operations and moves 4000 * rows bytes, if %x has as many
// rows as the entry's argument. The count follows ag/Analysis/Cost/Work.h,
// except that all values that an op writes are in memory, however they are
// computed.
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_WORKFORMULAS_H
#define AG_PHASES_COMMON_WORKFORMULAS_H

#include "ag/Analysis/Entry/EntryKernels.h"
#include "ag/Interfaces/StructuredOp.h"
#include "ag/Phases/Common/SizeTerms.h"

namespace ag {

/// The formulas of one function, on tensors or on buffers. No op of the
/// function may be erased while this exists. If the function has no signature,
/// only constants are known.
class WorkFormulas {
public:
  explicit WorkFormulas(mlir::func::FuncOp function);
  /// Not copyable, because members refer to the algebra and the signature.
  WorkFormulas(const WorkFormulas &) = delete;

  /// Returns the work of `op` with its regions; of a choice, the work of the
  /// most expensive branch.
  LoopWork of(mlir::Operation *op);

  /// Returns the work of `op` if several blocks reduce it and write `partials`
  /// instead of its results.
  LoopWork ofPartial(mlir::Operation *op, mlir::ValueRange partials);

  /// Returns the work of the ops in `body`, of whose values only `given` and
  /// `made` are in memory.
  LoopWork ofGroup(mlir::Block &body, mlir::ValueRange given,
                   mlir::ValueRange made);

  /// Returns an index as a formula; empty if it has none.
  SizeFormula spell(mlir::OpFoldResult size);

private:
  /// Counts, each std::nullopt if it is not known.
  struct Count {
    std::optional<Size> flops = Size(0);
    std::optional<Size> bytes = Size(0);
  };

  Count count(mlir::Operation *op);
  Count count(StructuredOpInterface op);
  Count count(mlir::LoopLikeOpInterface loop);
  Count countBranches(mlir::Operation *op);
  Count count(mlir::Region &region);
  std::optional<Size> countAccess(mlir::Operation *op);
  std::optional<Size> countSteps(mlir::LoopLikeOpInterface loop);
  Size countElements(mlir::AffineMap map, mlir::Value shaped,
                     llvm::ArrayRef<Size> extents);
  Size countBytes(mlir::Value shaped);
  Size sizeOf(mlir::OpFoldResult size);
  SizeFormula spell(const std::optional<Size> &size) const;

  /// The least sizes are set to 0, so that formulas are of the sizes
  /// themselves.
  EntrySignature signature;
  SizeAlgebra algebra;
  SizeProver prover;
  SizeTerms terms;
};

} // namespace ag

#endif // AG_PHASES_COMMON_WORKFORMULAS_H
