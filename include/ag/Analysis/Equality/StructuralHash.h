//===- StructuralHash.h - one number for equal programs ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Do two functions compute the same in the same way, even in different
// processes? The functions
//
//   func.func @f(%x: f32) -> f32 {        func.func @f(%a: f32) -> f32 {
//     %y = arith.negf %x : f32              %b = arith.negf %a : f32 loc("b")
//     return %y : f32                       return %b : f32
//
// have equal hashes, as names of values and locations do not count. Ops, their
// attributes and types, use-def chains, regions, blocks, names of symbols and
// the elements of resource constants do count. Print flags, pointers and the
// order of creation do not change hashes.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_EQUALITY_STRUCTURALHASH_H
#define AG_ANALYSIS_EQUALITY_STRUCTURALHASH_H

#include "mlir/IR/Operation.h"
#include "llvm/ADT/DenseMap.h"

namespace ag {

/// Hashes ops, attributes and types of one context. Shared attributes and types
/// are hashed once.
class StructuralHash {
public:
  /// Returns the hash of an op that is isolated from above, including its
  /// regions.
  uint64_t of(mlir::Operation *op);
  uint64_t of(mlir::Attribute attr);
  uint64_t of(mlir::Type type);

private:
  template <typename T> uint64_t lookup(T thing);

  llvm::DenseMap<const void *, uint64_t> known;
};

/// Returns whether two ops that are isolated from above are equal except for
/// locations. Equal hashes only make this likely.
bool isStructurallyEqual(mlir::Operation *a, mlir::Operation *b);

} // namespace ag

#endif // AG_ANALYSIS_EQUALITY_STRUCTURALHASH_H
