//===- WriteConflicts.h - reads that a write would spoil --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Were two tensors in one buffer: would a write to the one be seen by a read of
// the other, and where do such writes lie?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_BUFFERIZE_WRITECONFLICTS_H
#define AG_LIB_PHASES_ALLOCATE_BUFFERIZE_WRITECONFLICTS_H

#include "mlir/Dialect/Bufferization/Transforms/OneShotAnalysis.h"
#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// The ops of a module, each with those inside of it, as one row of places.
class OpPlaces {
public:
  explicit OpPlaces(mlir::ModuleOp module);

  unsigned getFirst(mlir::Operation *op) const { return spans.at(op).first; }
  /// The place of the last op inside of `op`, or its own.
  unsigned getLast(mlir::Operation *op) const { return spans.at(op).second; }

private:
  llvm::DenseMap<mlir::Operation *, std::pair<unsigned, unsigned>> spans;
};

/// What made elements of a tensor.
struct Definition {
  mlir::Value value;
  /// The loop whose later iterations read what was there before its first.
  mlir::Operation *repeats = nullptr;
};

/// A use that reads a tensor, whose elements `definitions` made.
struct TensorRead {
  mlir::OpOperand *use;
  llvm::SmallVector<Definition, 2> definitions;
  /// Whether elements came from some of these through choices.
  bool isChosen;
  /// No other writes can spoil it than those of ops in these places, and those
  /// around the op `begin`, which is in the first of them.
  mlir::Operation *begin;
  unsigned first, last;
};

/// The operands that `value`, a result of a choice, is one of, in its buffer;
/// none if it is something else, or may lie elsewhere.
llvm::SmallVector<mlir::OpOperand *>
getChosenInPlace(mlir::Value value,
                 const mlir::bufferization::AnalysisState &state);

/// Whether a tensor may lie in the buffer that is asked about.
using LiesThere = llvm::function_ref<bool(mlir::Value)>;

/// Tells, as upstream's one-shot analysis does, which writes spoil which reads.
class WriteConflicts {
public:
  WriteConflicts(mlir::ModuleOp module,
                 mlir::bufferization::OneShotAnalysisState &state)
      : places(module), state(state) {}

  /// Returns true if `value` is written where it is made, as far as upstream's
  /// interfaces say.
  bool isWritten(mlir::Value value);

  /// Whether `use` reads what it uses, or hands it on to what does.
  bool isRead(mlir::OpOperand &use) const;

  /// What is read by a use that reads; none if nobody wrote it.
  std::optional<TensorRead> describeRead(mlir::OpOperand &use);

  /// Whether `write`, in place, would be seen by `read` in the same buffer, of
  /// what `lies` there.
  bool isSpoilt(const TensorRead &read, mlir::OpOperand &write, LiesThere lies);

  /// Whether `write`, in place, would write from several threads to what
  /// was made outside of them.
  bool isShared(mlir::OpOperand &write);

  const OpPlaces &getPlaces() const { return places; }

private:
  /// Whether elements may have come to a choice from what a branch yields.
  using TakesBranch =
      llvm::function_ref<bool(mlir::Value choice, mlir::Value yielded)>;

  bool isChoiceWritten(mlir::OpResult result);
  llvm::SetVector<mlir::Value> findDefinitions(mlir::OpOperand &use,
                                               TakesBranch takesBranch);
  void addDefinition(TensorRead &read, mlir::Value value);
  bool comesFrom(const TensorRead &read, llvm::ArrayRef<mlir::Value> any,
                 LiesThere lies);
  bool isOutOfOrder(const TensorRead &read, const Definition &definition,
                    mlir::OpOperand &write);
  bool areApart(mlir::OpOperand &read, mlir::OpOperand &write,
                LiesThere lies) const;
  bool isExcluded(mlir::OpOperand &read, mlir::OpOperand &write) const;
  bool isHidden(mlir::Value definition, mlir::OpOperand &write) const;

  OpPlaces places;
  mlir::bufferization::OneShotAnalysisState &state;
  llvm::DenseMap<mlir::Value, bool> areWritten;
};

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_BUFFERIZE_WRITECONFLICTS_H
