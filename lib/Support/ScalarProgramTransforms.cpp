//===- ScalarProgramTransforms.cpp - the same function otherwise ----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/ScalarProgramTransforms.h"
#include "llvm/ADT/STLExtras.h"

namespace ag {
namespace {
using Nodes = llvm::SmallVector<std::optional<Expr>>;

/// Records `node`, which is no input, in `program`; `copies` has its operands.
Expr copyNode(const ScalarNode &node, ScalarProgram &program,
              const Nodes &copies) {
  if (node.kind == ScalarNode::Index)
    return program.index(node.position);
  if (node.kind == ScalarNode::Constant)
    return isFloat(node.type)
               ? program.floatConstant(node.constant.f, node.type)
               : program.intConstant(node.constant.i, node.type);
  if (node.primitive == Primitive::Cast)
    return program.cast(*copies[node.operands[0]], node.type);
  llvm::SmallVector<Expr, 3> operands;
  for (unsigned k = 0; k < getArity(node.primitive); ++k)
    operands.push_back(*copies[node.operands[k]]);
  return program.apply(node.primitive, operands);
}

class Splitter {
public:
  explicit Splitter(const ScalarProgram &program)
      : program(program), inBody(program.nodes().size()),
        inCombiner(program.nodes().size()) {}

  SplitProgram run() {
    unsigned firstAccumulator =
        program.inputTypes().size() - program.results().size();
    for (ScalarType type : program.inputTypes().drop_front(firstAccumulator))
      accumulators.push_back(split.combiner.input(type));
    for (auto [position, node] : llvm::enumerate(program.nodes()))
      place(position, node, firstAccumulator);
    for (unsigned result : program.results())
      split.combiner.yield(inCombinerOf(result));
    return std::move(split);
  }

private:
  /// An accumulator and what depends on one goes to the combiner, all else to
  /// the body.
  void place(unsigned position, const ScalarNode &node,
             unsigned firstAccumulator) {
    if (node.kind == ScalarNode::Input) {
      if (node.position >= firstAccumulator)
        inCombiner[position] = accumulators[node.position - firstAccumulator];
      else
        inBody[position] = split.body.input(node.type);
      return;
    }
    auto operands = llvm::ArrayRef(node.operands)
                        .take_front(node.kind == ScalarNode::Apply
                                        ? getArity(node.primitive)
                                        : 0);
    if (llvm::all_of(operands, [&](unsigned k) { return !!inBody[k]; })) {
      inBody[position] = copyNode(node, split.body, inBody);
      return;
    }
    for (unsigned operand : operands)
      inCombinerOf(operand);
    inCombiner[position] = copyNode(node, split.combiner, inCombiner);
  }

  /// A node as the combiner sees it: what the body computes is handed over, but
  /// constants are repeated.
  Expr inCombinerOf(unsigned position) {
    std::optional<Expr> &copy = inCombiner[position];
    const ScalarNode &node = program.nodes()[position];
    if (!copy && node.kind == ScalarNode::Constant)
      copy = copyNode(node, split.combiner, inCombiner);
    if (!copy) {
      split.body.yield(*inBody[position]);
      copy = split.combiner.input(node.type);
    }
    return *copy;
  }

  const ScalarProgram &program;
  SplitProgram split;
  llvm::SmallVector<Expr> accumulators;
  Nodes inBody, inCombiner;
};
} // namespace

SplitProgram splitAtAccumulators(const ScalarProgram &program) {
  return Splitter(program).run();
}

} // namespace ag
