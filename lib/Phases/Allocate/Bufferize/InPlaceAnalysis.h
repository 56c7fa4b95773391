//===- InPlaceAnalysis.h - which operands keep their buffers ----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which operands can be written, or viewed, where they lie?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_BUFFERIZE_INPLACEANALYSIS_H
#define AG_LIB_PHASES_ALLOCATE_BUFFERIZE_INPLACEANALYSIS_H

#include "mlir/Dialect/Bufferization/Transforms/OneShotAnalysis.h"
#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// Upstream's state, but for the uses that read what no op has written.
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

/// Tells `state`, which is new, what upstream's one-shot analysis would tell it
/// of a module without calls and branches between blocks, but that what the
/// branches of a choice yield need not share one buffer. Fails, with an error,
/// where what must be in place can't.
mlir::LogicalResult analyzeInPlace(mlir::ModuleOp module, InPlaceState &state);

/// Asks each op whether it can do with what was decided; fails, with an error,
/// where one can't.
mlir::LogicalResult
verifyInPlace(mlir::ModuleOp module,
              mlir::bufferization::OneShotAnalysisState &state);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_BUFFERIZE_INPLACEANALYSIS_H
