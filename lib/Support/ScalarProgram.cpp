//===- ScalarProgram.cpp - a scalar function as data ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/ScalarProgram.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <cassert>

namespace ag {

ScalarType Expr::type() const { return program->nodes()[node].type; }

bool ScalarNode::operator==(const ScalarNode &other) const {
  // Constants compare by their bits, so that NaN equals itself and 0 is not -0.
  return kind == other.kind && type == other.type &&
         primitive == other.primitive && operands == other.operands &&
         position == other.position && constant.i == other.constant.i;
}

Expr ScalarProgram::add(const ScalarNode &node) {
  auto *found = llvm::find(nodeList, node);
  if (found == nodeList.end()) {
    nodeList.push_back(node);
    found = std::prev(nodeList.end());
  }
  return {this, static_cast<unsigned>(found - nodeList.begin())};
}

Expr ScalarProgram::input(ScalarType type) {
  ScalarNode node{ScalarNode::Input, type};
  node.position = inputTypeList.size();
  inputTypeList.push_back(type);
  return add(node);
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
  return intConstant(castCell(floatCell(value), ScalarType::F64, widest,
                              Precision::Declared)
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

Expr ScalarProgram::cast(Expr value, ScalarType type) {
  if (value.type() == type)
    return value;
  ScalarNode node{ScalarNode::Apply, type, Primitive::Cast};
  node.operands[0] = value.node;
  return add(node);
}

ScalarType ScalarProgram::operandType(const ScalarNode &node) const {
  return nodeList[node.operands[getArity(node.primitive) - 1]].type;
}

ScalarProgram binaryProgram(Primitive primitive, ScalarType type) {
  ScalarProgram program;
  Expr a = program.input(type), b = program.input(type);
  program.yield(program.apply(primitive, {a, b}));
  return program;
}

/// Fills one row of `lanes` values: the node's value at each point.
static void evaluateNode(const ScalarProgram &program, const ScalarNode &node,
                         Precision precision, size_t lanes, const Cell *rows,
                         Cell *out) {
  unsigned arity = getArity(node.primitive);
  ScalarType operandType = program.operandType(node);
  std::array<Cell, 3> operands;
  for (size_t lane = 0; lane < lanes; ++lane) {
    for (unsigned k = 0; k < arity; ++k)
      operands[k] = rows[node.operands[k] * lanes + lane];
    out[lane] = evaluate(node.primitive, operandType, node.type,
                         llvm::ArrayRef(operands.data(), arity), precision);
  }
}

void evaluate(const ScalarProgram &program, Precision precision, size_t lanes,
              llvm::ArrayRef<const Cell *> inputs,
              llvm::ArrayRef<const Cell *> indices,
              llvm::ArrayRef<Cell *> results, std::vector<Cell> &scratch) {
  if (scratch.size() < program.nodes().size() * lanes)
    scratch.resize(program.nodes().size() * lanes);
  for (auto [position, node] : llvm::enumerate(program.nodes())) {
    Cell *row = scratch.data() + position * lanes;
    switch (node.kind) {
    case ScalarNode::Input:
      std::copy_n(inputs[node.position], lanes, row);
      break;
    case ScalarNode::Index:
      std::copy_n(indices[node.position], lanes, row);
      break;
    case ScalarNode::Constant: {
      Cell value = node.constant;
      if (isFloat(node.type) && precision == Precision::Declared)
        value.f = roundToType(value.f, node.type);
      std::fill_n(row, lanes, value);
      break;
    }
    case ScalarNode::Apply:
      evaluateNode(program, node, precision, lanes, scratch.data(), row);
      break;
    }
  }
  for (auto [out, node] : llvm::zip_equal(results, program.results()))
    std::copy_n(scratch.data() + node * lanes, lanes, out);
}

} // namespace ag
