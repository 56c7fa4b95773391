/*===- Load.c - from a module and a weights file to a model ---------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How does load check that the program runs on this CPU and that the weights
|* fit it, and how does it find the data of each parameter?
|*
\*===----------------------------------------------------------------------===*/
#define _POSIX_C_SOURCE 200809L
#include "Load.h"
#include "Cpu.h"
#include "Message.h"
#include "Prepare.h"
#include "Weights.h"
#include "ag-runtime/Model.h"
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/*===----------------------------------------------------------------------===*\
|* Memory
\*===----------------------------------------------------------------------===*/

static void *libc_allocate(void *user, size_t bytes, size_t alignment) {
  (void)user;
  if (alignment < sizeof(void *))
    alignment = sizeof(void *);
  if (bytes > SIZE_MAX - alignment)
    return NULL;
  return aligned_alloc(alignment,
                       (bytes + alignment - 1) / alignment * alignment);
}

static void libc_deallocate(void *user, void *memory) {
  (void)user;
  free(memory);
}

ag_rt_allocator ag_rt_allocator_of(const ag_context *ctx) {
  if (ctx->allocate)
    return (ag_rt_allocator){ctx->allocate, ctx->deallocate, ctx->user};
  return (ag_rt_allocator){libc_allocate, libc_deallocate, NULL};
}

/*===----------------------------------------------------------------------===*\
|* Checks
\*===----------------------------------------------------------------------===*/

static int32_t check_cpu(const ag_rt_module *module, ag_context *ctx) {
  bool tiles = false;
  for (int64_t i = 0; i < module->feature_count; ++i) {
    const char *feature = module->features[i];
    if (!ag_rt_cpu_has(feature, ag_rt_read_cpuid, ag_rt_read_xcr0))
      return ag_rt_report(ctx, AG_UNSUPPORTED_CPU,
                          "%s was compiled for a CPU with %s, which this one "
                          "lacks: compile it for a lower --march",
                          module->name, feature);
    tiles |= strcmp(feature, "amx-tile") == 0;
  }
  if (tiles && !ag_rt_enable_amx())
    return ag_rt_report(ctx, AG_UNSUPPORTED_CPU,
                        "%s was compiled for a CPU with amx-tile, which the "
                        "operating system refuses to this process",
                        module->name);
  return AG_OK;
}

/* Returns the first parameter that must be in the weights file, or NULL. */
static const ag_rt_parameter *first_from_file(const ag_rt_module *module) {
  for (int64_t i = 0; i < module->parameter_count; ++i)
    if (!module->parameters[i].data)
      return &module->parameters[i];
  return NULL;
}

/* Returns true if a parameter's data is in the file. `prepared` says whether
 * the file is a prepared one. */
static bool is_from_file(const ag_rt_module *module, int64_t number,
                         bool prepared) {
  const ag_rt_parameter *parameter = &module->parameters[number];
  if (parameter->data)
    return false;
  if (number >= module->parameter_count)
    return prepared;
  return !prepared || parameter->in_run;
}

/* Fails unless there is a path exactly if a parameter needs it. */
static int32_t check_path(const ag_rt_module *module, const char *path,
                          ag_context *ctx) {
  const ag_rt_parameter *needed = first_from_file(module);
  if (needed && !path)
    return ag_rt_report(ctx, AG_INVALID_MODEL,
                        "%s needs a weights file: parameter %s is not embedded",
                        module->name, needed->name);
  if (path && !needed)
    return ag_rt_report(ctx, AG_INVALID_MODEL,
                        "%s: %s takes no weights file, as %s: pass NULL",
                        ag_rt_short_path(path), module->name,
                        module->parameter_count ? "its parameters are embedded"
                                                : "it has no parameters");
  return AG_OK;
}

static bool fits(const ag_safetensors_tensor *tensor,
                 const ag_rt_parameter *parameter) {
  return tensor->dtype.code == parameter->dtype.code &&
         tensor->dtype.bits == parameter->dtype.bits &&
         tensor->rank == parameter->rank &&
         (tensor->rank == 0 ||
          memcmp(tensor->shape, parameter->shape,
                 (size_t)tensor->rank * sizeof(int64_t)) == 0);
}

