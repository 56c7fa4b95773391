//===- FuseRemarks.h - the remarks of ag-fuse -------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_FUSE_EXPLAIN_FUSEREMARKS_H
#define AG_LIB_PHASES_FUSE_EXPLAIN_FUSEREMARKS_H

#include "ag/Interfaces/Remarks.h"

namespace ag {

/// The remarks of the pass, which several files emit.
inline constexpr PassRemarks fuseRemarks("ag-fuse");

} // namespace ag

#endif // AG_LIB_PHASES_FUSE_EXPLAIN_FUSEREMARKS_H
