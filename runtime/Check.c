/*===- Check.c - checks of the tensors of a call --------------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Do tensors and sizes agree with an entry's descriptors?
|*
|* Messages begin with the operand at fault:
|* 'argument x: batch is 65, at most 64'.
|*
\*===----------------------------------------------------------------------===*/
#include "Check.h"
#include "Operand.h"
#include <stdio.h>

/*===----------------------------------------------------------------------===*\
|* Sizes
\*===----------------------------------------------------------------------===*/

/* Returns the first argument that has a size `symbol`, and sets `d` to the
 * dimension. */
static ag_rt_operand first_use(const ag_rt_entry *entry, int64_t symbol,
                               int32_t *d) {
  ag_rt_operand op = {entry, false, 0};
  for (; op.index < entry->argument_count; ++op.index)
    for (*d = 0; *d < ag_rt_descriptor_of(op)->rank; ++*d)
      if (ag_rt_descriptor_of(op)->dims[*d] == AG_RT_SYMBOL(symbol))
        return op;
  op.index = *d = 0;
  return op;
}

/* Checks that `value` is in the range of a symbol, which is the size d of
 * op. */
static int32_t check_range(const ag_rt_symbol *symbol, int64_t value,
                           ag_rt_operand op, int32_t d, ag_context *ctx) {
  if (value >= symbol->min && value <= symbol->max)
    return AG_OK;
  bool is_less = value < symbol->min;
  return ag_rt_report(ctx, AG_INVALID_ARGUMENT, "%s: %s is %lld, at %s %lld",
                      ag_rt_operand_text(op).chars, ag_rt_dim_text(op, d).chars,
                      (long long)value, is_less ? "least" : "most",
                      (long long)(is_less ? symbol->min : symbol->max));
}

int64_t ag_rt_extent_count(const ag_rt_entry *entry) {
  int64_t count = 0;
  for (int64_t i = 0; i < entry->result_count; ++i)
    count += entry->results[i].rank;
  return count;
}

/* Returns true if a result of this shape has a number of bytes that fits
 * int64_t. */
static bool has_bytes(const ag_rt_tensor *result, int64_t *shape) {
  DLTensor tensor = {
      .ndim = result->rank, .dtype = result->dtype, .shape = shape};
  int64_t bytes;
  for (int32_t d = 0; d < result->rank; ++d)
    if (shape[d] < 0)
      return false;
  return ag_rt_count_bytes(&tensor, &bytes);
}

/* Sets extents and workspace_bytes from dims. */
static int32_t compute_shapes(ag_rt_call *call) {
  const ag_rt_entry *entry = call->entry;
  int32_t status = entry->shapes(call->dims, call->extents,
                                 &call->workspace_bytes, call->ctx);
  if (status != AG_OK)
    return status;
  int64_t *shape = call->extents;
  for (int64_t i = 0; i < entry->result_count; ++i) {
    if (!has_bytes(&entry->results[i], shape))
      return ag_rt_report(
          call->ctx, AG_INVALID_ARGUMENT,
          "%s: for these sizes it takes 2^63 bytes or more",
          ag_rt_operand_text((ag_rt_operand){entry, true, i}).chars);
    shape += entry->results[i].rank;
  }
  if (call->workspace_bytes >= 0)
    return AG_OK;
  return ag_rt_report(call->ctx, AG_INVALID_ARGUMENT,
                      "%s: for these sizes the workspace takes 2^63 bytes or "
                      "more",
                      entry->name);
}

int32_t ag_rt_check_dims(ag_rt_call *call) {
  const ag_rt_entry *entry = call->entry;
  for (int64_t i = 0; i < entry->symbol_count; ++i) {
    int32_t d;
    ag_rt_operand op = first_use(entry, i, &d);
    int32_t status =
        check_range(&entry->symbols[i], call->dims[i], op, d, call->ctx);
    if (status != AG_OK)
      return status;
  }
  return compute_shapes(call);
}

