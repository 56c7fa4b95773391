//===- GroupForms.h - what a group computes, as forms -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What do ops compute together, of what they are given, however it is spelled?
//
//   %m = ag.reduce max %x [1]
//   %d = ag.sub %x, %mb                   mb: broadcast of m
//   %e = ag.exp %d
//   %s = ag.reduce sum %e [1]
//   %y = ag.div %e, %sb                   sb: broadcast of s
//
// y[i, j] is the form exp(x[i, j]) * (sum over b of exp(x[i, b]))^-1: see
// ag/Support/Scalar/Forms.h. Each value is read once, into the forms of what
// uses it; those of which a form would grow too large are refused.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_GROUPFORMS_H
#define AG_ANALYSIS_GROUPFORMS_H

#include "ag/Analysis/GroupDimensions.h"
#include "ag/Support/Scalar/FormHash.h"

namespace ag {

class GroupForms {
public:
  /// `given` is what the group is given, in the order in which it is numbered;
  /// constants are not of it. The ops and their loops outlive this.
  GroupForms(llvm::ArrayRef<const StatedOp *> ops, const GroupDimensions &loops,
             mlir::ValueRange given);

  /// Why there are no forms; empty if there are.
  llvm::StringRef getRefusal() const { return refusal; }
  /// The op that is refused.
  mlir::Operation *getRefused() const { return refused; }

  /// An element of a value, at a loop for each of its dimensions. The table's
  /// first dimensions are those of the group's loops.
  FormAtLoops readForm(mlir::Value value);
  /// The same of values that are not along the dimension, where it has no
  /// place: as the ops say, not as their forms do. None where an op moves
  /// elements of all of it.
  std::optional<llvm::SmallVector<Form>> readEmptied(unsigned dimension,
                                                     mlir::ValueRange values);
  /// Returns what op `number` makes of the elements that it reads, before it
  /// combines them; std::nullopt if it reads at places that no form has, or
  /// moves elements by a rule.
  std::optional<llvm::SmallVector<Form>> readBody(unsigned number);
  const GroupDimensions &getLoops() const { return loops; }
  /// Returns the table's loop over a dimension of the group.
  unsigned getLoop(unsigned dimension) const { return tableLoops[dimension]; }
  const FormTable &getTable() const { return table; }
  FormTable &getTable() { return table; }
  /// The number by which forms may read a value as a tensor, and its value.
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
  std::optional<Form> readIndex(unsigned number, mlir::AffineExpr expr);
  Form readElement(mlir::Value value, llvm::ArrayRef<Form> indices);
  std::optional<Form> readConstant(mlir::Value value);
  std::optional<Form> readSize(mlir::Value value);
  Form readNumber(const StatedOp &op, unsigned result);
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
  /// Of free ops, each read once.
  llvm::DenseMap<mlir::Value, Form> numbers;
  llvm::DenseMap<mlir::Value, FormAtLoops> forms;
  /// By which tables call what ops without a Spec make.
  llvm::DenseMap<std::pair<mlir::OperationName, mlir::Attribute>, unsigned>
      functions;
  /// The dimension that is read as if it had no place.
  std::optional<unsigned> emptied;
  llvm::StringRef refusal;
  mlir::Operation *refused = nullptr;
};

/// Of some ops' results.
struct ReadForms {
  explicit ReadForms(llvm::ArrayRef<const StatedOp *> ops)
      : loops(ops), forms(ops, loops, /*given=*/{}) {}

  GroupDimensions loops;
  GroupForms forms;
};

} // namespace ag

#endif // AG_ANALYSIS_GROUPFORMS_H
