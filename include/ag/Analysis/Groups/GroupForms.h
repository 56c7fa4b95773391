//===- GroupForms.h - what a group computes, as forms -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What do the ops of a group compute from its inputs, however it is written?
//
//   %m = ag.reduce max %x [1]
//   %d = ag.sub %x, %mb                   mb: broadcast of m
//   %e = ag.exp %d
//   %s = ag.reduce sum %e [1]
//   %y = ag.div %e, %sb                   sb: broadcast of s
//
// y[i, j] is the form exp(x[i, j]) * (sum over b of exp(x[i, b]))^-1: see
// ag/Support/Forms/Forms.h. Each value is read once, into the forms of its
// users. Values whose forms would become too large are refused.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_GROUPS_GROUPFORMS_H
#define AG_ANALYSIS_GROUPS_GROUPFORMS_H

#include "ag/Analysis/Groups/GroupDimensions.h"
#include "ag/Support/Forms/FormHash.h"

namespace ag {

/// How forms depart from their ops.
struct FormRules {
  /// Whether sums stay added where floats absorb a term of them
  /// (FormTable::keepsRounding), as forms from which values are computed do.
  bool keepsRounding = false;
  /// Whether casts of factors of products to a narrower type than these sum in
  /// are left out.
  bool widensFactors = false;
};

class GroupForms {
public:
  /// `given` are the group's inputs in the order of their numbers, without
  /// constants. The ops and their loops outlive this.
  GroupForms(llvm::ArrayRef<const StatedOp *> ops, const GroupDimensions &loops,
             mlir::ValueRange given, FormRules rules);

  /// Returns the reason why there are no forms; empty if there are.
  llvm::StringRef getRefusal() const { return refusal; }
  /// Returns the op that was refused, or null.
  mlir::Operation *getRefused() const { return refused; }

  /// Returns the form of an element of a value, with a loop for each of its
  /// dimensions. The table's first dimensions are those of the group's loops.
  FormAtLoops readForm(mlir::Value value);
  /// Returns the forms of values that the dimension does not index, as if its
  /// extent were 0. They follow from the ops, not from the forms of the values.
  /// Returns std::nullopt if an op needs all elements of that dimension.
  std::optional<llvm::SmallVector<Form>> readEmptied(unsigned dimension,
                                                     mlir::ValueRange values);
  /// Returns the forms that op `number` computes from the elements that it
  /// reads, before they are combined. Returns std::nullopt if it reads at
  /// positions that no form has, if a form would be too large, or if it has a
  /// dimension rule.
  std::optional<llvm::SmallVector<Form>> readBody(unsigned number);
  const GroupDimensions &getLoops() const { return loops; }
  /// Returns the table's loop over a dimension of the group.
  unsigned getLoop(unsigned dimension) const { return tableLoops[dimension]; }
  const FormTable &getTable() const { return table; }
  FormTable &getTable() { return table; }
  /// Returns the number by which forms read a value as a tensor, or the value
  /// of such a number.
  unsigned addInput(mlir::Value value);
  mlir::Value getInput(unsigned number) const {
    return inputValues.lookup(number);
  }

private:
  llvm::StringRef read(unsigned number);
  llvm::StringRef readAll();
  bool coversResults(unsigned number) const;
  llvm::StringRef readResult(unsigned number, unsigned result, Form body);
  Form readMoved(unsigned number);
  Form readAt(mlir::Value value, llvm::ArrayRef<Form> indices);
  std::optional<Form> readInput(unsigned number, const SpecInput &input);
  std::optional<llvm::SmallVector<Form>> readInputs(unsigned number);
  std::optional<Form> readIndex(unsigned number, mlir::AffineExpr expr);
  Form readElement(mlir::Value value, llvm::ArrayRef<Form> indices);
  std::optional<Form> readConstant(mlir::Value value);
  std::optional<Form> readSize(mlir::Value value);
  std::optional<Form> readNumber(const StatedOp &op, unsigned result);
  std::optional<Form> readFree(mlir::Value value, llvm::ArrayRef<Form> indices);
  std::optional<Form> readIota(const Spec &spec, const ScalarNode &filling,
                               llvm::ArrayRef<Form> indices);

  llvm::ArrayRef<const StatedOp *> ops;
  const GroupDimensions &loops;
  FormTable table;
  /// The table's loop for each dimension of the group.
  llvm::SmallVector<unsigned> tableLoops;
  llvm::DenseMap<mlir::Value, unsigned> inputs;
  llvm::DenseMap<unsigned, mlir::Value> inputValues;
  /// Forms of free ops and products of sizes, each read once; std::nullopt for
  /// a product that is no size.
  llvm::DenseMap<mlir::Value, Form> numbers;
  llvm::DenseMap<mlir::Value, std::optional<Form>> sizes;
  /// How many free ops, each an operand of the one before, are being read.
  unsigned chained = 0;
  /// The casts that are left out.
  llvm::DenseSet<mlir::Operation *> factorCasts;
  llvm::DenseMap<mlir::Value, FormAtLoops> forms;
  /// Numbers of the functions that stand for ops without a Spec.
  llvm::DenseMap<std::pair<mlir::OperationName, mlir::Attribute>, unsigned>
      functions;
  /// The dimension that is read as if its extent were 0.
  std::optional<unsigned> emptied;
  llvm::StringRef refusal;
  mlir::Operation *refused = nullptr;
};

/// The dimensions and forms of some ops, which have no numbered inputs.
struct ReadForms {
  explicit ReadForms(llvm::ArrayRef<const StatedOp *> ops)
      : loops(ops), forms(ops, loops, /*given=*/{}, {}) {}

  GroupDimensions loops;
  GroupForms forms;
};

} // namespace ag

#endif // AG_ANALYSIS_GROUPS_GROUPFORMS_H
