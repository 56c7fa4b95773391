//===- ScalarProgram.cpp - a scalar function as data ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Scalar/ScalarProgram.h"
#include "ag/Support/Scalar/PrimitiveMeanings.h"
#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <cassert>

namespace ag {

ScalarType Expr::type() const { return program->nodes()[node].type; }

bool ScalarNode::operator==(const ScalarNode &other) const {
  // Compares constants by bits, so that NaN equals itself and 0 differs from
  // -0.
  return kind == other.kind && type == other.type &&
         primitive == other.primitive && operands == other.operands &&
         position == other.position && constant.i == other.constant.i;
}

static size_t hashNode(const ScalarNode &node) {
  return llvm::hash_combine(node.kind, node.type, node.primitive,
                            llvm::ArrayRef(node.operands), node.position,
                            node.constant.i);
}

std::optional<unsigned> ScalarProgram::find(const ScalarNode &node) {
  constexpr size_t few = 32;
  if (nodeList.size() <= few) {
    auto *found = llvm::find(nodeList, node);
    return found == nodeList.end()
               ? std::nullopt
               : std::optional<unsigned>(found - nodeList.begin());
  }
  for (size_t next = byHash.size(); next < nodeList.size(); ++next)
    byHash.emplace(hashNode(nodeList[next]), next);
  auto [first, last] = byHash.equal_range(hashNode(node));
  for (; first != last; ++first)
    if (nodeList[first->second] == node)
      return first->second;
  return std::nullopt;
}

Expr ScalarProgram::append(const ScalarNode &node) {
  nodeList.push_back(node);
  return {this, static_cast<unsigned>(nodeList.size() - 1)};
}

Expr ScalarProgram::add(const ScalarNode &node) {
  std::optional<unsigned> found = find(node);
  return found ? Expr{this, *found} : append(node);
}

Expr ScalarProgram::input(ScalarType type) {
  ScalarNode node{ScalarNode::Input, type};
  node.position = inputTypeList.size();
  inputTypeList.push_back(type);
  return append(node);
}

Expr ScalarProgram::index(unsigned loop) {
  ScalarNode node{ScalarNode::Index, ScalarType::I64};
  node.position = loop;
  return add(node);
}

Expr ScalarProgram::floatConstant(double value, ScalarType type) {
  assert(isFloat(type));
  ScalarNode node{ScalarNode::Constant, type};
  node.constant.f = value;
  return add(node);
}

Expr ScalarProgram::intConstant(int64_t value, ScalarType type) {
  assert(!isFloat(type));
  ScalarNode node{ScalarNode::Constant, type};
  node.constant.i = wrapToType(value, type);
  return add(node);
}

Expr ScalarProgram::constant(double value, ScalarType type) {
  if (isFloat(type))
    return floatConstant(value, type);
  ScalarType widest = value < 0 ? ScalarType::I64 : ScalarType::UI64;
  return intConstant(
      castCell(floatCell(value), ScalarType::F64, widest, Precision::Declared)
          .i,
      type);
}

Expr ScalarProgram::apply(Primitive primitive, llvm::ArrayRef<Expr> operands) {
  assert(operands.size() == getArity(primitive));
  assert(accepts(primitive, operands.back().type()));
  ScalarType type =
      isComparison(primitive) ? ScalarType::I1 : operands.back().type();
  ScalarNode node{ScalarNode::Apply, type, primitive};
  for (auto [slot, operand] : llvm::zip(node.operands, operands))
    slot = operand.node;
  return add(node);
}

Expr ScalarProgram::convert(Primitive primitive, Expr value, ScalarType type) {
  if (value.type() == type)
    return value;
  ScalarNode node{ScalarNode::Apply, type, primitive};
  node.operands[0] = value.node;
  return add(node);
}

Expr ScalarProgram::cast(Expr value, ScalarType type) {
  return convert(Primitive::Cast, value, type);
}

Expr ScalarProgram::bitcast(Expr value, ScalarType type) {
  assert(getBitWidth(value.type()) == getBitWidth(type));
  return convert(Primitive::Bitcast, value, type);
}

Expr ScalarProgram::applyAs(const ScalarNode &node,
                            llvm::ArrayRef<Expr> operands) {
  return isConversion(node.primitive)
             ? convert(node.primitive, operands.front(), node.type)
             : apply(node.primitive, operands);
}

ScalarType ScalarProgram::operandType(const ScalarNode &node) const {
  return nodeList[node.operands[getArity(node.primitive) - 1]].type;
}

PrimitiveCost ScalarProgram::costOf(const ScalarNode &node) const {
  constexpr PrimitiveCost nothing = {PrimitiveCost::Steps, 0};
  if (node.kind != ScalarNode::Apply)
    return nothing;
  ScalarType type = operandType(node);
  bool keepsBits =
      node.primitive == Primitive::Bitcast ||
      (node.primitive == Primitive::Cast && !isFloat(type) &&
       !isFloat(node.type) && getBitWidth(type) == getBitWidth(node.type));
  return keepsBits ? nothing : getCost(node.primitive, type);
}

int64_t countSteps(const ScalarProgram &program, int64_t lanes) {
  int64_t steps = 0;
  for (const ScalarNode &node : program.nodes()) {
    PrimitiveCost cost = program.costOf(node);
    steps +=
        cost.kind == PrimitiveCost::Steps ? cost.count : lanes * cost.count;
  }
  return steps;
}

ScalarProgram binaryProgram(Primitive primitive, ScalarType type) {
  ScalarProgram program;
  Expr a = program.input(type), b = program.input(type);
  program.yield(program.apply(primitive, {a, b}));
  return program;
}

void evaluate(const ScalarProgram &program, Precision precision, size_t lanes,
              llvm::ArrayRef<const Cell *> inputs,
              llvm::ArrayRef<const Cell *> indices,
              llvm::ArrayRef<Cell *> results, std::vector<Cell> &scratch) {
  if (scratch.size() < program.nodes().size() * lanes)
    scratch.resize(program.nodes().size() * lanes);
  llvm::SmallVector<const Cell *, 32> values;
  for (auto [position, node] : llvm::enumerate(program.nodes())) {
    Cell *row = scratch.data() + position * lanes;
    values.push_back(row);
    switch (node.kind) {
    case ScalarNode::Input:
      values.back() = inputs[node.position];
      break;
    case ScalarNode::Index:
      values.back() = indices[node.position];
      break;
    case ScalarNode::Constant:
      std::fill_n(row, lanes,
                  castCell(node.constant, node.type, node.type, precision));
      break;
    case ScalarNode::Apply: {
      llvm::SmallVector<const Cell *, 3> operands;
      for (unsigned k = 0; k < getArity(node.primitive); ++k)
        operands.push_back(values[node.operands[k]]);
      evaluateLanes(node.primitive, program.operandType(node), node.type,
                    precision, lanes, operands, row);
      break;
    }
    }
  }
  for (auto [out, node] : llvm::zip_equal(results, program.results()))
    std::copy_n(values[node], lanes, out);
}

} // namespace ag
