/*===- Operand.c - one argument or result of a call -----------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Which tensor is an argument or result of a call, what is it called in
|* messages, and where is its memory?
|*
\*===----------------------------------------------------------------------===*/
#include "Operand.h"
#include <stdio.h>

const ag_rt_tensor *ag_rt_descriptor_of(ag_rt_operand op) {
  return op.is_result ? &op.entry->results[op.index]
                      : &op.entry->arguments[op.index];
}

const DLTensor *ag_rt_tensor_of(const ag_rt_call *call, ag_rt_operand op) {
  return op.is_result ? &call->results[op.index] : &call->arguments[op.index];
}

ag_rt_text ag_rt_operand_text(ag_rt_operand op) {
  const char *kind = op.is_result ? "result" : "argument";
  const char *name = ag_rt_descriptor_of(op)->name;
  ag_rt_text text;
  if (*name)
    snprintf(text.chars, sizeof(text.chars), "%s %.120s", kind, name);
  else
    snprintf(text.chars, sizeof(text.chars), "%s %lld", kind,
             (long long)op.index);
  return text;
}

ag_rt_text ag_rt_dim_text(ag_rt_operand op, int32_t d) {
  int64_t size = ag_rt_descriptor_of(op)->dims[d];
  bool is_symbol = size < 0 && size != AG_RT_COMPUTED;
  const char *name =
      is_symbol ? op.entry->symbols[AG_RT_SYMBOL(size)].name : "";
  ag_rt_text text;
  if (*name)
    snprintf(text.chars, sizeof(text.chars), "%.120s", name);
  else
    snprintf(text.chars, sizeof(text.chars), "dimension %d", (int)d);
  return text;
}

uintptr_t ag_rt_address(const DLTensor *tensor) {
  return (uintptr_t)tensor->data + (uintptr_t)tensor->byte_offset;
}

bool ag_rt_is_empty(const DLTensor *tensor) {
  for (int32_t d = 0; d < tensor->ndim; ++d)
    if (tensor->shape[d] == 0)
      return true;
  return false;
}

bool ag_rt_count_bytes(const DLTensor *tensor, int64_t *bytes) {
  bool overflow = false;
  *bytes = tensor->dtype.bits / 8;
  for (int32_t d = 0; d < tensor->ndim; ++d)
    overflow |= __builtin_mul_overflow(*bytes, tensor->shape[d], bytes);
  if (ag_rt_is_empty(tensor))
    *bytes = 0;
  return *bytes == 0 || !overflow;
}
