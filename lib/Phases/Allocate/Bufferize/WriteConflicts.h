//===- WriteConflicts.h - reads that a write would spoil --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// If two tensors were in one buffer, would a read of one see a write to the
// other, and at which positions can these writes be?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_BUFFERIZE_WRITECONFLICTS_H
#define AG_LIB_PHASES_ALLOCATE_BUFFERIZE_WRITECONFLICTS_H

#include "mlir/Dialect/Bufferization/Transforms/OneShotAnalysis.h"
#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// Numbers the ops of a module in program order, each before the ops inside of
/// it.
class OpPlaces {
public:
  explicit OpPlaces(mlir::ModuleOp module);

  unsigned getFirst(mlir::Operation *op) const { return spans.at(op).first; }
  /// Returns the number of the last op inside of `op`, or of `op` if there is
  /// none.
  unsigned getLast(mlir::Operation *op) const { return spans.at(op).second; }

private:
  llvm::DenseMap<mlir::Operation *, std::pair<unsigned, unsigned>> spans;
};

/// A value whose definition writes elements of a tensor.
struct Definition {
  mlir::Value value;
  /// The outermost loop that contains the read but not the definition, or null.
  /// Each of its iterations reads the elements that are defined before it.
  mlir::Operation *repeats = nullptr;
};

/// A use that reads a tensor, and the values that define its elements.
struct TensorRead {
  mlir::OpOperand *use;
  llvm::SmallVector<Definition, 2> definitions;
  /// Whether some of these were found through choices.
  bool isChosen;
  /// Only writes of ops at these positions, and of ops around `begin`, can
  /// spoil the read. `begin` is the op at the first of them.
  mlir::Operation *begin;
  unsigned first, last;
};

/// Returns the operands of which `value`, a result of a choice, is one, in the
/// same buffer. Empty if `value` is something else or may be in another buffer.
llvm::SmallVector<mlir::OpOperand *>
getChosenInPlace(mlir::Value value,
                 const mlir::bufferization::AnalysisState &state);

/// Returns true if a tensor may be in the buffer that is examined.
using LiesThere = llvm::function_ref<bool(mlir::Value)>;

/// Determines which writes spoil which reads, as upstream's one-shot analysis
/// does.
class WriteConflicts {
public:
  WriteConflicts(mlir::ModuleOp module,
                 mlir::bufferization::OneShotAnalysisState &state)
      : places(module), state(state) {}

  /// Returns true if the definition of `value` writes to its buffer, according
  /// to upstream's interfaces.
  bool isWritten(mlir::Value value);

  /// Returns true if `use` reads its tensor, or forwards it to a use that does.
  bool isRead(mlir::OpOperand &use) const;

  /// Describes `use`, which must read. Returns std::nullopt if no op wrote the
  /// elements.
  std::optional<TensorRead> describeRead(mlir::OpOperand &use);

  /// Returns true if `read` sees `write`, in place, if both are in one buffer.
  /// `lies` determines which tensors are in it.
  bool isSpoilt(const TensorRead &read, mlir::OpOperand &write, LiesThere lies);

  /// Returns true if `write`, in place, writes from several threads to a tensor
  /// that was defined outside of them.
  bool isShared(mlir::OpOperand &write);

  const OpPlaces &getPlaces() const { return places; }

private:
  /// Returns true if elements of a choice may come from the value that a branch
  /// yields.
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