/* Reports that a symbol has two values, with both dimensions. */
static int32_t report_conflict(const ag_rt_call *call, ag_rt_operand op,
                               int32_t d, int64_t symbol) {
  int32_t first_d;
  ag_rt_operand first = first_use(call->entry, symbol, &first_d);
  long long size = ag_rt_tensor_of(call, op)->shape[d];
  if (*call->entry->symbols[symbol].name && first.index != op.index)
    return ag_rt_report(
        call->ctx, AG_INVALID_ARGUMENT, "%s: %s is %lld, but %lld in %s",
        ag_rt_operand_text(op).chars, ag_rt_dim_text(op, d).chars, size,
        (long long)call->dims[symbol], ag_rt_operand_text(first).chars);
  return ag_rt_report(
      call->ctx, AG_INVALID_ARGUMENT,
      "%s: dimension %d is %lld, but dimension %d of %s is %lld",
      ag_rt_operand_text(op).chars, (int)d, size, (int)first_d,
      ag_rt_operand_text(first).chars, (long long)call->dims[symbol]);
}

static int32_t report_size(const ag_rt_call *call, ag_rt_operand op, int32_t d,
                           int64_t expected) {
  return ag_rt_report(
      call->ctx, AG_INVALID_ARGUMENT, "%s: %s is %lld, expected %lld",
      ag_rt_operand_text(op).chars, ag_rt_dim_text(op, d).chars,
      (long long)ag_rt_tensor_of(call, op)->shape[d], (long long)expected);
}

/* Sets the values of symbols from the sizes of one argument, and checks these.
 * A value of -1 is not yet set. */
static int32_t bind_dims(ag_rt_call *call, ag_rt_operand op) {
  const ag_rt_tensor *descriptor = ag_rt_descriptor_of(op);
  for (int32_t d = 0; d < descriptor->rank; ++d) {
    int64_t size = ag_rt_tensor_of(call, op)->shape[d];
    if (descriptor->dims[d] >= 0) {
      if (size != descriptor->dims[d])
        return report_size(call, op, d, descriptor->dims[d]);
      continue;
    }
    int64_t symbol = AG_RT_SYMBOL(descriptor->dims[d]);
    if (call->dims[symbol] >= 0 && call->dims[symbol] != size)
      return report_conflict(call, op, d, symbol);
    int32_t status =
        check_range(&call->entry->symbols[symbol], size, op, d, call->ctx);
    if (status != AG_OK)
      return status;
    call->dims[symbol] = size;
  }
  return AG_OK;
}

/*===----------------------------------------------------------------------===*\
|* Tensors
\*===----------------------------------------------------------------------===*/

/* Checks that the tensor is on the device of the call. */
static int32_t check_device(const ag_rt_call *call, ag_rt_operand op) {
  DLDevice device = ag_rt_tensor_of(call, op)->device;
  if (device.device_type == call->device.device_type &&
      (device.device_type == kDLCPU ||
       device.device_id == call->device.device_id))
    return AG_OK;
  return ag_rt_report(call->ctx, AG_INVALID_ARGUMENT,
                      "%s: is in %s, expected %s", ag_rt_operand_text(op).chars,
                      ag_rt_device_text(device).chars,
                      ag_rt_device_text(call->device).chars);
}

/* Checks that the tensor has the element type and rank of the descriptor, and
 * no negative size. */
static int32_t check_type(const ag_rt_call *call, ag_rt_operand op) {
  const ag_rt_tensor *descriptor = ag_rt_descriptor_of(op);
  const DLTensor *tensor = ag_rt_tensor_of(call, op);
  if (tensor->dtype.code != descriptor->dtype.code ||
      tensor->dtype.bits != descriptor->dtype.bits || tensor->dtype.lanes != 1)
    return ag_rt_report(
        call->ctx, AG_INVALID_ARGUMENT, "%s: dtype is %s, expected %s",
        ag_rt_operand_text(op).chars, ag_rt_dtype_text(tensor->dtype).chars,
        ag_rt_dtype_text(descriptor->dtype).chars);
  if (tensor->ndim != descriptor->rank)
    return ag_rt_report(
        call->ctx, AG_INVALID_ARGUMENT, "%s: rank is %d, expected %d",
        ag_rt_operand_text(op).chars, (int)tensor->ndim, (int)descriptor->rank);
  if (tensor->ndim > 0 && !tensor->shape)
    return ag_rt_report(call->ctx, AG_INVALID_ARGUMENT, "%s: shape is NULL",
                        ag_rt_operand_text(op).chars);
  for (int32_t d = 0; d < tensor->ndim; ++d)
    if (tensor->shape[d] < 0)
      return ag_rt_report(
          call->ctx, AG_INVALID_ARGUMENT, "%s: %s is %lld, at least 0",
          ag_rt_operand_text(op).chars, ag_rt_dim_text(op, d).chars,
          (long long)tensor->shape[d]);
  return AG_OK;
}

