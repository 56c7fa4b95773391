//===- ProgramStates.h - in which states a plan has values ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a plan that was found make each value of a program, and how does it
// take each operand?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_PLAN_PROGRAMSTATES_H
#define AG_LIB_PHASES_SHARD_PLAN_PROGRAMSTATES_H

#include "Plan/ShardProgram.h"
#include "ag/Support/Sharding/ChosenStates.h"

namespace ag {

class ProgramStates {
public:
  /// All outlive it; the choice is one for the program.
  ProgramStates(const ShardProgram &program, const ShardChoice &choice,
                const Mesh &mesh);

  /// Of a value that is a tensor of the program.
  ShardState getMade(mlir::Value value) const;
  /// Of an operand that is one.
  ShardState getTaken(mlir::OpOperand &operand) const;
  /// Of an op of the graph.
  const ShardStates &getStates(unsigned op) const { return states.ofOp(op); }
  const ChosenStates &getGraphStates() const { return states; }
  /// The number of an op of the graph.
  std::optional<unsigned> findOp(mlir::Operation *op) const;

private:
  const ShardProgram &program;
  const ShardChoice &choice;
  ChosenStates states;
  llvm::DenseMap<mlir::Operation *, unsigned> numbers;
};

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_PLAN_PROGRAMSTATES_H
