//===- BitReads.cpp - floats whose bits are read --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "BitReads.h"
#include "Refusal.h"
#include "ag/Interfaces/PrimitiveOps.h"
#include "ag/Interfaces/StructuredOp.h"

using namespace mlir;

namespace ag {

static bool readsBits(Operation *op) {
  std::optional<ScalarProgram> program = programOf(op);
  return program && llvm::any_of(program->nodes(), [&](const ScalarNode &node) {
           return node.kind == ScalarNode::Apply &&
                  node.primitive == Primitive::Bitcast &&
                  isFloat(program->operandType(node));
         });
}

/// Returns the path to `op`, or to the op whose elements its region computes.
static SmallVector<Value> findPath(Operation *op, const Activity &activity) {
  SmallVector<Value> path = activity.findPath(op);
  Operation *parent = op->getParentOp();
  return path.empty() && isa_and_present<StructuredOpInterface>(parent)
             ? activity.findPath(parent)
             : path;
}

LogicalResult refuseBitReads(func::FuncOp function, const Activity &activity) {
  WalkResult result = function.walk([&](Operation *op) -> WalkResult {
    if (!readsBits(op))
      return WalkResult::advance();
    SmallVector<Value> path = findPath(op, activity);
    if (path.empty())
      return WalkResult::advance();
    return refuseOp(op,
                    "has no derivative: it reads the bits of a float; if none "
                    "is to flow through it, pass ag.stop_gradient of that",
                    path, "by which the function is differentiated");
  });
  return failure(result.wasInterrupted());
}

} // namespace ag
