/*===- Header.c - ABI.h beside DLPack's own header, in C and in C++ -------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Can the header be included twice, alone, and before or after DLPack's own,
|* and is the layout the same each time? Compiled once for each case and
|* language.
|*
\*===----------------------------------------------------------------------===*/
#ifdef DLPACK_FIRST
#include <dlpack/dlpack.h>
#endif
#include "ag-runtime/ABI.h"
#ifdef DLPACK_LAST
#include <dlpack/dlpack.h>
#endif
#include <assert.h>

#if defined(DLPACK_FIRST) || defined(DLPACK_LAST)
static_assert(sizeof(DLManagedTensor) == 64, "DLPack's own header is in use");
#endif
static_assert(sizeof(DLTensor) == 48 && offsetof(DLTensor, device) == 8 &&
                  offsetof(DLTensor, ndim) == 16 &&
                  offsetof(DLTensor, dtype) == 20 &&
                  offsetof(DLTensor, shape) == 24 &&
                  offsetof(DLTensor, strides) == 32 &&
                  offsetof(DLTensor, byte_offset) == 40,
              "DLTensor is DLPack's");
static_assert(offsetof(ag_context, threads) == 12 &&
                  offsetof(ag_context, message) == 40 &&
                  offsetof(ag_context, device) == 552 &&
                  offsetof(ag_context, stream) == 560 &&
                  sizeof(ag_context) == 568,
              "emitted code reads threads");
static_assert(kDLCUDA == 2, "CUDA's device type is DLPack's");

ag_context makeContext(void);
ag_context makeContext(void) {
  ag_context context = AG_CONTEXT_INIT;
  return context;
}
