/*===- Run.c - queries and runs -------------------------------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How are queries answered and calls executed?
|*
\*===----------------------------------------------------------------------===*/
#include "Run.h"
#include "Check.h"
#include "Message.h"
#include "ag-runtime/Model.h"
#include <string.h>

int32_t ag_rt_query(const ag_rt_module *module, const ag_rt_entry *entry,
                    ag_context *ctx, const int64_t *dims,
                    int64_t *result_extents, ag_workspace *need) {
  int32_t status = ag_rt_check_context(ctx, module->max_threads);
  if (status != AG_OK)
    return status;
  int64_t extent_count = ag_rt_extent_count(entry);
  int64_t dims_copy[entry->symbol_count + 1], extents[extent_count + 1];
  if (entry->symbol_count > 0)
    memcpy(dims_copy, dims, (size_t)entry->symbol_count * sizeof(int64_t));
  ag_rt_call call = {
      .entry = entry, .ctx = ctx, .dims = dims_copy, .extents = extents};
  status = ag_rt_check_dims(&call);
  if (status != AG_OK)
    return status;
  if (result_extents && extent_count > 0)
    memcpy(result_extents, extents, (size_t)extent_count * sizeof(int64_t));
  if (need)
    *need = (ag_workspace){NULL, (size_t)call.workspace_bytes,
                           (size_t)entry->workspace_alignment};
  return AG_OK;
}

int32_t ag_rt_check_model(const ag_rt_entry *entry, const ag_rt_model *model,
                          ag_context *ctx) {
  /* Without a model, any number of threads is valid, so that the missing model
   * is reported. */
  int64_t max_threads = model ? model->module->max_threads : INT32_MAX;
  int32_t status = ag_rt_check_context(ctx, max_threads);
  if (status != AG_OK)
    return status;
  if (!model)
    return ag_rt_report(ctx, AG_INVALID_MODEL, "%s: the model is NULL",
                        entry->name);
  const ag_rt_module *module = model->module;
  for (int64_t i = 0; i < module->entry_count; ++i)
    if (entry == &module->entries[i])
      return AG_OK;
  return ag_rt_report(ctx, AG_INVALID_MODEL,
                      "%s: the model was loaded by another program, %s",
                      entry->name, module->name);
}

static void *first_element(const DLTensor *tensor) {
  return tensor->data ? (char *)tensor->data + tensor->byte_offset : NULL;
}

/* Runs the kernel on the first elements of arguments, results and parameters,
 * and the launcher. */
static int32_t run_kernel(const ag_rt_call *call, const ag_rt_model *model,
                          const ag_workspace *workspace, void *launcher) {
  const ag_rt_entry *entry = call->entry;
  int64_t parameter_count =
      model->module->parameter_count + model->module->prepared_count;
  int64_t tensor_count = entry->argument_count + entry->result_count;
  void *buffers[tensor_count + parameter_count + 1];
  void **next = buffers;
  for (int64_t i = 0; i < entry->argument_count; ++i)
    *next++ = first_element(&call->arguments[i]);
  for (int64_t i = 0; i < entry->result_count; ++i)
    *next++ = first_element(&call->results[i]);
  if (parameter_count > 0)
    memcpy(next, model->parameters,
           (size_t)parameter_count * sizeof(const void *));
  next[parameter_count] = launcher;
  return entry->kernel(buffers, call->dims, workspace ? workspace->data : NULL,
                       call->ctx);
}

int32_t ag_rt_run_with(void *launcher, const ag_rt_entry *entry,
                       const ag_rt_model *model, const DLTensor *arguments,
                       const DLTensor *results, const ag_workspace *workspace,
                       ag_context *ctx) {
  int64_t dims[entry->symbol_count + 1];
  int64_t extents[ag_rt_extent_count(entry) + 1];
  ag_rt_call call = {.entry = entry,
                     .arguments = arguments,
                     .results = results,
                     .ctx = ctx,
                     .device = model->device,
                     .dims = dims,
                     .extents = extents};
  int32_t status = ag_rt_check_tensors(&call);
  if (status == AG_OK)
    status = ag_rt_check_memory(&call, workspace);
  return status == AG_OK ? run_kernel(&call, model, workspace, launcher)
                         : status;
}

int32_t ag_rt_run(const ag_rt_entry *entry, const ag_rt_model *model,
                  const DLTensor *arguments, const DLTensor *results,
                  const ag_workspace *workspace, ag_context *ctx) {
  int32_t status = ag_rt_check_model(entry, model, ctx);
  return status == AG_OK ? ag_rt_run_with(NULL, entry, model, arguments,
                                          results, workspace, ctx)
                         : status;
}
