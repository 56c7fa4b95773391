/*===- CheckMemory.c - checks of the memory of a call ---------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Do results and workspace overlap with other memory of the call, and is the
|* workspace large enough?
|*
\*===----------------------------------------------------------------------===*/
#include "Operand.h"

/* Returns true if `bytes` bytes at `begin` overlap with an operand. */
static bool overlaps(const ag_rt_call *call, uintptr_t begin, int64_t bytes,
                     ag_rt_operand op) {
  const DLTensor *tensor = ag_rt_tensor_of(call, op);
  uintptr_t op_begin = ag_rt_address(tensor);
  int64_t op_bytes;
  ag_rt_count_bytes(tensor, &op_bytes);
  return bytes > 0 && op_bytes > 0 && begin < op_begin + (uintptr_t)op_bytes &&
         op_begin < begin + (uintptr_t)bytes;
}

/* Sets `found` to the first operand that overlaps. Ignores argument `alias`,
 * and results from `result_end` on. Returns false if there is none. */
static bool find_overlap(const ag_rt_call *call, uintptr_t begin, int64_t bytes,
                         int64_t alias, int64_t result_end,
                         ag_rt_operand *found) {
  *found = (ag_rt_operand){call->entry, false, 0};
  for (; found->index < call->entry->argument_count; ++found->index)
    if (found->index != alias && overlaps(call, begin, bytes, *found))
      return true;
  *found = (ag_rt_operand){call->entry, true, 0};
  for (; found->index < result_end; ++found->index)
    if (overlaps(call, begin, bytes, *found))
      return true;
  return false;
}

static int32_t check_result_memory(const ag_rt_call *call,
                                   ag_rt_operand result) {
  const DLTensor *tensor = ag_rt_tensor_of(call, result);
  int64_t alias = ag_rt_descriptor_of(result)->alias, bytes;
  ag_rt_operand other;
  ag_rt_count_bytes(tensor, &bytes);
  if (alias >= 0 && bytes > 0 &&
      ag_rt_address(tensor) != ag_rt_address(&call->arguments[alias]))
    return ag_rt_report(
        call->ctx, AG_INVALID_ARGUMENT,
        "%s: must be the same memory as %s, which it takes over",
        ag_rt_operand_text(result).chars,
        ag_rt_operand_text((ag_rt_operand){call->entry, false, alias}).chars);
  if (find_overlap(call, ag_rt_address(tensor), bytes, alias, result.index,
                   &other))
    return ag_rt_report(
        call->ctx, AG_INVALID_ARGUMENT, "%s: overlaps with %s in memory",
        ag_rt_operand_text(result).chars, ag_rt_operand_text(other).chars);
  return AG_OK;
}

static int32_t check_workspace(const ag_rt_call *call,
                               const ag_workspace *workspace) {
  int64_t need = call->workspace_bytes;
  size_t alignment = (size_t)call->entry->workspace_alignment;
  ag_rt_operand other;
  if (need == 0)
    return AG_OK;
  if (!workspace || !workspace->data)
    return ag_rt_report(call->ctx, AG_INVALID_WORKSPACE,
                        "workspace: is NULL, but %lld bytes are needed: "
                        "ask query",
                        (long long)need);
  if (workspace->bytes < (size_t)need)
    return ag_rt_report(
        call->ctx, AG_INVALID_WORKSPACE,
        "workspace: has %zu bytes, but %lld are needed for these "
        "sizes: ask query",
        workspace->bytes, (long long)need);
  if ((uintptr_t)workspace->data % alignment != 0)
    return ag_rt_report(call->ctx, AG_INVALID_WORKSPACE,
                        "workspace: data is not at a multiple of %zu bytes",
                        alignment);
  if (find_overlap(call, (uintptr_t)workspace->data, need, -1,
                   call->entry->result_count, &other))
    return ag_rt_report(call->ctx, AG_INVALID_WORKSPACE,
                        "workspace: overlaps with %s in memory",
                        ag_rt_operand_text(other).chars);
  return AG_OK;
}

int32_t ag_rt_check_memory(const ag_rt_call *call,
                           const ag_workspace *workspace) {
  int32_t status = AG_OK;
  for (int64_t i = 0; status == AG_OK && i < call->entry->result_count; ++i)
    status = check_result_memory(call, (ag_rt_operand){call->entry, true, i});
  return status == AG_OK ? check_workspace(call, workspace) : status;
}
