//===- Check.h - whether buffers can be packed ------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Are the buffers to be packed valid?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_MEMORY_PACKING_CHECK_H
#define AG_LIB_SUPPORT_MEMORY_PACKING_CHECK_H

#include "ag/Support/Memory/IntervalPacking.h"

namespace ag {

/// Returns the error that packIntervals() documents, or success.
llvm::Error checkBuffers(llvm::ArrayRef<LiveBuffer> buffers);

} // namespace ag

#endif // AG_LIB_SUPPORT_MEMORY_PACKING_CHECK_H
