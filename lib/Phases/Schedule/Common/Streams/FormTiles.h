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

#include "Common/Nests/TileSteps.h"
#include "ag/Support/Forms/FormPlan.h"
#include "llvm/ADT/MapVector.h"
#include <set>

namespace ag {

/// The values of a form, with one dimension for each of `loops`.
struct FormTile {
  mlir::Value tensor;
  llvm::SmallVector<unsigned> loops;
};

/// The part of a dimension that the current step covers.
struct StreamStep {
  LoopTile tile;
  /// Whether the step covers one position. Tiles then have no dimension for it.
  bool isSingle = false;
};

/// Emits tiles of forms. If a form cannot be emitted, it fails and leaves dead
/// ops behind.
class FormTiles {
public:
  /// Creates an emitter that computes floats in `type`. The dimensions of tiles
  /// are sorted by `order`, which lists all dimensions of the table.
  FormTiles(FormTable &table, mlir::FloatType type, mlir::OpBuilder &builder,
            mlir::Location loc, llvm::ArrayRef<unsigned> order)
      : table(table), type(type), builder(builder), loc(loc),
        order(order.begin(), order.end()), scopes(1) {}

  /// Sets the value of an input of the table: a tensor, a tile over loops, or
  /// an element of another input minus a centre.
  void setTensor(unsigned input, mlir::Value tensor) {
    tensors[input] = tensor;
  }
  void setTile(unsigned input, FormTile tile);
  void setCentre(const FormCentre &centre);
  /// Sets the size of a dimension. Tiles cover all of it until setStep is
  /// called.
  void setSize(unsigned dimension, mlir::OpFoldResult size);
  void setStep(unsigned dimension, StreamStep step);
  const StreamStep &getStep(unsigned dimension) { return steps.at(dimension); }

  /// Enters a step along `dimension`. Ops are created in the step, except for
  /// ops that do not depend on it: these are created before `loop`, unless it
  /// is null.
  void enter(mlir::Operation *loop, unsigned dimension);
  void leave();
  /// Chooses the forms and atoms that are computed separately because several
  /// of these accumulators read them.
  void share(llvm::ArrayRef<FormAccumulator> accumulators);

  /// Returns the loops in the order of a tile's dimensions, without those of
  /// one position.
  llvm::SmallVector<unsigned> orderLoops(llvm::ArrayRef<unsigned> loops);
  llvm::SmallVector<mlir::OpFoldResult>
  getSizes(llvm::ArrayRef<unsigned> loops);

  /// Returns why the first failure happened, or an empty string.
  llvm::StringRef getReason() const { return reason; }

  mlir::FailureOr<FormTile> make(Form form);
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
  /// The tiles that an op reads for a form, by the atoms that they represent.
  using Leaves = llvm::MapVector<unsigned, FormTile>;
  struct Factors {
    Form form;
    llvm::SmallVector<unsigned> loops;
  };
  struct Scope {
    bool isStep = false;
    mlir::Operation *loop = nullptr;
    unsigned dimension = 0;
    std::set<unsigned> inputs;
    std::map<unsigned, FormTile> made;
  };

  llvm::LogicalResult refuse(const llvm::Twine &why);
  bool isInLoop(Form form);
  bool isLeaf(unsigned atom, llvm::ArrayRef<unsigned> loops);
  mlir::LogicalResult collect(Form form, llvm::ArrayRef<unsigned> loops,
                              Leaves &leaves,
                              std::optional<unsigned> root = std::nullopt);
  mlir::FailureOr<FormTile> makeHere(Form form);
  mlir::FailureOr<FormTile> makeLeaf(unsigned atom);
  mlir::FailureOr<FormTile> makeReduction(unsigned atom);
  mlir::FailureOr<FormTile> makeCentred(unsigned atom,
                                        const FormCentre &centre);
  mlir::FailureOr<FormTile> cut(const FormAtom &atom, mlir::Value tensor);
  mlir::FailureOr<LoopTile> findPlace(Form index, std::optional<unsigned> &loop,
                                      int64_t &stride);
  mlir::FailureOr<mlir::Value>
  makeGeneric(Form form, llvm::ArrayRef<unsigned> loops, const Leaves &leaves,
              mlir::Value start, std::optional<Primitive> combiner,
              llvm::ArrayRef<unsigned> bound);
  using Product = std::array<Factors, 2>;
  std::optional<Product> splitProduct(const FormTerm &term);
  bool joinProduct(Product &product, const Product &other);
  llvm::SmallVector<Product> splitProducts(Form body, Form &rest);
  static bool haveLoops(const Leaves &leaves, llvm::ArrayRef<unsigned> loops);
  Form multiplyBySizes(Form body, llvm::ArrayRef<unsigned> bound);
  mlir::FailureOr<FormTile> multiply(const Product &factors,
                                     llvm::ArrayRef<unsigned> bound,
                                     FormTile start);
  bool isSingle(unsigned loop);
  mlir::Value getIndexOf(unsigned loop, llvm::ArrayRef<unsigned> loops,
                         mlir::OpBuilder &builder);
  mlir::Value getSizeOf(unsigned dimension, mlir::OpBuilder &builder);

  FormTable &table;
  mlir::FloatType type;
  mlir::OpBuilder &builder;
  mlir::Location loc;
  llvm::SmallVector<unsigned> order;
  std::map<unsigned, mlir::Value> tensors;
  std::map<unsigned, FormTile> tiles;
  std::map<unsigned, FormCentre> centres;
  std::map<unsigned, mlir::OpFoldResult> sizes;
  std::map<unsigned, StreamStep> steps;
  /// The dimensions that have no steps, and that tiles cover completely.
  std::set<unsigned> wholes;
  /// Forms and atoms that are computed separately, because several readers
  /// share them.
  std::set<unsigned> sharedForms, sharedAtoms;
  llvm::SmallVector<Scope, 2> scopes;
  std::string reason;
  bool guardsDivisions = false, countsNumbers = false;
};

/// Returns the neutral element: 0 for a sum, an infinity for a maximum or
/// minimum.
double findNeutral(Primitive combiner);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_FORMTILES_H
