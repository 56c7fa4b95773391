//===- FormPrograms.h - scalar programs of forms ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_FORMS_FORMPROGRAMS_H
#define AG_SUPPORT_FORMS_FORMPROGRAMS_H

#include "ag/Support/Forms/Forms.h"
#include "ag/Support/Scalar/ScalarProgram.h"

namespace ag {

/// Returns the form of a number of the type.
Form readCell(FormTable &table, ScalarType type, Cell cell);

/// Returns the forms of the program's results. `inputs` are the forms of its
/// inputs; `loops` are the table's loops for the indices that it reads. Returns
/// std::nullopt if a form would be too large.
std::optional<llvm::SmallVector<Form>>
applyProgram(FormTable &table, const ScalarProgram &program,
             llvm::ArrayRef<Form> inputs, llvm::ArrayRef<unsigned> loops);

/// Returns the primitive if the program of two inputs is a single one, else
/// std::nullopt. The order of the inputs must be x op y, unless the primitive
/// is commutative.
std::optional<Primitive> findCombiner(const ScalarProgram &program);

} // namespace ag

#endif // AG_SUPPORT_FORMS_FORMPROGRAMS_H
