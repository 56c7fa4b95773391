//===- WorkFormulas.h - what ops take, in the entry's sizes -----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How many operations does an op take, and how many bytes does it move, at all
// sizes? Of
//
//   %y = linalg.generic ins(%x : tensor<?x500xf32>) outs(%e) { x * x }
//
// where %x has as many rows as the entry's argument, 500 * rows operations and
// 4000 * rows bytes. They are counted as ag/Analysis/Cost/Work.h does at given
// sizes, but that all that an op writes is in memory, whatever it is made of.
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_WORKFORMULAS_H
#define AG_PHASES_COMMON_WORKFORMULAS_H

#include "ag/Analysis/Entry/EntryKernels.h"
#include "ag/Interfaces/StructuredOp.h"
#include "ag/Phases/Common/SizeTerms.h"

namespace ag {

/// The formulas of one function, on tensors or on buffers. Nothing of it may be
/// erased meanwhile. Of a function without a signature only numbers are known.
class WorkFormulas {
public:
  explicit WorkFormulas(mlir::func::FuncOp function);
  /// The terms refer to what stands beside them.
  WorkFormulas(const WorkFormulas &) = delete;

  /// What `op` takes, with all that is in its regions: of branches the most.
  LoopWork of(mlir::Operation *op);

  /// As of, where `op` is reduced by several blocks, which write `partials` in
  /// place of what it does.
  LoopWork ofPartial(mlir::Operation *op, mlir::ValueRange partials);

  /// An index.
  SizeFormula spell(mlir::OpFoldResult size);

private:
  /// None where it is not known.
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

  /// With ranges from 0 on, so that formulas are of the sizes themselves.
  EntrySignature signature;
  SizeAlgebra algebra;
  SizeTerms terms;
};

} // namespace ag

#endif // AG_PHASES_COMMON_WORKFORMULAS_H