/* Checks that strides are those of a compact row-major tensor. Strides are not
 * used in a dimension of size 1 and in a tensor without elements. */
static int32_t check_strides(const ag_rt_call *call, ag_rt_operand op) {
  const DLTensor *tensor = ag_rt_tensor_of(call, op);
  if (!tensor->strides || ag_rt_is_empty(tensor))
    return AG_OK;
  int64_t expected = 1;
  for (int32_t d = tensor->ndim; d-- > 0; expected *= tensor->shape[d])
    if (tensor->shape[d] != 1 && tensor->strides[d] != expected)
      return ag_rt_report(call->ctx, AG_INVALID_ARGUMENT,
                          "%s: dimension %d has stride %lld, expected %lld: "
                          "pass a compact row-major tensor",
                          ag_rt_operand_text(op).chars, (int)d,
                          (long long)tensor->strides[d], (long long)expected);
  return AG_OK;
}

static int32_t check_data(const ag_rt_call *call, ag_rt_operand op) {
  const DLTensor *tensor = ag_rt_tensor_of(call, op);
  int64_t bytes, element = tensor->dtype.bits / 8;
  if (!ag_rt_count_bytes(tensor, &bytes))
    return ag_rt_report(call->ctx, AG_INVALID_ARGUMENT,
                        "%s: takes more than 2^63 bytes",
                        ag_rt_operand_text(op).chars);
  if (bytes == 0)
    return AG_OK;
  if (!tensor->data)
    return ag_rt_report(call->ctx, AG_INVALID_ARGUMENT, "%s: data is NULL",
                        ag_rt_operand_text(op).chars);
  if (ag_rt_address(tensor) % (uintptr_t)element != 0)
    return ag_rt_report(call->ctx, AG_INVALID_ARGUMENT,
                        "%s: data is not at a multiple of %lld bytes, as %s "
                        "must be",
                        ag_rt_operand_text(op).chars, (long long)element,
                        ag_rt_dtype_text(tensor->dtype).chars);
  return AG_OK;
}

/* Checks one operand. The sizes of a result must be those at `extents`; those
 * of an argument set symbols. */
static int32_t check_operand(ag_rt_call *call, ag_rt_operand op,
                             const int64_t *extents) {
  int32_t status = check_device(call, op);
  if (status == AG_OK)
    status = check_type(call, op);
  if (status == AG_OK && !op.is_result)
    status = bind_dims(call, op);
  for (int32_t d = 0;
       status == AG_OK && op.is_result && d < ag_rt_descriptor_of(op)->rank;
       ++d)
    if (ag_rt_tensor_of(call, op)->shape[d] != extents[d])
      status = report_size(call, op, d, extents[d]);
  if (status == AG_OK)
    status = check_data(call, op);
  return status == AG_OK ? check_strides(call, op) : status;
}

int32_t ag_rt_check_tensors(ag_rt_call *call) {
  const ag_rt_entry *entry = call->entry;
  if (entry->argument_count > 0 && !call->arguments)
    return ag_rt_report(call->ctx, AG_INVALID_ARGUMENT, "arguments is NULL");
  if (entry->result_count > 0 && !call->results)
    return ag_rt_report(call->ctx, AG_INVALID_ARGUMENT, "results is NULL");
  for (int64_t i = 0; i < entry->symbol_count; ++i)
    call->dims[i] = -1;
  int32_t status = AG_OK;
  for (int64_t i = 0; status == AG_OK && i < entry->argument_count; ++i)
    status = check_operand(call, (ag_rt_operand){entry, false, i}, NULL);
  if (status == AG_OK)
    status = compute_shapes(call);
  const int64_t *extents = call->extents;
  for (int64_t i = 0; status == AG_OK && i < entry->result_count; ++i) {
    status = check_operand(call, (ag_rt_operand){entry, true, i}, extents);
    extents += entry->results[i].rank;
  }
  return status;
}
