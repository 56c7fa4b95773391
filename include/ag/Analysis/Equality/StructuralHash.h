//===- StructuralHash.h - one number for equal programs ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Do two functions compute the same in the same way, in this process or in
// another? Of
//
//   func.func @f(%x: f32) -> f32 {        func.func @f(%a: f32) -> f32 {
//     %y = arith.negf %x : f32              %b = arith.negf %a : f32 loc("b")
//     return %y : f32                       return %b : f32
//
// the hashes are equal, as what values are called and where ops come from does
// not count. Ops, their attributes and types, which value each uses, regions,
// blocks and the names of symbols do, and of a constant that is a resource its
// elements. No print flag, pointer or order of creation changes them.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_EQUALITY_STRUCTURALHASH_H
#define AG_ANALYSIS_EQUALITY_STRUCTURALHASH_H

#include "mlir/IR/Operation.h"
#include "llvm/ADT/DenseMap.h"

namespace ag {

/// Hashes of what one context holds. Attributes and types that several ops have
/// are looked into once.
class StructuralHash {
public:
  /// Of an op that is isolated from above, with all that is inside.
  uint64_t of(mlir::Operation *op);
  uint64_t of(mlir::Attribute attr);
  uint64_t of(mlir::Type type);

private:
  template <typename T> uint64_t lookup(T thing);

  llvm::DenseMap<const void *, uint64_t> known;
};

/// Whether two ops that are isolated from above are the same, but for
/// locations: what equal hashes only make likely.
bool isStructurallyEqual(mlir::Operation *a, mlir::Operation *b);

} // namespace ag

#endif // AG_ANALYSIS_EQUALITY_STRUCTURALHASH_H
