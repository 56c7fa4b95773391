/*===- Load.c - from a module and a weights file to a model ---------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How does load check that the program runs on this CPU and that the weights
|* fit it, and where is the data of each parameter?
|*
\*===----------------------------------------------------------------------===*/
#define _POSIX_C_SOURCE 200809L
#include "Load.h"
#include "Cpu.h"
#include "Message.h"
#include "Prepare.h"
#include "ag-runtime/Model.h"
#include <stdio.h>
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

/* Returns the first parameter that must be given, or NULL. */
static const ag_rt_parameter *first_given(const ag_rt_module *module) {
  for (int64_t i = 0; i < module->parameter_count; ++i)
    if (!module->parameters[i].data)
      return &module->parameters[i];
  return NULL;
}

/* Returns true if a parameter's data is given. `prepared` says whether the
 * weights are prepared ones. */
static bool is_given(const ag_rt_module *module, int64_t number,
                     bool prepared) {
  const ag_rt_parameter *parameter = &module->parameters[number];
  if (parameter->data)
    return false;
  if (number >= module->parameter_count)
    return prepared;
  return !prepared || parameter->in_run;
}

/* Fails if weights are given, and no parameter needs them. */
static int32_t check_unneeded(const ag_rt_module *module,
                              const ag_rt_given *given, ag_context *ctx) {
  if (first_given(module) || (given->is_file ? !given->path : !given->count))
    return AG_OK;
  const char *reason = module->parameter_count ? "its parameters are embedded"
                                               : "it has no parameters";
  if (given->is_file)
    return ag_rt_report(ctx, AG_INVALID_MODEL,
                        "%s: %s takes no weights file, as %s: pass NULL",
                        ag_rt_short_path(given->path), module->name, reason);
  return ag_rt_report(ctx, AG_INVALID_MODEL,
                      "load_tensors: %s takes no tensors, as %s: pass none",
                      module->name, reason);
}

/* Fails unless weights are given exactly if a parameter needs them. */
static int32_t check_given(const ag_rt_module *module, const ag_rt_given *given,
                           ag_context *ctx) {
  const ag_rt_parameter *needed = first_given(module);
  if (needed && given->is_file && !given->path)
    return ag_rt_report(ctx, AG_INVALID_MODEL,
                        "%s needs a weights file: parameter %s is not embedded",
                        module->name, needed->name);
  return check_unneeded(module, given, ctx);
}

static bool fits(const ag_named_tensor *tensor,
                 const ag_rt_parameter *parameter) {
  return tensor->dtype.code == parameter->dtype.code &&
         tensor->dtype.bits == parameter->dtype.bits &&
         tensor->dtype.lanes == parameter->dtype.lanes &&
         tensor->rank == parameter->rank &&
         (tensor->rank == 0 ||
          (tensor->shape &&
           memcmp(tensor->shape, parameter->shape,
                  (size_t)tensor->rank * sizeof(int64_t)) == 0));
}

/* Returns a tensor's type and shape for a message. */
static ag_rt_text describe(const ag_named_tensor *tensor) {
  if (tensor->rank >= 0 && (tensor->rank == 0 || tensor->shape))
    return ag_rt_tensor_text(tensor->dtype, tensor->rank, tensor->shape);
  ag_rt_text text = ag_rt_dtype_text(tensor->dtype);
  size_t used = strlen(text.chars);
  snprintf(text.chars + used, sizeof(text.chars) - used,
           " of rank %d without a shape", (int)tensor->rank);
  return text;
}

/* Returns true if elements are misaligned, so that the tensor must be
 * copied. */
static bool is_misaligned(const ag_named_tensor *tensor) {
  return (uintptr_t)tensor->data % (tensor->dtype.bits / 8) != 0;
}

/* Fails unless every bool is 0 or 1, which emitted code relies on. */
static int32_t check_bools(const ag_rt_parameter *parameter,
                           const ag_named_tensor *tensor,
                           const ag_rt_weights *weights, ag_context *ctx) {
  const unsigned char *data = tensor->data;
  size_t count = ag_rt_parameter_bytes(parameter);
  for (size_t i = 0; i < count; ++i)
    if (data[i] > 1)
      return ag_rt_report(ctx, AG_INVALID_MODEL,
                          "%s: parameter %s: element %zu is %d, a bool is 0 "
                          "or 1",
                          ag_rt_weights_name(weights), parameter->name, i,
                          data[i]);
  return AG_OK;
}

