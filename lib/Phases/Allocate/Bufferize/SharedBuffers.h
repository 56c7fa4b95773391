//===- SharedBuffers.h - tensors in one buffer ------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// May tensors that lie in different buffers lie in one?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_BUFFERIZE_SHAREDBUFFERS_H
#define AG_LIB_PHASES_ALLOCATE_BUFFERIZE_SHAREDBUFFERS_H

#include "WriteConflicts.h"
#include <set>

namespace ag {

/// Reads or writes, each beside its place. What lies in several buffers comes
/// to another one from each of them, and is there once.
template <typename T> class Placed : public std::set<std::pair<unsigned, T *>> {
public:
  /// The first of those in `place` or behind it.
  auto from(unsigned place) const {
    return this->lower_bound({place, nullptr});
  }
};

/// The tensors that may share a buffer, and what happens to it.
struct JointBuffer {
  llvm::SmallVector<mlir::Value, 1> tensors;
  /// Where they may be spoilt from.
  Placed<TensorRead> reads;
  /// Where they begin.
  Placed<mlir::OpOperand> writes;
  bool isRead = false;
  bool isWritable = true;
  /// Whether several threads write to it.
  bool isShared = false;

  size_t getSize() const {
    return tensors.size() + reads.size() + writes.size();
  }
};

/// What one tensor may lie in.
using Buffers = llvm::SmallSetVector<JointBuffer *, 2>;

/// The buffers of all tensors of a module, as far as they are decided on.
class SharedBuffers {
public:
  SharedBuffers(mlir::ModuleOp module,
                mlir::bufferization::OneShotAnalysisState &state)
      : module(module), state(state), conflicts(module, state) {}

  /// See WriteConflicts.
  bool isWritten(mlir::Value value) { return conflicts.isWritten(value); }

  /// Each tensor in a buffer of its own, but what choices give.
  void addTensors();

  /// The buffers of what `operand` takes, and those that become one with each
  /// of them if it is in place.
  Buffers findOwn(mlir::OpOperand &operand) const {
    return buffersOf.at(operand.get());
  }
  Buffers findOthers(mlir::OpOperand &operand) const;

  /// Whether reads are spoilt if each of `own` becomes one with the `others`,
  /// which `write` also writes, if it is given.
  bool areInConflict(const Buffers &own, const Buffers &others,
                     mlir::OpOperand *write);

  /// Whether these buffers are written, by `write` or anyway, and one of them
  /// is not writable.
  bool isReadOnly(const Buffers &own, const Buffers &others,
                  mlir::OpOperand *write);

  /// Has each of `own` be one with the `others`.
  void unite(Buffers own, const Buffers &others, mlir::OpOperand *write);

private:
  void addReads(mlir::Value tensor, const Buffers &buffers);
  void addTensor(mlir::Value tensor);
  void joinBranches(Buffers &buffers, mlir::Operation *choice);
  bool addChosen(mlir::Value tensor);
  bool isSpoilt(const JointBuffer &buffer, mlir::OpOperand &write,
                LiesThere lies);
  bool isSpoiltBy(const TensorRead &read, const JointBuffer &buffer,
                  LiesThere lies);
  bool areInConflict(const JointBuffer &a, const JointBuffer &b,
                     LiesThere lies);
  bool areInConflict(const Buffers &buffers, mlir::OpOperand *write);
  void merge(JointBuffer &from, const Buffers &into);

  mlir::ModuleOp module;
  mlir::bufferization::OneShotAnalysisState &state;
  WriteConflicts conflicts;
  std::vector<std::unique_ptr<JointBuffer>> buffers;
  std::vector<std::unique_ptr<TensorRead>> reads;
  llvm::DenseMap<mlir::Value, Buffers> buffersOf;
  /// What choices give that lies in the buffers of what their branches yield.
  llvm::DenseSet<mlir::Value> choices;
};

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_BUFFERIZE_SHAREDBUFFERS_H
