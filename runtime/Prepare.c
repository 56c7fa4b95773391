/*===- Prepare.c - parameters that load computes --------------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How does load compute parameters from others, and when are they in the file?
|*
\*===----------------------------------------------------------------------===*/
#define _DEFAULT_SOURCE
#include "Prepare.h"
#include "Check.h"
#include "Message.h"
#include <string.h>
#include <sys/mman.h>

size_t ag_rt_parameter_bytes(const ag_rt_parameter *parameter) {
  size_t bytes = parameter->dtype.bits / 8;
  for (int32_t dim = 0; dim < parameter->rank; ++dim)
    bytes *= (size_t)parameter->shape[dim];
  return bytes;
}

static const ag_rt_parameter *prepared_of(const ag_rt_module *module) {
  return module->parameters + module->parameter_count;
}

size_t ag_rt_prepared_bytes(const ag_rt_module *module) {
  size_t bytes = 0;
  for (int64_t i = 0; i < module->prepared_count; ++i)
    bytes +=
        ag_rt_round_to_line(ag_rt_parameter_bytes(&prepared_of(module)[i]));
  return bytes;
}

/*===----------------------------------------------------------------------===*\
|* The label
\*===----------------------------------------------------------------------===*/

/* The rest of a line of the label, without a final 0. */
typedef struct {
  const char *chars;
  int length;
} line_text;

/* Returns the text after `key` in the line that begins with it; empty if there
 * is no such line. */
static line_text find_line(const char *label, size_t bytes, const char *key) {
  size_t key_bytes = strlen(key);
  const char *end = label + bytes;
  while (label < end) {
    const char *newline = memchr(label, '\n', (size_t)(end - label));
    const char *line_end = newline ? newline : end;
    if ((size_t)(line_end - label) > key_bytes &&
        memcmp(label, key, key_bytes) == 0)
      return (line_text){label + key_bytes,
                         (int)(line_end - label - (ptrdiff_t)key_bytes)};
    label = line_end + 1;
  }
  return (line_text){"", 0};
}

static bool is_text(line_text line, const char *text) {
  return (size_t)line.length == strlen(text) &&
         memcmp(line.chars, text, strlen(text)) == 0;
}

/* The greatest length of a line's text in a message. */
enum { SHOWN = 40 };
static int shown(line_text line) {
  return line.length < SHOWN ? line.length : SHOWN;
}

/* Returns true if the tensor is a list of bytes, as a label is. */
static bool may_be_label(const ag_named_tensor *tensor) {
  return tensor->dtype.bits == 8 && tensor->rank == 1 && tensor->shape &&
         tensor->shape[0] > 0 && tensor->data;
}

int32_t ag_rt_check_label(const ag_rt_module *module, ag_rt_weights *weights,
                          ag_context *ctx) {
  ag_named_tensor tensor;
  if (!ag_rt_find_weight(weights, "ag.prepared", &tensor) ||
      !may_be_label(&tensor))
    return AG_OK;
  const char *path = ag_rt_weights_name(weights);
  const char *label = tensor.data;
  size_t bytes = (size_t)tensor.shape[0];
  line_text version = find_line(label, bytes, "ag prepared weights ");
  weights->prepared = version.length > 0;
  if (!weights->prepared) /* a user's tensor of that name */
    return AG_OK;
  if (!is_text(version, "1"))
    return ag_rt_report(ctx, AG_INVALID_MODEL,
                        "%s: prepared in format %.*s, %s reads format 1", path,
                        shown(version), version.chars, module->name);
  line_text march = find_line(label, bytes, "march ");
  if (!is_text(march, module->march))
    return ag_rt_report(ctx, AG_INVALID_MODEL,
                        "%s: prepared for %.*s, %s was compiled for %s", path,
                        shown(march), march.chars, module->name, module->march);
  if (!is_text(find_line(label, bytes, "load "), module->load_hash))
    return ag_rt_report(ctx, AG_INVALID_MODEL,
                        "%s: prepared for another program than %s: pass the "
                        "weights that it was made of, or prepare them again",
                        path, module->name);
  return AG_OK;
}

/*===----------------------------------------------------------------------===*\
|* Its content
\*===----------------------------------------------------------------------===*/

int32_t ag_rt_query_load(const ag_rt_module *module, ag_context *ctx,
                         int64_t *bytes) {
  const ag_rt_entry *load = module->load;
  int64_t extents[ag_rt_extent_count(load) + 1];
  return load->shapes(NULL, extents, bytes, ctx);
}

int32_t ag_rt_call_load(const ag_rt_model *model, void *launcher,
                        void *workspace, ag_context *ctx) {
  const ag_rt_module *module = model->module;
  size_t made = (size_t)module->prepared_count;
  size_t all = (size_t)module->parameter_count + made;
  void *buffers[made + all + 1];
  memcpy(buffers, model->parameters + module->parameter_count,
         made * sizeof(void *));
  memcpy(buffers + made, model->parameters, all * sizeof(void *));
  buffers[made + all] = launcher;
  return module->load->kernel(buffers, NULL, workspace, ctx);
}

int32_t ag_rt_prepare(const ag_rt_model *model, ag_context *ctx) {
  const ag_rt_entry *load = model->module->load;
  int64_t bytes = 0;
  int32_t status = ag_rt_query_load(model->module, ctx, &bytes);
  if (status != AG_OK)
    return status;
  void *workspace = NULL;
  const ag_rt_allocator *allocator = &model->allocator;
  if (bytes != 0) {
    if (bytes > 0)
      workspace = allocator->allocate(allocator->user, (size_t)bytes,
                                      (size_t)load->workspace_alignment);
    if (!workspace)
      return ag_rt_report(ctx, AG_OUT_OF_MEMORY,
                          "out of memory: %lld bytes to load %s",
                          (long long)bytes, model->module->name);
  }
  status = ag_rt_call_load(model, NULL, workspace, ctx);
  if (workspace)
    allocator->deallocate(allocator->user, workspace);
  /* Most of the file is not read again. Releases its pages, which are loaded
   * again on access. */
  if (model->mapping)
    madvise(model->mapping, model->mapping_bytes, MADV_DONTNEED);
  return status;
}
