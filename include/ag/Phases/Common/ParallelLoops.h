//===- ParallelLoops.h - loops that threads may share -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do passes record which loops threads may share?
//
//   schedule   scf.for ... {ag.parallel}        its iterations write disjoint
//                                               elements of its iter_args
//   allocate   scf.parallel (%chunk) = (0) to (%chunks) ... {ag.on_threads}
//                                               one thread for each chunk, and
//                                               no more than the target has
//   lower      omp.parallel
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_PARALLELLOOPS_H
#define AG_PHASES_COMMON_PARALLELLOOPS_H

#include "llvm/ADT/StringRef.h"

namespace ag {

/// An attribute of an scf.for whose iterations do not read what other
/// iterations write. Only the last two iterations may write the same element,
/// because the last tile is moved back, and they write the same value.
constexpr llvm::StringLiteral parallelAttrName = "ag.parallel";

/// An attribute of an scf.parallel whose iterations are distributed to threads.
constexpr llvm::StringLiteral onThreadsAttrName = "ag.on_threads";

} // namespace ag

#endif // AG_PHASES_COMMON_PARALLELLOOPS_H
