//===- BufferLiveness.h - when buffers are in use ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// At which steps of a function may what lies in a buffer still be needed?
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
// %a lives from step 0 to the loop's end, as each iteration needs it; %b lives
// in steps 2 and 3 only, as each iteration begins with a new one. Of two
// branches one runs: a buffer that is used in one only does not live in the
// other, and one that both use and nothing else does lives in two ranges.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_BUFFERLIVENESS_H
#define AG_ANALYSIS_BUFFERLIVENESS_H

#include "ag/Support/Memory/IntervalPacking.h"
#include "mlir/Dialect/Bufferization/Transforms/BufferViewFlowAnalysis.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

namespace ag {

/// When the buffers that a function allocates live, and its steps: the ops that
/// are not pure, in the order of its text. It must not change meanwhile.
class BufferLiveness {
public:
  explicit BufferLiveness(mlir::FunctionOpInterface function);

  /// When `buffer`, the result of an allocation in the function, lives:
  /// disjoint ranges of steps, increasing; none if nothing uses it.
  llvm::SmallVector<LiveRange, 1> getLife(mlir::Value buffer) const;

  /// The steps that an op and its regions take.
  LiveRange getSpan(mlir::Operation *op) const { return spans.lookup(op); }

  llvm::ArrayRef<mlir::Operation *> getSteps() const { return steps; }

  /// Which values may be views of which others, in no order.
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

#endif // AG_ANALYSIS_BUFFERLIVENESS_H
