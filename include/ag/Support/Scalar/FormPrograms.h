//===- FormPrograms.h - scalar programs of forms ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SCALAR_FORMPROGRAMS_H
#define AG_SUPPORT_SCALAR_FORMPROGRAMS_H

#include "ag/Support/Scalar/Forms.h"
#include "ag/Support/Scalar/ScalarProgram.h"

namespace ag {

/// The form of a number of the type.
Form readCell(FormTable &table, ScalarType type, Cell cell);

/// The forms of what the program yields: `inputs` are those of its inputs, and
/// `loops` the table's loops whose indices it reads.
llvm::SmallVector<Form> applyProgram(FormTable &table,
                                     const ScalarProgram &program,
                                     llvm::ArrayRef<Form> inputs,
                                     llvm::ArrayRef<unsigned> loops);

/// The primitive that a program of two inputs is; none if it is more, or takes
/// them in another order than x op y, where that matters.
std::optional<Primitive> findCombiner(const ScalarProgram &program);

} // namespace ag

#endif // AG_SUPPORT_SCALAR_FORMPROGRAMS_H
