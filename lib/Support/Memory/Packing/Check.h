//===- Check.h - whether buffers can be packed ------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Do the buffers that someone wants packed make sense?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_MEMORY_PACKING_CHECK_H
#define AG_LIB_SUPPORT_MEMORY_PACKING_CHECK_H

#include "ag/Support/Memory/IntervalPacking.h"

namespace ag {

/// The error that packIntervals promises.
llvm::Error checkBuffers(llvm::ArrayRef<LiveBuffer> buffers);

} // namespace ag

#endif // AG_LIB_SUPPORT_MEMORY_PACKING_CHECK_H
