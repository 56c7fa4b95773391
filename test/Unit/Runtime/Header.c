/*===- Header.c - ABI.h beside DLPack's own header, in C and in C++ -------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Can the header be included twice, alone, and before or after DLPack's own? Is
|* the layout the same each time? This file is compiled once for each case and
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

static_assert(sizeof(DLManagedTensor) == 64, "DLPack's, or ag's in its place");
#ifndef DLPACK_FIRST
/* ABI.h defines DLPack's include guard, so a later dlpack.h is skipped. */
static_assert(sizeof(DLPackVersion) == 8 &&
                  sizeof(DLManagedTensorVersioned) == 80 &&
                  offsetof(DLManagedTensorVersioned, flags) == 24 &&
                  offsetof(DLManagedTensorVersioned, dl_tensor) == 32 &&
                  sizeof(DLPackExchangeAPIHeader) == 16 &&
                  sizeof(DLPackExchangeAPI) == 56,
              "what owns and exchanges tensors is DLPack's");
static_assert(kDLCUDAHost == 3 && kDLOpenCL == 4 && kDLVulkan == 7 &&
                  kDLMetal == 8 && kDLVPI == 9 && kDLROCM == 10 &&
                  kDLROCMHost == 11 && kDLExtDev == 12 &&
                  kDLCUDAManaged == 13 && kDLOneAPI == 14 && kDLWebGPU == 15 &&
                  kDLHexagon == 16 && kDLMAIA == 17 && kDLTrn == 18,
              "device types are DLPack's");
static_assert(kDLInt == 0 && kDLUInt == 1 && kDLFloat == 2 &&
                  kDLOpaqueHandle == 3 && kDLBfloat == 4 && kDLComplex == 5 &&
                  kDLBool == 6 && kDLFloat8_e3m4 == 7 && kDLFloat8_e4m3 == 8 &&
                  kDLFloat8_e4m3b11fnuz == 9 && kDLFloat8_e4m3fn == 10 &&
                  kDLFloat8_e4m3fnuz == 11 && kDLFloat8_e5m2 == 12 &&
                  kDLFloat8_e5m2fnuz == 13 && kDLFloat8_e8m0fnu == 14 &&
                  kDLFloat6_e2m3fn == 15 && kDLFloat6_e3m2fn == 16 &&
                  kDLFloat4_e2m1fn == 17,
              "type codes are DLPack's");
static_assert(DLPACK_MAJOR_VERSION == 1 && DLPACK_MINOR_VERSION == 1 &&
                  DLPACK_FLAG_BITMASK_READ_ONLY == 1 &&
                  DLPACK_FLAG_BITMASK_IS_COPIED == 2 &&
                  DLPACK_FLAG_BITMASK_IS_SUBBYTE_TYPE_PADDED == 4,
              "macros are DLPack's");
DLPACK_EXTERN_C DLPACK_DLL DLManagedTensorVersioned *exportTensor(void);
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