/* Returns true if elements are misaligned in the file, so that the tensor must
 * be copied. */
static bool is_misaligned(const ag_safetensors_tensor *tensor) {
  return tensor->begin % (tensor->dtype.bits / 8) != 0;
}

/* Fails unless every bool is 0 or 1, which emitted code relies on. */
static int32_t check_bools(const ag_rt_parameter *parameter,
                           const ag_safetensors_tensor *tensor,
                           const ag_rt_weights *weights, ag_context *ctx) {
  const unsigned char *data = weights->mapping;
  for (uint64_t i = tensor->begin; i < tensor->end; ++i)
    if (data[i] > 1)
      return ag_rt_report(ctx, AG_INVALID_MODEL,
                          "%s: parameter %s: element %llu is %d, a bool is 0 "
                          "or 1",
                          ag_rt_short_path(weights->path), parameter->name,
                          (unsigned long long)(i - tensor->begin), data[i]);
  return AG_OK;
}

/* Fails unless the file has every parameter that it must have. Adds the bytes
 * of parameters that must be copied to `copied`. */
static int32_t check_weights(const ag_rt_module *module,
                             const ag_rt_weights *weights, ag_context *ctx,
                             size_t *copied) {
  for (int64_t i = 0; i < module->parameter_count + module->prepared_count;
       ++i) {
    const ag_rt_parameter *parameter = &module->parameters[i];
    if (!is_from_file(module, i, weights->prepared))
      continue;
    ag_rt_text need =
        ag_rt_tensor_text(parameter->dtype, parameter->rank, parameter->shape);
    const ag_safetensors_tensor *tensor =
        ag_safetensors_find(weights->table, weights->count, parameter->name);
    if (!tensor)
      return ag_rt_report(ctx, AG_INVALID_MODEL,
                          "%s: parameter %s is missing, the program needs %s",
                          ag_rt_short_path(weights->path), parameter->name,
                          need.chars);
    if (!fits(tensor, parameter))
      return ag_rt_report(
          ctx, AG_INVALID_MODEL,
          "%s: parameter %s is %s in the file, the program needs %s",
          ag_rt_short_path(weights->path), parameter->name,
          ag_rt_tensor_text(tensor->dtype, tensor->rank, tensor->shape).chars,
          need.chars);
    if (parameter->dtype.code == kDLBool &&
        check_bools(parameter, tensor, weights, ctx) != AG_OK)
      return AG_INVALID_MODEL;
    if (is_misaligned(tensor))
      *copied += ag_rt_round_to_line((size_t)(tensor->end - tensor->begin));
  }
  return AG_OK;
}

/*===----------------------------------------------------------------------===*\
|* The model
\*===----------------------------------------------------------------------===*/

/* Sets the data of each parameter. `memory` has room for parameters that are
 * misaligned in the file, and if `computes`, for those that load computes. */
static void fill_parameters(ag_rt_model *model, const ag_rt_weights *weights,
                            bool computes, char *memory) {
  const ag_rt_module *module = model->module;
  for (int64_t i = 0; i < module->parameter_count + module->prepared_count;
       ++i) {
    const ag_rt_parameter *parameter = &module->parameters[i];
    model->parameters[i] = parameter->data;
    bool is_made = i >= module->parameter_count && !weights->prepared;
    if (is_made && computes) {
      model->parameters[i] = memory;
      memory += ag_rt_round_to_line(ag_rt_parameter_bytes(parameter));
    }
    if (!is_from_file(module, i, weights->prepared))
      continue;
    const ag_safetensors_tensor *tensor =
        ag_safetensors_find(weights->table, weights->count, parameter->name);
    const char *data = (const char *)weights->mapping + tensor->begin;
    model->parameters[i] = data;
    if (!is_misaligned(tensor))
      continue;
    size_t bytes = (size_t)(tensor->end - tensor->begin);
    model->parameters[i] = memcpy(memory, data, bytes);
    memory += ag_rt_round_to_line(bytes);
  }
}

