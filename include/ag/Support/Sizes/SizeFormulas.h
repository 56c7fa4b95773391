//===- SizeFormulas.h - sizes as formulas -----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a size written for people, and for scripts that have ceildiv and
// floordiv?
//
//   2 * rows * ceildiv(columns, 1024) + 4
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SIZES_SIZEFORMULAS_H
#define AG_SUPPORT_SIZES_SIZEFORMULAS_H

#include "ag/Support/Sizes/SizeAtoms.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <string>

namespace ag {

/// Returns `a` as a formula such as "2 * rows * ceildiv(columns, 1024) + 4",
/// which may also contain floordiv, min and max. names(i) is the name of symbol
/// i. Returns std::nullopt if `a` depends on other numbers than the symbols, or
/// if the formula would have more than two hundred names.
std::optional<std::string>
spellSize(const SizeAtoms &atoms, const Size &a,
          llvm::function_ref<std::string(unsigned)> names);

} // namespace ag

#endif // AG_SUPPORT_SIZES_SIZEFORMULAS_H
