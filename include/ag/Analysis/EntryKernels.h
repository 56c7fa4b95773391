//===- EntryKernels.h - what is known of an entry's kernels -----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is what a GPU does for an entry carried through the phases? A loop over
// blocks carries the work of the op that it was tiled from:
//
//   scf.forall (%b) in (%n) { ... }
//       {ag.work = {bytes = "4000 * rows", flops = 0 : i64}, mapping = ...}
//
// allocate makes kernels of the loops, and lists the launches on the entry,
// where lower adds what a block has of shared memory:
//
//   func.func @f(...) attributes {ag.kernels = [
//     {name = "f$block", file = "f.mlir", line = 2 : i64, column = 8 : i64,
//      grid = "ceildiv(rows, 2)", threads = 256 : i64, flops = 0 : i64,
//      bytes = "4000 * rows", shared_bytes = 1024 : i64}]}
//
// They are for reports alone: nothing depends on them.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_ENTRYKERNELS_H
#define AG_ANALYSIS_ENTRYKERNELS_H

#include "ag/Support/Signature/KernelSignature.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include <vector>

namespace ag {

constexpr llvm::StringLiteral workAttrName = "ag.work";

/// What an op over which a loop runs takes of it.
struct LoopWork {
  SizeFormula flops = {};
  SizeFormula bytes = {};
};

/// Lets a loop over blocks say that, and what it says; nothing is known of one
/// that says nothing.
void writeLoopWork(mlir::Operation *loop, const LoopWork &work);
LoopWork readLoopWork(mlir::Operation *loop);

/// Lets an entry say which kernels it launches, in order, and what it says;
/// none if it says nothing.
void writeKernels(mlir::FunctionOpInterface entry,
                  llvm::ArrayRef<KernelSignature> kernels);
std::vector<KernelSignature> readKernels(mlir::FunctionOpInterface entry);

} // namespace ag

#endif // AG_ANALYSIS_ENTRYKERNELS_H
