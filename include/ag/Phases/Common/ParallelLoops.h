//===- ParallelLoops.h - loops that threads may share -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do passes tell each other which loops threads may share?
//
//   schedule   scf.for ... {ag.parallel}        its iterations write disjoint
//                                               places of what it carries
//   allocate   scf.parallel (%chunk) = (0) to (%chunks) ... {ag.on_threads}
//                                               a thread each, of at most as
//                                               many as the target has
//   lower      omp.parallel
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_PARALLELLOOPS_H
#define AG_PHASES_COMMON_PARALLELLOOPS_H

#include "llvm/ADT/StringRef.h"

namespace ag {

/// On an scf.for of which no iteration reads what another one writes, and of
/// which two iterations write the same place only if they are the last two, as
/// the last tile is moved back, and then the same value.
constexpr llvm::StringLiteral parallelAttrName = "ag.parallel";

/// On an scf.parallel whose iterations are given to threads.
constexpr llvm::StringLiteral onThreadsAttrName = "ag.on_threads";

} // namespace ag

#endif // AG_PHASES_COMMON_PARALLELLOOPS_H