/* Fails unless the tensor is a value of the parameter. */
static int32_t check_tensor(const ag_rt_parameter *parameter,
                            const ag_named_tensor *tensor,
                            const ag_rt_weights *weights, ag_context *ctx) {
  const char *name = ag_rt_weights_name(weights);
  if (!fits(tensor, parameter))
    return ag_rt_report(
        ctx, AG_INVALID_MODEL,
        "%s: parameter %s is %s in %s, the program needs %s", name,
        parameter->name, describe(tensor).chars,
        weights->path ? "the file" : "memory",
        ag_rt_tensor_text(parameter->dtype, parameter->rank, parameter->shape)
            .chars);
  if (!tensor->data && ag_rt_parameter_bytes(parameter) > 0)
    return ag_rt_report(ctx, AG_INVALID_MODEL,
                        "%s: the data of parameter %s is NULL", name,
                        parameter->name);
  if (parameter->dtype.code == kDLBool)
    return check_bools(parameter, tensor, weights, ctx);
  return AG_OK;
}

/* Fails unless every parameter is given that must be. Adds the bytes of
 * parameters that must be copied to `copied`. */
static int32_t check_weights(const ag_rt_module *module,
                             const ag_rt_weights *weights, ag_context *ctx,
                             size_t *copied) {
  for (int64_t i = 0; i < module->parameter_count + module->prepared_count;
       ++i) {
    const ag_rt_parameter *parameter = &module->parameters[i];
    if (!is_given(module, i, weights->prepared))
      continue;
    ag_named_tensor tensor;
    if (!ag_rt_find_weight(weights, parameter->name, &tensor))
      return ag_rt_report(
          ctx, AG_INVALID_MODEL,
          "%s: parameter %s is missing, the program needs %s",
          ag_rt_weights_name(weights), parameter->name,
          ag_rt_tensor_text(parameter->dtype, parameter->rank, parameter->shape)
              .chars);
    int32_t status = check_tensor(parameter, &tensor, weights, ctx);
    if (status != AG_OK)
      return status;
    if (is_misaligned(&tensor))
      *copied += ag_rt_round_to_line(ag_rt_parameter_bytes(parameter));
  }
  return AG_OK;
}

/*===----------------------------------------------------------------------===*\
|* The model
\*===----------------------------------------------------------------------===*/

/* Sets the data of each parameter. `memory` has room for parameters that are
 * given misaligned, and if `computes`, for those that load computes. */
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
    if (!is_given(module, i, weights->prepared))
      continue;
    ag_named_tensor tensor;
    ag_rt_find_weight(weights, parameter->name, &tensor);
    model->parameters[i] = tensor.data;
    if (!is_misaligned(&tensor))
      continue;
    size_t bytes = ag_rt_parameter_bytes(parameter);
    model->parameters[i] = memcpy(memory, tensor.data, bytes);
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
 * they are given. */
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

int32_t ag_rt_load_given(const ag_rt_module *module, const ag_rt_given *given,
                         bool computes, ag_context *ctx, ag_rt_model **model) {
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
    status = check_given(module, given, ctx);
  if (status != AG_OK)
    return status;
  ag_rt_allocator allocator = ag_rt_allocator_of(ctx);
  ag_rt_weights weights;
  status = ag_rt_open_weights(given, ctx, &allocator, &weights);
  if (status != AG_OK)
    return status;
  status = ag_rt_check_label(module, &weights, ctx);
  if (status == AG_OK)
    status =
        make_whole_model(module, &weights, computes, &allocator, ctx, model);
  ag_rt_close_weights(&weights, &allocator);
  return status;
}

int32_t ag_rt_load(const ag_rt_module *module, const char *path,
                   ag_context *ctx, ag_rt_model **model) {
  ag_rt_given given = {true, path, NULL, 0};
  return ag_rt_load_given(module, &given, /*computes=*/true, ctx, model);
}

int32_t ag_rt_load_tensors(const ag_rt_module *module,
                           const ag_named_tensor *tensors, size_t count,
                           ag_context *ctx, ag_rt_model **model) {
  ag_rt_given given = {false, NULL, tensors, count};
  return ag_rt_load_given(module, &given, /*computes=*/true, ctx, model);
}

void ag_rt_unload(ag_rt_model *model) {
  if (!model)
    return;
  if (model->mapping)
    munmap(model->mapping, model->mapping_bytes);
  ag_rt_allocator allocator = model->allocator;
  allocator.deallocate(allocator.user, model);
}
