/*===- Message.h - messages about failures ------------------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How does the runtime report failures?
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_RUNTIME_MESSAGE_H
#define AG_RUNTIME_MESSAGE_H

#include "ag-runtime/Runtime.h"

/* Writes a printf-like message to the context, truncated to fit, and returns
 * `status`. */
__attribute__((format(printf, 3, 4))) int32_t ag_rt_report(ag_context *ctx,
                                                           int32_t status,
                                                           const char *format,
                                                           ...);

/* Returns AG_OK if the context is valid and requests at most `max_threads`
 * threads; else AG_INVALID_CONTEXT or AG_INVALID_ARGUMENT. */
int32_t ag_rt_check_context(ag_context *ctx, int64_t max_threads);

/* A short text, which functions return by value. */
typedef struct ag_rt_text {
  char chars[192];
} ag_rt_text;

/* Returns MLIR's spelling of a type, such as "f32", or DLPack's numbers for an
 * unknown type. */
ag_rt_text ag_rt_dtype_text(DLDataType dtype);

/* Returns "CPU memory", "memory of CUDA device 0", or DLPack's number for
 * another type of device. */
ag_rt_text ag_rt_device_text(DLDevice device);

/* Returns a type and a shape as in f32[2, 3], truncated to fit. */
ag_rt_text ag_rt_tensor_text(DLDataType dtype, int32_t rank,
                             const int64_t *shape);

#endif /* AG_RUNTIME_MESSAGE_H */
