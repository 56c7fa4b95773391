//===- EntryKernels.h - what is known of an entry's kernels -----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do the phases pass on what is known of an entry's GPU kernels? A loop
// over blocks carries the work of the op that it was tiled from:
//
//   scf.forall (%b) in (%n) { ... }
//       {ag.work = {bytes = "4000 * rows", flops = 0 : i64}, mapping = ...}
//
// The allocate phase outlines the loops as kernels and lists the launches on
// the entry. The lower phase adds the shared memory of a block:
//
//   func.func @f(...) attributes {ag.kernels = [
//     {name = "f$block", file = "f.mlir", line = 2 : i64, column = 8 : i64,
//      grid = "ceildiv(rows, 2)", threads = 256 : i64, flops = 0 : i64,
//      bytes = "4000 * rows", shared_bytes = 1024 : i64}]}
//
// Only reports read these attributes; no code depends on them.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_ENTRY_ENTRYKERNELS_H
#define AG_ANALYSIS_ENTRY_ENTRYKERNELS_H

#include "ag/Support/Signature/KernelSignature.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include <vector>

namespace ag {

constexpr llvm::StringLiteral workAttrName = "ag.work";

/// The work of the op that a loop was tiled from.
struct LoopWork {
  SizeFormula flops = {};
  SizeFormula bytes = {};
};

/// Writes or reads a loop's `ag.work`. Formulas are unknown if they are
/// missing.
void writeLoopWork(mlir::Operation *loop, const LoopWork &work);
LoopWork readLoopWork(mlir::Operation *loop);

/// Writes or reads the kernels that an entry launches, in order. The list is
/// empty if none was written.
void writeKernels(mlir::FunctionOpInterface entry,
                  llvm::ArrayRef<KernelSignature> kernels);
std::vector<KernelSignature> readKernels(mlir::FunctionOpInterface entry);

} // namespace ag

#endif // AG_ANALYSIS_ENTRY_ENTRYKERNELS_H
