//===- SizeOperands.h - the sizes in a maximum ------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which sizes is a size at least, because it is a maximum of them?
//
//   max(n, max(m, 8) + 4) + 2    n + 2, max(m, 8) + 6, m + 6 and 14
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SIZES_SIZEOPERANDS_H
#define AG_SUPPORT_SIZES_SIZEOPERANDS_H

#include "ag/Support/Sizes/SizeAtoms.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace ag {

/// Calls `visit` with `a` and with sizes that `a` is at least, because it is a
/// maximum of them. Stops when `visit` returns true, and returns whether it
/// did. Of sizes that differ by a constant only the greatest is visited. Sizes
/// whose atoms are all earlier than those of `least`, if given, are not
/// visited. `visit` may add atoms.
bool visitOperands(const SizeAtoms &atoms, const Size &a,
                   llvm::function_ref<bool(const Size &)> visit,
                   const Size *least = nullptr);

} // namespace ag

#endif // AG_SUPPORT_SIZES_SIZEOPERANDS_H
