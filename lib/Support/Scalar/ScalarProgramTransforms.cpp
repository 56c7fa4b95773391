//===- ScalarProgramTransforms.cpp - the same function otherwise ----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Scalar/ScalarProgramTransforms.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVectorExtras.h"

namespace ag {

Expr copyNode(const ScalarNode &node, ScalarProgram &program,
              llvm::ArrayRef<std::optional<Expr>> copies) {
  if (node.kind == ScalarNode::Index)
    return program.index(node.position);
  if (node.kind == ScalarNode::Constant)
    return isFloat(node.type)
               ? program.floatConstant(node.constant.f, node.type)
               : program.intConstant(node.constant.i, node.type);
  llvm::SmallVector<Expr, 3> operands;
  for (unsigned k = 0; k < getArity(node.primitive); ++k)
    operands.push_back(*copies[node.operands[k]]);
  return program.applyAs(node, operands);
}

/// For each node, returns whether one of the nodes `results` depends on it.
static llvm::SmallVector<bool> findNeeded(const ScalarProgram &program,
                                          llvm::ArrayRef<unsigned> results) {
  llvm::SmallVector<bool> isNeeded(program.nodes().size(), false);
  for (unsigned result : results)
    isNeeded[result] = true;
  for (size_t position = program.nodes().size(); position-- > 0;) {
    const ScalarNode &node = program.nodes()[position];
    if (isNeeded[position] && node.kind == ScalarNode::Apply)
      for (unsigned k = 0; k < getArity(node.primitive); ++k)
        isNeeded[node.operands[k]] = true;
  }
  return isNeeded;
}

static llvm::SmallVector<unsigned> findNodes(const ScalarProgram &program,
                                             llvm::ArrayRef<unsigned> results) {
  return llvm::map_to_vector(
      results, [&](unsigned result) { return program.results()[result]; });
}

/// Inlines the nodes for which `isNeeded` is true; see inlineProgram(). Returns
/// the copies of all nodes.
static llvm::SmallVector<std::optional<Expr>>
inlineNodes(const ScalarProgram &source, ScalarProgram &target,
            llvm::ArrayRef<std::optional<Expr>> inputs,
            llvm::ArrayRef<unsigned> loops, llvm::ArrayRef<bool> isNeeded) {
  llvm::SmallVector<std::optional<Expr>> copies(source.nodes().size());
  for (auto [position, node] : llvm::enumerate(source.nodes())) {
    if (!isNeeded[position])
      continue;
    if (node.kind == ScalarNode::Input)
      copies[position] = inputs[node.position];
    else if (node.kind == ScalarNode::Index && !loops.empty())
      copies[position] = target.index(loops[node.position]);
    else
      copies[position] = copyNode(node, target, copies);
  }
  return copies;
}

llvm::SmallVector<Expr> inlineProgram(const ScalarProgram &source,
                                      ScalarProgram &target,
                                      llvm::ArrayRef<Expr> inputs,
                                      llvm::ArrayRef<unsigned> loops) {
  llvm::SmallVector<std::optional<Expr>> given(inputs.begin(), inputs.end());
  auto copies = inlineNodes(source, target, given, loops,
                            findNeeded(source, source.results()));
  return llvm::map_to_vector(source.results(),
                             [&](unsigned node) { return *copies[node]; });
}

llvm::SmallVector<unsigned> findReadInputs(const ScalarProgram &program,
                                           llvm::ArrayRef<unsigned> results) {
  llvm::SmallVector<bool> isNeeded =
      findNeeded(program, findNodes(program, results));
  llvm::SmallVector<unsigned> inputs;
  for (auto [needed, node] : llvm::zip_equal(isNeeded, program.nodes()))
    if (needed && node.kind == ScalarNode::Input)
      inputs.push_back(node.position);
  llvm::sort(inputs);
  return inputs;
}

ScalarProgram extractResults(const ScalarProgram &program,
                             llvm::ArrayRef<unsigned> results,
                             llvm::ArrayRef<unsigned> loops) {
  llvm::SmallVector<unsigned> nodes = findNodes(program, results);
  ScalarProgram extracted;
  llvm::SmallVector<std::optional<Expr>> inputs(program.inputTypes().size());
  for (unsigned input : findReadInputs(program, results))
    inputs[input] = extracted.input(program.inputTypes()[input]);
  auto copies = inlineNodes(program, extracted, inputs, loops,
                            findNeeded(program, nodes));
  for (unsigned node : nodes)
    extracted.yield(*copies[node]);
  return extracted;
}

namespace {
using Nodes = llvm::SmallVector<std::optional<Expr>>;

//===----------------------------------------------------------------------===//
// Splitting
//===----------------------------------------------------------------------===//

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
  /// Places accumulators and the nodes that depend on one in the combiner, all
  /// others in the body.
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

  /// Returns a node for the combiner. Values of the body are passed to it, but
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

ScalarProgram dropAccumulators(const ScalarProgram &program) {
  ScalarProgram result;
  Nodes copies(program.nodes().size());
  unsigned kept = program.inputTypes().size() - program.results().size();
  for (auto [position, node] : llvm::enumerate(program.nodes())) {
    if (node.kind != ScalarNode::Input)
      copies[position] = copyNode(node, result, copies);
    else if (node.position < kept)
      copies[position] = result.input(node.type);
  }
  for (unsigned node : program.results())
    result.yield(*copies[node]);
  return result;
}

} // namespace ag
