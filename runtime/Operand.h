/*===- Operand.h - one argument or result of a call ---------------*- C -*-===//
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
#ifndef AG_RUNTIME_OPERAND_H
#define AG_RUNTIME_OPERAND_H

#include "Check.h"
#include "Message.h"
#include <stdbool.h>

/* One argument or result of a call. */
typedef struct ag_rt_operand {
  const ag_rt_entry *entry;
  bool is_result;
  int64_t index;
} ag_rt_operand;

const ag_rt_tensor *ag_rt_descriptor_of(ag_rt_operand op);
const DLTensor *ag_rt_tensor_of(const ag_rt_call *call, ag_rt_operand op);

/* Returns `argument x`, or `argument 0` if it has no name. */
ag_rt_text ag_rt_operand_text(ag_rt_operand op);

/* Returns `batch`, or `dimension 1` if the size has no name. */
ag_rt_text ag_rt_dim_text(ag_rt_operand op, int32_t d);

/* Returns the address of a tensor's first element. It is a number because data
 * may be NULL. */
uintptr_t ag_rt_address(const DLTensor *tensor);

/* Returns true if a tensor has no elements. */
bool ag_rt_is_empty(const DLTensor *tensor);

/* Sets `bytes` to the size of a tensor. Returns false if that is 2^63 or
 * more. */
bool ag_rt_count_bytes(const DLTensor *tensor, int64_t *bytes);

#endif /* AG_RUNTIME_OPERAND_H */
