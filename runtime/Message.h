/*===- Message.h - how failures are told --------------------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How does the runtime say what is wrong?
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_RUNTIME_MESSAGE_H
#define AG_RUNTIME_MESSAGE_H

#include "ag-runtime/Runtime.h"

/* Writes a printf-like message into the context, cut to fit, and returns
 * `status`. */
__attribute__((format(printf, 3, 4))) int32_t ag_rt_report(ag_context *ctx,
                                                           int32_t status,
                                                           const char *format,
                                                           ...);

/* AG_OK if the context can be used and asks for no more threads than
 * `max_threads`. */
int32_t ag_rt_check_context(ag_context *ctx, int64_t max_threads);

/* A short text that lives in the caller's frame. */
typedef struct ag_rt_text {
  char chars[192];
} ag_rt_text;

/* MLIR's spelling of a type, "f32", or what DLPack says of an unknown one. */
ag_rt_text ag_rt_dtype_text(DLDataType dtype);

/* "CPU memory" or "memory of CUDA device 0", or what DLPack says of others. */
ag_rt_text ag_rt_device_text(DLDevice device);

/* A type and a shape as in f32[2, 3], cut to fit. */
ag_rt_text ag_rt_tensor_text(DLDataType dtype, int32_t rank,
                             const int64_t *shape);

#endif /* AG_RUNTIME_MESSAGE_H */