/* Creates a model from checked weights, and takes over their mapping. `bytes`
 * is the size of the parameters that fill_parameters places in memory. */
static int32_t make_model(const ag_rt_module *module, ag_rt_weights *weights,
                          bool computes, size_t bytes,
                          const ag_rt_allocator *allocator, ag_context *ctx,
                          ag_rt_model **out) {
  size_t parameters =
      (size_t)(module->parameter_count + module->prepared_count);
  size_t head = ag_rt_round_to_line(sizeof(ag_rt_model) +
                                    parameters * sizeof(const void *));
  ag_rt_model *model =
      allocator->allocate(allocator->user, head + bytes, AG_RT_LINE);
  if (!model)
    return ag_rt_report(ctx, AG_OUT_OF_MEMORY,
                        "out of memory: %zu bytes for the model of %s",
                        head + bytes, module->name);
  model->module = module;
  model->allocator = *allocator;
  model->device = (DLDevice){kDLCPU, 0};
  model->cuda = NULL;
  model->mapping = weights->mapping;
  model->mapping_bytes = weights->bytes;
  fill_parameters(model, weights, computes, (char *)model + head);
  weights->mapping = NULL;
  *out = model;
  return AG_OK;
}

/* Creates the model. If `computes`, computes the prepared parameters unless
 * they are in the file. */
static int32_t make_whole_model(const ag_rt_module *module,
                                ag_rt_weights *weights, bool computes,
                                const ag_rt_allocator *allocator,
                                ag_context *ctx, ag_rt_model **model) {
  size_t bytes = 0;
  int32_t status = check_weights(module, weights, ctx, &bytes);
  bool prepares = computes && module->prepared_count > 0 && !weights->prepared;
  if (prepares)
    bytes += ag_rt_prepared_bytes(module);
  if (status == AG_OK)
    status =
        make_model(module, weights, computes, bytes, allocator, ctx, model);
  if (status == AG_OK && prepares)
    status = ag_rt_prepare(*model, ctx);
  if (status != AG_OK) {
    ag_rt_unload(*model);
    *model = NULL;
  }
  return status;
}

static int32_t load(const ag_rt_module *module, const char *path, bool computes,
                    ag_context *ctx, ag_rt_model **model) {
  if (model)
    *model = NULL;
  int32_t status = ag_rt_check_context(ctx, module->max_threads);
  if (status != AG_OK)
    return status;
  if (!model)
    return ag_rt_report(ctx, AG_INVALID_ARGUMENT,
                        "load: the place for the model is NULL");
  status = check_cpu(module, ctx);
  if (status == AG_OK)
    status = check_path(module, path, ctx);
  if (status != AG_OK)
    return status;
  ag_rt_allocator allocator = ag_rt_allocator_of(ctx);
  ag_rt_weights weights = {path, NULL, 0, NULL, 0, false};
  if (path)
    status = ag_rt_open_weights(path, ctx, &allocator, &weights);
  if (status == AG_OK && path)
    status = ag_rt_check_label(module, &weights, ctx);
  if (status == AG_OK)
    status =
        make_whole_model(module, &weights, computes, &allocator, ctx, model);
  ag_rt_close_weights(&weights, &allocator);
  return status;
}

int32_t ag_rt_load(const ag_rt_module *module, const char *path,
                   ag_context *ctx, ag_rt_model **model) {
  return load(module, path, /*computes=*/true, ctx, model);
}

int32_t ag_rt_load_given(const ag_rt_module *module, const char *path,
                         ag_context *ctx, ag_rt_model **model) {
  return load(module, path, /*computes=*/false, ctx, model);
}

void ag_rt_unload(ag_rt_model *model) {
  if (!model)
    return;
  if (model->mapping)
    munmap(model->mapping, model->mapping_bytes);
  ag_rt_allocator allocator = model->allocator;
  allocator.deallocate(allocator.user, model);
}
