//===- ComputedEdges.h - which ops read what others compute -----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops of a function read what other ops compute?
//
//   %e = ag.exp %x
//   %t = ag.transpose %e [1, 0]
//   %y = ag.region "tail" (%a = %t) {
//     %b = ag.mul %a, %a
//     ag.yield %b
//   }
//   %n = ag.neg %y
//
// There is an edge from exp to mul, and one from mul to neg. Ops that compute
// nothing are looked through, and so are bodies, branches and loops, which hand
// values on; and what is made wherever it is used (isFree). Two ops have one
// edge, however often the one reads the other.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_COMPUTEDEDGES_H
#define AG_ANALYSIS_COMPUTEDEDGES_H

#include "ag/Analysis/GroupTraffic.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallVector.h"
#include <vector>

namespace ag {

struct ComputedEdge {
  mlir::Operation *producer = nullptr, *consumer = nullptr;
  /// The ops that it goes through, from the producer on, but for those that
  /// hand values on or are free.
  llvm::SmallVector<mlir::Operation *, 2> through;
  /// Of what goes along it, where that is smallest: of a slice those that it
  /// takes.
  int64_t bytes = 0;
  /// Whether all ways are by a branch or a loop, as to a loop's next turn.
  bool isHandedOn = false;
};

/// What an op reads of what the function is given: an argument, or what a
/// parameter is.
struct GivenEdge {
  mlir::Value value;
  mlir::Operation *consumer;
};

struct ComputedEdges {
  /// In the order of the consumers, those in groups (ag.fused) too.
  std::vector<ComputedEdge> edges;
  /// The ops that compute what the function returns.
  llvm::DenseSet<mlir::Operation *> results;
  std::vector<GivenEdge> given;
};

/// Whether it is looked through, as its elements are those of operands: of
/// ag.transpose, ag.reshape, ag.concat.
bool isIndexing(mlir::Operation *op);

/// Whether it computes something of values: it is no constant or parameter, nor
/// made of indices alone, is not looked through, and hands on no values.
bool isComputing(mlir::Operation *op);

ComputedEdges findEdges(mlir::FunctionOpInterface function,
                        const GroupCosts &costs);

} // namespace ag

#endif // AG_ANALYSIS_COMPUTEDEDGES_H
