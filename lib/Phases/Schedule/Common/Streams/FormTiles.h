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
//   %s = linalg.generic (i, j, d) %q, %k       a product of its own
//   %p = linalg.generic (i, j) exp(%s - %m)    what is computed element by
//                                              element, in one op
//   %o = linalg.generic (i, e, j) %p, %v       a product again
//
// A form that occurs twice is computed once. What is costly, and depends on
// fewer loops than what reads it, is computed by itself, e.g. e^(m - m').
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_FORMTILES_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_FORMTILES_H

#include "Common/Nests/TileTurns.h"
#include "ag/Support/Forms/FormPlan.h"
#include "llvm/ADT/MapVector.h"
#include <set>

namespace ag {

/// Values of a form; a dimension for each of `loops`.
struct FormTile {
  mlir::Value tensor;
  llvm::SmallVector<unsigned> loops;
};

/// Where a turn is along a dimension.
struct FormTurn {
  LoopTile tile;
  /// One place, along which no tile has a dimension.
  bool isSingle = false;
};

/// Makes tiles of forms. What can't be made fails, and leaves dead ops.
class FormTiles {
public:
  /// Floats are computed in `type`. A tile's dimensions are in the order of
  /// `order`, of all dimensions of the table.
  FormTiles(FormTable &table, mlir::FloatType type, mlir::OpBuilder &builder,
            mlir::Location loc, llvm::ArrayRef<unsigned> order)
      : table(table), type(type), builder(builder), loc(loc),
        order(order.begin(), order.end()), scopes(1) {}

  /// What an input of the table is: a tensor, a tile over loops, or an element
  /// of another less a centre.
  void setTensor(unsigned input, mlir::Value tensor) {
    tensors[input] = tensor;
  }
  void setTile(unsigned input, FormTile tile);
  void setCentre(const FormCentre &centre);
  /// How long a dimension is: until it has turns, tiles are as long.
  void setSize(unsigned dimension, mlir::OpFoldResult size);
  void setTurn(unsigned dimension, FormTurn turn);
  const FormTurn &getTurn(unsigned dimension) { return turns.at(dimension); }

  /// From here on, ops are made in a turn along `dimension`; but those that
  /// depend on nothing in it, in front of `loop`, if there is one.
  void enter(mlir::Operation *loop, unsigned dimension);
  void leave();
  /// What is computed by itself, as several forms are made of it.
  void share(llvm::ArrayRef<FormAccumulator> accumulators);

  /// The loops that a tile of them has, in its order.
  llvm::SmallVector<unsigned> orderLoops(llvm::ArrayRef<unsigned> loops);
  llvm::SmallVector<mlir::OpFoldResult>
  getSizes(llvm::ArrayRef<unsigned> loops);

  /// Why a tile can't be made, once one can't.
  llvm::StringRef getReason() const { return reason; }

  mlir::FailureOr<FormTile> make(Form form);
  /// Of these loops, which are those of the form in any order, and of elements
  /// of the type.
  mlir::FailureOr<FormTile>
  makeElements(Form form, llvm::ArrayRef<unsigned> loops, mlir::Type element);
  /// The same of what accumulators have become as their anchors moved: where
  /// nothing was summed up yet, what is divided by its count is 0.
  mlir::FailureOr<FormTile> makeMoved(Form form,
                                      llvm::ArrayRef<unsigned> loops);
  /// All elements are the number.
  FormTile fill(double value, llvm::ArrayRef<unsigned> loops);
  /// What `start` becomes when `body` is combined with it, over `bound`.
  mlir::FailureOr<FormTile> combine(Primitive combiner, Form body,
                                    llvm::ArrayRef<unsigned> bound,
                                    FormTile start);
  /// The same of a maximum or minimum that only numbers count for: any of them
  /// does where it is subtracted from what is no number.
  mlir::FailureOr<FormTile> combineNumbers(Primitive combiner, Form body,
                                           llvm::ArrayRef<unsigned> bound,
                                           const FormTile &start);

private:
  /// What ops read, of a form: by the atoms that tiles are of.
  using Leaves = llvm::MapVector<unsigned, FormTile>;
  struct Factors {
    Form form;
    llvm::SmallVector<unsigned> loops;
  };
  struct Scope {
    bool isTurn = false;
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
  std::map<unsigned, FormTurn> turns;
  /// Those that have no turns.
  std::set<unsigned> wholes;
  /// Forms, and atoms, that are computed by themselves.
  std::set<unsigned> sharedForms, sharedAtoms;
  llvm::SmallVector<Scope, 2> scopes;
  std::string reason;
  bool guardsDivisions = false, countsNumbers = false;
};

/// What changes nothing: of a sum 0, of a maximum or minimum an infinity.
double findNeutral(Primitive combiner);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_FORMTILES_H
