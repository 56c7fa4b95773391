//===- BufferLiveness.h - when buffers are in use ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// At which steps of a function may the contents of a buffer still be needed?
//
//   %a = memref.alloc()
//   store %x, %a                 // step 0
//   scf.for ... {                // steps 1 to 4, with what is in it
//     %b = memref.alloc()
//     store %y, %b               // step 2
//     load %b                    // step 3
//     load %a                    // step 4
//   }
//   scf.if %c {                  // steps 5 to 7
//     load %d                    // step 6
//   } else {
//     load %e                    // step 7
//   }
//
// %a is live from step 0 to the loop's end, as each iteration needs it; %b is
// live in steps 2 and 3 only, as each iteration allocates it. Only one of two
// branches runs: a buffer that is used in one branch is not live in the other,
// and a buffer that is used in both branches only has two live ranges.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_BUFFERS_BUFFERLIVENESS_H
#define AG_ANALYSIS_BUFFERS_BUFFERLIVENESS_H

#include "ag/Support/Memory/IntervalPacking.h"
#include "mlir/Dialect/Bufferization/Transforms/BufferViewFlowAnalysis.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

namespace ag {

/// The live ranges of the buffers that a function allocates, and its steps: ops
/// with effects on memory, in program order. The function must not change
/// meanwhile.
class BufferLiveness {
public:
  explicit BufferLiveness(mlir::FunctionOpInterface function);

  /// Returns the live ranges of `buffer`, the result of an allocation in the
  /// function: disjoint ranges of steps, in increasing order; empty if the
  /// buffer is unused.
  llvm::SmallVector<LiveRange, 1> getLife(mlir::Value buffer) const;

  /// Returns the steps of an op and of the ops in its regions.
  LiveRange getSpan(mlir::Operation *op) const { return spans.lookup(op); }

  llvm::ArrayRef<mlir::Operation *> getSteps() const { return steps; }

  /// Returns the upstream analysis of which values may be views of which
  /// others.
  const mlir::BufferViewFlowAnalysis &getViewFlow() const { return views; }

private:
  using Uses = llvm::SmallVector<mlir::Operation *>;

  void number(mlir::Region &region);
  void addLife(mlir::Block *block, const Uses &uses,
               llvm::SmallVectorImpl<LiveRange> &ranges) const;
  bool addLivesOfBranches(mlir::Operation *op, const Uses &uses,
                          llvm::SmallVectorImpl<LiveRange> &ranges) const;

  mlir::BufferViewFlowAnalysis views;
  std::vector<mlir::Operation *> steps;
  llvm::DenseMap<mlir::Operation *, LiveRange> spans;
};

} // namespace ag

#endif // AG_ANALYSIS_BUFFERS_BUFFERLIVENESS_H
