//===- ComparedCopies.cpp - recomputed values that are compared -----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Partition/ComparedCopies.h"
#include "ag/Analysis/Equality/ValueNumbers.h"
#include "ag/Interfaces/StructuredOp.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace ag {

/// Returns true if the op compares floats for equality.
static bool comparesFloats(Operation *op) {
  auto structured = dyn_cast<StructuredOpInterface>(op);
  if (!structured)
    return false;
  Spec spec = structured.getSpec();
  return llvm::any_of(spec.body.nodes(), [&](const ScalarNode &node) {
    return node.kind == ScalarNode::Apply && node.primitive == Primitive::Eq &&
           isFloat(spec.body.operandType(node));
  });
}

/// Returns the comparisons, and all ops that they depend on.
static llvm::SetVector<Operation *> findCompared(const ShardProgram &program) {
  llvm::SetVector<Operation *> found;
  for (Operation *op : program.ops)
    if (comparesFloats(op))
      found.insert(op);
  for (unsigned number = 0; number < found.size(); ++number)
    for (Value operand : found[number]->getOperands())
      if (Operation *source = operand.getDefiningOp())
        found.insert(source);
  return found;
}

size_t addComparedCopies(ShardProgram &program, const ShardChoice &choice) {
  llvm::SetVector<Operation *> compared = findCompared(program);
  size_t before = program.graph.twins.size();
  ValueNumbers values(Barriers::SeenThrough);
  llvm::DenseMap<Operation *, unsigned> numbers;
  for (auto [number, op] : llvm::enumerate(program.ops)) {
    if (!compared.contains(op))
      continue;
    numbers[op] = number;
    unsigned first = numbers.at(values.add(op));
    if (!(choice.ops[first] == choice.ops[number]))
      program.graph.twins.push_back({first, static_cast<unsigned>(number)});
  }
  return program.graph.twins.size() - before;
}

} // namespace ag
