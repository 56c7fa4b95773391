/*===- Message.c - messages about failures --------------------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How does the runtime report failures?
|*
\*===----------------------------------------------------------------------===*/
#include "Message.h"
#include "Dtypes.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int32_t ag_rt_report(ag_context *ctx, int32_t status, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(ctx->message, sizeof(ctx->message), format, arguments);
  va_end(arguments);
  return status;
}

int32_t ag_rt_fail(ag_context *ctx, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(ctx->message, sizeof(ctx->message), format, arguments);
  va_end(arguments);
  return AG_RUNTIME_FAILURE;
}

int32_t ag_rt_check_context(ag_context *ctx, int64_t max_threads) {
  /* A longer context is of a later version of the same ABI, which only adds
   * fields. */
  if (!ctx || ctx->size < sizeof(ag_context) ||
      ctx->abi_version != AG_ABI_VERSION)
    return AG_INVALID_CONTEXT;
  if (!ctx->allocate != !ctx->deallocate)
    return ag_rt_report(ctx, AG_INVALID_ARGUMENT,
                        "context: allocate and deallocate go together, but "
                        "only one is set");
  if (ctx->threads < 0 || ctx->threads > max_threads)
    return ag_rt_report(ctx, AG_INVALID_ARGUMENT,
                        "context: threads is %d, but the program was compiled "
                        "for at most %lld (0 means all of them)",
                        (int)ctx->threads, (long long)max_threads);
  return AG_OK;
}

ag_rt_text ag_rt_dtype_text(DLDataType dtype) {
  static const struct {
    const char *spelling;
    uint8_t code, bits;
  } rows[] = {
#define AG_ROW(spelling, safetensors, code, bits) {spelling, code, bits},
      AG_RT_DTYPES(AG_ROW)
#undef AG_ROW
  };
  ag_rt_text text;
  for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); ++i)
    if (rows[i].code == dtype.code && rows[i].bits == dtype.bits &&
        dtype.lanes == 1) {
      snprintf(text.chars, sizeof(text.chars), "%s", rows[i].spelling);
      return text;
    }
  snprintf(text.chars, sizeof(text.chars),
           "DLPack's type code %d of %d bits in %d lanes", dtype.code,
           dtype.bits, dtype.lanes);
  return text;
}

ag_rt_text ag_rt_device_text(DLDevice device) {
  ag_rt_text text;
  if (device.device_type == kDLCPU)
    snprintf(text.chars, sizeof(text.chars), "CPU memory");
  else if (device.device_type == kDLCUDA)
    snprintf(text.chars, sizeof(text.chars), "memory of CUDA device %d",
             (int)device.device_id);
  else
    snprintf(text.chars, sizeof(text.chars),
             "memory of DLPack's device type %d", (int)device.device_type);
  return text;
}

ag_rt_text ag_rt_tensor_text(DLDataType dtype, int32_t rank,
                             const int64_t *shape) {
  ag_rt_text text = ag_rt_dtype_text(dtype);
  for (int32_t d = 0; d < rank || d == 0; ++d) {
    size_t used = strlen(text.chars);
    char *end = text.chars + used;
    size_t left = sizeof(text.chars) - used;
    if (rank == 0)
      snprintf(end, left, "[]");
    else
      snprintf(end, left, "%s%lld%s", d == 0 ? "[" : ", ", (long long)shape[d],
               d == rank - 1 ? "]" : "");
  }
  return text;
}
