//===- FormScalars.h - forms as scalar ops ----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a form computed for one element, without the cancellation, overflow
// and NaNs that its expanded sum of products would have?
//
//   x*r - mean*r + b                          (x - mean) * r + b
//   [i - j >= 0]*x + [j - i - 1 >= 0]*-inf    select(i - j >= 0, x, -inf)
//   [i - j >= 0]*e^x                          select(i - j >= 0, e^x, 0)
//   a * l^-1                                  a / l
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_FORMSCALARS_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_FORMSCALARS_H

#include "Common/Streams/FormSums.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace ag {

/// Callbacks that give the values that a program has for the leaves of forms.
/// Each may return null.
struct FormLeaves {
  /// Returns the element that an atom represents, in the tensor's element type.
  llvm::function_ref<mlir::Value(unsigned atom)> getElement;
  /// Return a loop's index, and the size of a dimension, as an index.
  llvm::function_ref<mlir::Value(unsigned loop)> getIndex;
  llvm::function_ref<mlir::Value(unsigned dimension)> getSize;
};

/// Emits forms at the builder's insertion point.
class FormScalars {
public:
  /// Creates an emitter that computes floats in `type`. If it guards divisions,
  /// quotients with a divisor of 0 are 0.
  FormScalars(FormTable &table, mlir::FloatType type, mlir::OpBuilder &builder,
              mlir::Location loc, FormLeaves leaves,
              bool guardsDivisions = false)
      : table(table), type(type), builder(builder), loc(loc), leaves(leaves),
        guardsDivisions(guardsDivisions) {}

  /// Returns the form's value in `type`, or null if it cannot be emitted.
  mlir::Value compute(Form form);
  /// Returns the value of an integral form as an index, or null if it cannot be
  /// emitted.
  mlir::Value computeIndex(Form form);

private:
  mlir::Value computeSum(Form form);
  mlir::Value computeTerm(const FormTerm &term);
  mlir::Value divide(mlir::Value dividend, mlir::Value divisor);
  mlir::Value computeChoice(const FormChoice &choice);
  mlir::Value computeProduct(const FormFactor &factor, Form rest);
  mlir::Value computeTerms(llvm::ArrayRef<FormTerm> terms);
  mlir::Value computePower(const FormFactor &factor);
  mlir::Value computeAtom(unsigned number);
  mlir::Value computeApply(const FormAtom &atom);
  mlir::Value computeCondition(unsigned number);
  mlir::Value computeConditions(Form form);
  mlir::Value computeWholeAtom(unsigned number);
  bool isOfWhole(const FormAtom &atom) const;
  mlir::Value limitWord(const FormAtom &atom, mlir::Value whole);
  mlir::Value applyInBits(const FormAtom &atom, ScalarType of);
  mlir::Value compareWhole(const FormAtom &atom);
  mlir::Value computeWholeApply(const FormAtom &atom);

  FormTable &table;
  mlir::FloatType type;
  mlir::OpBuilder &builder;
  mlir::Location loc;
  FormLeaves leaves;
  bool guardsDivisions;
  /// True where an integer of 64 bits is limited, because it is compared.
  bool limitsWords = false;
  llvm::DenseMap<unsigned, mlir::Value> made;
};

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_FORMSCALARS_H
