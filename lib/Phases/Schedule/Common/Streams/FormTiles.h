//===- FormTiles.h - forms computed on tiles --------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a form computed for a tile of its loops, by linalg ops on tensors?
//
//   sum over j of exp(s[i, j] - m[i]) * v[j, e],  s[i, j] = sum over d of
//   q[i, d] * k[j, d]
//
//   %s = linalg.generic (i, j, d) %q, %k       a contraction of its own
//   %p = linalg.generic (i, j) exp(%s - %m)    all element-wise computation, in
//                                              one op
//   %o = linalg.generic (i, e, j) %p, %v       another contraction
//
// A form that occurs twice is computed once. An expensive value that depends on
// fewer loops than its reader is computed separately, e.g. e^(m - m').
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_FORMTILES_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_FORMTILES_H

#include "Common/Streams/TileOps.h"
#include "Common/Streams/TileScopes.h"
#include "ag/Analysis/Groups/Streams/FormContractions.h"

namespace ag {

/// Emits tiles of forms. If a form cannot be emitted, it fails and leaves dead
/// ops behind.
class FormTiles {
public:
  /// Creates an emitter that computes floats in `type`, in the given steps.
  /// Inputs of the table are the given tensors, or elements of another input
  /// minus a centre.
  FormTiles(FormTable &table, mlir::FloatType type, mlir::OpBuilder &builder,
            mlir::Location loc, StreamSteps steps,
            std::map<unsigned, mlir::Value> tensors,
            llvm::ArrayRef<FormCentre> centres);
  FormTiles(const FormTiles &) = delete;

  /// Sets the value of an input of the table to a tile over loops.
  void setTile(unsigned input, FormTile tile);
  const StreamSteps &getSteps() const { return steps; }

  /// Enters a step along `dimension`. Ops are created in the step, except for
  /// ops that do not depend on it: these are created before `loop`, unless it
  /// is null.
  void enter(mlir::Operation *loop, unsigned dimension, LoopTile step);
  void leave();
  /// Chooses the forms and atoms that are computed separately because several
  /// of these accumulators read them.
  void share(llvm::ArrayRef<FormAccumulator> accumulators);

  /// Returns why the first failure happened, or an empty string.
  llvm::StringRef getReason() const { return reason; }

  /// Emits a tile over these loops, which are the form's in any order, with
  /// elements of the given type.
  mlir::FailureOr<FormTile>
  makeElements(Form form, llvm::ArrayRef<unsigned> loops, mlir::Type element);
  /// Emits the value of an accumulator after its anchors have moved. If no
  /// terms were added yet, quotients by their count, which is 0, compute as 0.
  mlir::FailureOr<FormTile> makeMoved(Form form,
                                      llvm::ArrayRef<unsigned> loops);
  /// Returns a tile whose elements are all `value`.
  FormTile fill(double value, llvm::ArrayRef<unsigned> loops);
  /// Returns `start` combined with the values of `body` over the loops `bound`.
  mlir::FailureOr<FormTile> combine(Primitive combiner, Form body,
                                    llvm::ArrayRef<unsigned> bound,
                                    FormTile start);
  /// Combines as above, by a maximum or minimum that ignores NaNs. Any number
  /// will do if it is only subtracted from the elements, as a NaN stays a NaN.
  mlir::FailureOr<FormTile> combineNumbers(Primitive combiner, Form body,
                                           llvm::ArrayRef<unsigned> bound,
                                           const FormTile &start);

private:
  llvm::LogicalResult refuse(const llvm::Twine &why);
  mlir::FailureOr<FormTile> make(Form form);
  mlir::FailureOr<TileLeaves>
  makeLeaves(Form form, llvm::ArrayRef<unsigned> loops,
             std::optional<unsigned> root = std::nullopt);
  mlir::FailureOr<FormTile> makeLeaf(unsigned atom);
  mlir::FailureOr<FormTile> makeReduction(unsigned atom);
  mlir::FailureOr<FormTile> makeCentred(unsigned atom,
                                        const FormCentre &centre);
  mlir::FailureOr<FormTile> contract(const FormContraction &factors,
                                     llvm::ArrayRef<unsigned> bound,
                                     const FormTile &start);
  Form multiplyBySizes(Form body, llvm::ArrayRef<unsigned> bound);

  FormTable &table;
  mlir::FloatType type;
  StreamSteps steps;
  /// The values of inputs.
  std::map<unsigned, mlir::Value> tensors;
  std::map<unsigned, FormTile> tiles;
  std::map<unsigned, FormCentre> centres;
  SharedForms shared;
  TileRules rules;
  TileScopes scopes;
  TileOps ops;
  std::string reason;
};

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_FORMTILES_H
