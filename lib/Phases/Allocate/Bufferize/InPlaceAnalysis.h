//===- InPlaceAnalysis.h - which operands keep their buffers ----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which operands can be written, or viewed, without a copy?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_BUFFERIZE_INPLACEANALYSIS_H
#define AG_LIB_PHASES_ALLOCATE_BUFFERIZE_INPLACEANALYSIS_H

#include "mlir/Dialect/Bufferization/Transforms/OneShotAnalysis.h"
#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// Upstream's state, with its own set of the uses that read undefined contents.
class InPlaceState : public mlir::bufferization::OneShotAnalysisState {
public:
  using OneShotAnalysisState::OneShotAnalysisState;

  bool hasUndefinedContents(mlir::OpOperand *use) const override {
    return undefined.contains(use);
  }
  void addUndefinedContents(mlir::OpOperand &use) { undefined.insert(&use); }

private:
  llvm::DenseSet<mlir::OpOperand *> undefined;
};

/// Fills `state`, which must be new, as upstream's one-shot analysis does for a
/// module without calls and without branches between blocks. Unlike upstream,
/// values that the branches of a choice yield need not share one buffer. Fails,
/// with an error, if an operand that must be in place cannot be.
mlir::LogicalResult analyzeInPlace(mlir::ModuleOp module, InPlaceState &state);

/// Verifies that each op accepts the decisions in `state`. Fails, with an
/// error, if one does not.
mlir::LogicalResult
verifyInPlace(mlir::ModuleOp module,
              mlir::bufferization::OneShotAnalysisState &state);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_BUFFERIZE_INPLACEANALYSIS_H
