//===- SharedBuffers.h - tensors in one buffer ------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Can tensors that are in different buffers share one?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_BUFFERIZE_SHAREDBUFFERS_H
#define AG_LIB_PHASES_ALLOCATE_BUFFERIZE_SHAREDBUFFERS_H

#include "WriteConflicts.h"
#include <map>
#include <set>

namespace ag {

/// Reads or writes in the order of their positions.
template <typename T> class Placed : public std::set<std::pair<unsigned, T *>> {
public:
  /// Returns an iterator to the first access at or after `place`.
  auto from(unsigned place) const {
    return this->lower_bound({place, nullptr});
  }
};

struct TensorSet;

/// A buffer, and the tensors that may be in it.
struct JointBuffer {
  unsigned number;
  /// The tensor for which the buffer was created.
  mlir::Value first;
  llvm::SmallSetVector<TensorSet *, 2> sets;
  bool isRead = false;
  bool isWritable = true;
  bool isWritten = false;
  /// Whether several threads write to the buffer.
  bool isShared = false;

  /// Returns the number of tensors and accesses.
  size_t getSize() const;
};

/// The buffers that one tensor may be in.
using Buffers = llvm::SmallSetVector<JointBuffer *, 2>;

/// All tensors that may be in the same buffers, and their accesses.
struct TensorSet {
  Buffers buffers;
  llvm::SmallVector<mlir::Value, 1> tensors;
  /// Reads, at the first position from which a write may spoil them.
  Placed<TensorRead> reads;
  /// Writes, at the position of the writing op.
  Placed<mlir::OpOperand> writes;

  size_t getSize() const {
    return tensors.size() + reads.size() + writes.size();
  }
};

/// Sets, by the positions of their buffers in a list.
using SetsByBuffers =
    std::map<llvm::SmallVector<unsigned, 2>, llvm::SmallVector<TensorSet *, 2>>;

/// The buffers of all tensors of a module, as decided so far.
class SharedBuffers {
public:
  SharedBuffers(mlir::ModuleOp module,
                mlir::bufferization::OneShotAnalysisState &state)
      : module(module), state(state), conflicts(module, state) {}

  /// See WriteConflicts.
  bool isWritten(mlir::Value value) { return conflicts.isWritten(value); }

  /// Adds all tensors, each in a buffer of its own. Results of choices are in
  /// the buffers of the values that the branches yield.
  void addTensors();

  /// Return the buffers of `operand`, and those that each of them becomes one
  /// with if `operand` is in place.
  Buffers findOwn(mlir::OpOperand &operand) const {
    return getBuffers(operand.get());
  }
  Buffers findOthers(mlir::OpOperand &operand) const;

  /// Returns true if reads are spoilt if each of `own` becomes one with the
  /// `others`. Unless it is null, `write` also writes to it.
  bool areInConflict(const Buffers &own, const Buffers &others,
                     mlir::OpOperand *write);

  /// Returns true if these buffers are written, by `write` or another op, and
  /// one of them is not writable.
  bool isReadOnly(const Buffers &own, const Buffers &others,
                  mlir::OpOperand *write);

  /// Makes each of `own` one with the `others`. Records `write` unless it is
  /// null.
  void unite(Buffers own, const Buffers &others, mlir::OpOperand *write);

private:
  const Buffers &getBuffers(mlir::Value tensor) const {
    return setOf.at(tensor)->buffers;
  }
  TensorSet &getSet(const Buffers &buffers);
  void addReads(mlir::Value tensor, const Buffers &buffers);
  void addTensor(mlir::Value tensor);
  void joinBranches(Buffers &buffers, mlir::Operation *choice);
  bool addChosen(mlir::Value tensor);
  bool isSpoilt(const TensorSet &set, mlir::OpOperand &write, LiesThere lies);
  bool isSpoiltBy(const TensorRead &read, const TensorSet &set, LiesThere lies);
  bool isSpoiltBy(const TensorSet &read, const TensorSet &written,
                  LiesThere lies);
  bool areInConflict(const SetsByBuffers &sets, LiesThere lies);
  bool areInConflict(const Buffers &buffers, mlir::OpOperand *write);
  void move(TensorSet &set, const Buffers &buffers);
  void merge(JointBuffer &from, const Buffers &into);

  mlir::ModuleOp module;
  mlir::bufferization::OneShotAnalysisState &state;
  WriteConflicts conflicts;
  std::vector<std::unique_ptr<JointBuffer>> buffers;
  std::vector<std::unique_ptr<TensorRead>> reads;
  /// The sets, by the numbers of their buffers.
  std::map<llvm::SmallVector<unsigned, 2>, std::unique_ptr<TensorSet>> sets;
  llvm::DenseMap<mlir::Value, TensorSet *> setOf;
  /// Results of choices that are in the buffers of the values that their
  /// branches yield.
  llvm::DenseSet<mlir::Value> choices;
};

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_BUFFERIZE_SHAREDBUFFERS_H
