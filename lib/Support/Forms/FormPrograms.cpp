//===- FormPrograms.cpp - scalar programs of forms ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Forms/FormPrograms.h"
#include "ag/Support/Forms/FormPrimitives.h"

namespace ag {

/// An integer with more bits than a coefficient holds becomes an atom of its
/// halves.
Form readCell(FormTable &table, ScalarType type, Cell cell) {
  if (isFloat(type))
    return table.constant(cell.f);
  constexpr int64_t most = int64_t(1) << 53;
  int64_t value = cell.i;
  if (value >= -most && value <= most)
    return table.constant(static_cast<double>(value));
  // No coefficient is exact, but its halves are.
  FormAtom high{FormAtom::Apply, static_cast<unsigned>(Primitive::Mul), type};
  high.operands = {table.constant(static_cast<double>(value >> 32)),
                   table.constant(0x1p32)};
  FormAtom sum{FormAtom::Apply, static_cast<unsigned>(Primitive::Add), type};
  sum.operands = {table.make(high),
                  table.constant(static_cast<double>(value & 0xffffffff))};
  return table.make(sum);
}

static Form applyNode(FormTable &table, const ScalarProgram &program,
                      const ScalarNode &node, llvm::ArrayRef<Form> before,
                      llvm::ArrayRef<Form> inputs,
                      llvm::ArrayRef<unsigned> loops) {
  switch (node.kind) {
  case ScalarNode::Input:
    return inputs[node.position];
  case ScalarNode::Index:
    return table.index(loops[node.position]);
  case ScalarNode::Constant:
    return readCell(table, node.type, node.constant);
  case ScalarNode::Apply:
    break;
  }
  llvm::SmallVector<Form, 3> operands;
  for (unsigned place = 0; place < getArity(node.primitive); ++place)
    operands.push_back(before[node.operands[place]]);
  return apply(table, node.primitive, program.operandType(node), node.type,
               operands);
}

std::optional<llvm::SmallVector<Form>>
applyProgram(FormTable &table, const ScalarProgram &program,
             llvm::ArrayRef<Form> inputs, llvm::ArrayRef<unsigned> loops) {
  llvm::SmallVector<Form> forms, results;
  for (const ScalarNode &node : program.nodes()) {
    forms.push_back(applyNode(table, program, node, forms, inputs, loops));
    if (table.facts(forms.back()).isTooLarge())
      return std::nullopt;
  }
  for (unsigned result : program.results())
    results.push_back(forms[result]);
  return results;
}

std::optional<Primitive> findCombiner(const ScalarProgram &program) {
  if (program.results().size() != 1 || program.inputTypes().size() != 2)
    return std::nullopt;
  const ScalarNode &node = program.nodes()[program.results().front()];
  if (node.kind != ScalarNode::Apply || getArity(node.primitive) != 2)
    return std::nullopt;
  const ScalarNode &x = program.nodes()[node.operands[0]];
  const ScalarNode &y = program.nodes()[node.operands[1]];
  bool areInputs = x.kind == ScalarNode::Input && y.kind == ScalarNode::Input;
  bool areInOrder = areInputs && x.position < y.position;
  bool areOther = areInputs && x.position != y.position;
  return areInOrder || (areOther && isCommutative(node.primitive))
             ? std::optional(node.primitive)
             : std::nullopt;
}

} // namespace ag
