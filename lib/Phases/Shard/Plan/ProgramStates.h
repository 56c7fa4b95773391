//===- ProgramStates.h - the states of values in a plan ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In which state does a plan compute each value of a program, and in which does
// it take each operand?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_PLAN_PROGRAMSTATES_H
#define AG_LIB_PHASES_SHARD_PLAN_PROGRAMSTATES_H

#include "Plan/ShardProgram.h"
#include "ag/Support/Sharding/ChosenStates.h"

namespace ag {

class ProgramStates {
public:
  /// All arguments must outlive this; `choice` must be one for `program`.
  ProgramStates(const ShardProgram &program, const ShardChoice &choice,
                const Mesh &mesh);

  /// Returns the state in which a value, a tensor of the program, is computed.
  ShardState getMade(mlir::Value value) const;
  /// Returns the state in which an operand, a tensor of the program, is taken.
  ShardState getTaken(mlir::OpOperand &operand) const;
  /// Returns the states of an op of the graph.
  const ShardStates &getStates(unsigned op) const { return states.ofOp(op); }
  const ChosenStates &getGraphStates() const { return states; }
  /// Returns the number of an op, or std::nullopt if the graph does not have
  /// it.
  std::optional<unsigned> findOp(mlir::Operation *op) const;

private:
  const ShardProgram &program;
  const ShardChoice &choice;
  ChosenStates states;
  llvm::DenseMap<mlir::Operation *, unsigned> numbers;
};

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_PLAN_PROGRAMSTATES_H
