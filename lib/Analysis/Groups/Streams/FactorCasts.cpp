//===- FactorCasts.cpp - casts of factors of products ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Groups/Streams/FactorCasts.h"

using namespace mlir;

namespace ag {

static bool isNarrow(ScalarType type) {
  return type == ScalarType::BF16 || type == ScalarType::F16;
}

/// Returns true if the op computes its narrow inputs in f32 within a group: it
/// sums their products, or is element-wise with narrow results.
static bool widens(const StatedOp &op) {
  if (op.rule || !llvm::all_of(op.spec.body.inputTypes(), isNarrow))
    return false;
  return llvm::all_of(op.spec.results, [&](const SpecResult &result) {
    return op.isProduct() ? result.accumulator == ScalarType::F32
                          : !op.spec.combiner && isNarrow(result.type);
  });
}

/// Returns true if the op casts each element of a tensor of f32 to a narrow
/// type.
static bool narrows(const StatedOp &op) {
  ArrayRef<ScalarNode> nodes = op.spec.body.nodes();
  return !op.rule && !op.spec.combiner && op.spec.results.size() == 1 &&
         nodes.size() == 2 && nodes[0].kind == ScalarNode::Input &&
         nodes[0].type == ScalarType::F32 &&
         nodes[1].kind == ScalarNode::Apply &&
         nodes[1].primitive == Primitive::Cast && isNarrow(nodes[1].type);
}

llvm::DenseSet<Operation *> findFactorCasts(ArrayRef<const StatedOp *> ops) {
  llvm::DenseSet<Operation *> casts, readers;
  for (const StatedOp *op : llvm::reverse(ops)) {
    bool isFactor = llvm::all_of(op->op->getUsers(), [&](Operation *user) {
      return readers.contains(user);
    });
    if (isFactor && narrows(*op))
      casts.insert(op->op);
    if (widens(*op) && (isFactor || op->isProduct()))
      readers.insert(op->op);
  }
  return casts;
}

} // namespace ag
