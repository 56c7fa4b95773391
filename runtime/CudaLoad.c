/*===- CudaLoad.c - from a module to a model on a GPU ---------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How are kernels, parameters and constants loaded onto a GPU, and unloaded?
|*
|* The weights are found and checked as for a CPU. Then kernels are compiled,
|* and parameters and constants are copied to the GPU. The kernels of load
|* compute the others there. Parameters that only load reads are freed, and a
|* file is unmapped.
|*
\*===----------------------------------------------------------------------===*/
#define _DEFAULT_SOURCE
#include "CudaProgram.h"
#include "Load.h"
#include "Message.h"
#include "Prepare.h"
#include "ag-runtime/Model.h"
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/*===----------------------------------------------------------------------===*\
|* Uploads
\*===----------------------------------------------------------------------===*/

/* Parameters and constants begin at multiples of this, like allocations. */
enum { ALIGNMENT = 256 };

static size_t round_up(size_t bytes) {
  return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

/* A parameter or a constant. */
typedef struct upload_part {
  const void *data; /* in the host's memory; NULL if load computes it */
  size_t bytes;
  bool in_run; /* false if only load reads it */
} upload_part;

static int64_t count_parameters(const ag_rt_module *module) {
  return module->parameter_count + module->prepared_count;
}

static int64_t count_parts(const ag_rt_model *model) {
  return count_parameters(model->module) + model->cuda->code->constant_count;
}

/* Returns a parameter or a constant. Constants are numbered after parameters.
 * A constant that only load reads is not told apart. */
static upload_part get_part(const ag_rt_model *model, int64_t number) {
  const ag_rt_module *module = model->module;
  int64_t parameters = count_parameters(module);
  if (number < parameters)
    return (upload_part){model->parameters[number],
                         ag_rt_parameter_bytes(&module->parameters[number]),
                         module->parameters[number].in_run};
  const ag_rt_device_constant *constant =
      &model->cuda->code->constants[number - parameters];
  return (upload_part){constant->data, (size_t)constant->bytes, true};
}

/* Memory on the GPU. */
typedef struct device_memory {
  uint64_t address; /* 0 if there is none */
  size_t bytes;
} device_memory;

/* Returns the bytes of all parts with this `in_run`. */
static size_t count_bytes(const ag_rt_model *model, bool in_run) {
  size_t bytes = 0;
  for (int64_t i = 0; i < count_parts(model); ++i) {
    upload_part part = get_part(model, i);
    if (part.in_run == in_run)
      bytes += round_up(part.bytes);
  }
  return bytes;
}

static int32_t allocate(const ag_rt_model *model, size_t bytes,
                        const char *what, ag_context *ctx,
                        device_memory *memory) {
  const ag_rt_cuda_device *device = &model->cuda->device;
  *memory = (device_memory){0, bytes};
  if (bytes == 0)
    return AG_OK;
  return ag_rt_cuda_report(device->driver, ctx,
                           device->driver->cuMemAlloc(&memory->address, bytes),
                           "%zu bytes for %s of %s on CUDA device %d", bytes,
                           what, model->module->name, device->number);
}

/* Copies all parts to the GPU and waits, because a run on any stream may
 * follow. Sets their addresses: those that runs read are in `kept`, the others
 * in `scratch`. */
static int32_t copy_parts(ag_rt_model *model, device_memory kept,
                          device_memory scratch, ag_context *ctx) {
  const ag_rt_cuda_device *device = &model->cuda->device;
  const ag_rt_cuda_driver *driver = device->driver;
  int64_t parameters = count_parameters(model->module);
  uint64_t next[] = {scratch.address, kept.address};
  int result = 0;
  bool waits = false;
  for (int64_t i = 0; i < count_parts(model); ++i) {
    upload_part part = get_part(model, i);
    uint64_t *to = &next[part.in_run];
    bool is_copied = result == 0 && part.data && part.bytes > 0;
    waits |= is_copied;
    if (is_copied)
      result = driver->cuMemcpyAsync(*to, (uint64_t)(uintptr_t)part.data,
                                     part.bytes, NULL);
    void *place = (void *)(uintptr_t)*to;
    if (i < parameters)
      model->parameters[i] = place;
    else
      model->cuda->constants[i - parameters] = place;
    *to += round_up(part.bytes);
  }
  if (waits && result == 0)
    result = driver->cuStreamSynchronize(NULL);
  return ag_rt_cuda_report(driver, ctx, result,
                           "the parameters and constants of %s cannot be "
                           "copied to CUDA device %d",
                           model->module->name, device->number);
}

/*===----------------------------------------------------------------------===*\
|* Parameters that load computes
\*===----------------------------------------------------------------------===*/

/* Returns true if load has to compute parameters, which are not in the file. */
static bool computes(const ag_rt_model *model) {
  const ag_rt_module *module = model->module;
  return module->prepared_count > 0 &&
         !model->parameters[module->parameter_count];
}

/* Computes parameters in a workspace, which is freed. */
static int32_t compute(const ag_rt_model *model, ag_context *ctx) {
  const ag_rt_module *module = model->module;
  int64_t bytes = 0;
  int32_t status = ag_rt_query_load(module, ctx, &bytes);
  if (status == AG_OK && bytes < 0)
    status = ag_rt_report(ctx, AG_OUT_OF_MEMORY,
                          "out of memory: %lld bytes to load %s",
                          (long long)bytes, module->name);
  device_memory workspace = {0, 0};
  if (status == AG_OK)
    status = allocate(model, (size_t)bytes, "the load", ctx, &workspace);
  if (status == AG_OK)
    status =
        ag_rt_cuda_prepare(model, (void *)(uintptr_t)workspace.address, ctx);
  if (workspace.address)
    model->cuda->device.driver->cuMemFree(workspace.address);
  return status;
}

/* Resets the addresses of parameters that runs do not read. */
static void forget_unused(ag_rt_model *model) {
  for (int64_t i = 0; i < count_parameters(model->module); ++i)
    if (!model->module->parameters[i].in_run)
      model->parameters[i] = NULL;
}

/* Copies all parts to the GPU, computes the others, and unmaps the weights
 * file. Frees what only load reads. */
static int32_t upload(ag_rt_model *model, ag_context *ctx) {
  ag_rt_cuda_program *program = model->cuda;
  bool is_computed = computes(model);
  device_memory kept = {0, 0}, scratch = {0, 0};
  int32_t status = allocate(model, count_bytes(model, true),
                            "the parameters and constants", ctx, &kept);
  program->memory = kept.address;
  if (status == AG_OK && is_computed)
    status = allocate(model, count_bytes(model, false),
                      "the parameters of the load", ctx, &scratch);
  if (status == AG_OK)
    status = copy_parts(model, kept, scratch, ctx);
  if (status == AG_OK && is_computed)
    status = compute(model, ctx);
  if (scratch.address)
    program->device.driver->cuMemFree(scratch.address);
  forget_unused(model);
  if (status == AG_OK && model->mapping) {
    munmap(model->mapping, model->mapping_bytes);
    model->mapping = NULL;
  }
  return status;
}

/*===----------------------------------------------------------------------===*\
|* The model
\*===----------------------------------------------------------------------===*/

static int32_t allocate_program(ag_rt_model *model,
                                const ag_rt_device_code *code,
                                const ag_rt_cuda_device *device,
                                ag_context *ctx) {
  size_t pointers = (size_t)(code->kernel_count + code->constant_count);
  size_t bytes = sizeof(ag_rt_cuda_program) + pointers * sizeof(void *);
  const ag_rt_allocator *allocator = &model->allocator;
  ag_rt_cuda_program *program =
      allocator->allocate(allocator->user, bytes, _Alignof(ag_rt_cuda_program));
  if (!program)
    return ag_rt_report(ctx, AG_OUT_OF_MEMORY,
                        "out of memory: %zu bytes for the kernels of %s", bytes,
                        model->module->name);
  memset(program, 0, bytes);
  const char *sync = getenv("AG_CUDA_SYNC");
  program->waits = sync && strcmp(sync, "1") == 0;
  program->device = *device;
  program->code = code;
  program->constants = program->functions + code->kernel_count;
  model->device = (DLDevice){kDLCUDA, device->number};
  model->cuda = program;
  return AG_OK;
}

static int32_t find_most_blocks(ag_rt_cuda_program *program, const char *name,
                                ag_context *ctx) {
  enum { MOST_BLOCKS = 5 }; /* a CUdevice_attribute */
  const ag_rt_cuda_device *device = &program->device;
  int32_t status = ag_rt_cuda_report(
      device->driver, ctx,
      device->driver->cuDeviceGetAttribute(&program->most_blocks, MOST_BLOCKS,
                                           device->handle),
      "%s: CUDA device %d does not say how many blocks it launches", name,
      device->number);
  /* Launching in steps of 0 blocks would not end. */
  if (status == AG_OK && program->most_blocks < 1)
    return ag_rt_report(ctx, AG_DEVICE_FAILURE,
                        "%s: CUDA device %d launches at most %d blocks, "
                        "expected at least 1",
                        name, device->number, program->most_blocks);
  return status;
}

/* Turns a model of ag_rt_load_given into one on the GPU. */
static int32_t move_to_device(ag_rt_model *model, const ag_rt_device_code *code,
                              const ag_rt_cuda_device *device,
                              ag_context *ctx) {
  int32_t status = allocate_program(model, code, device, ctx);
  if (status == AG_OK)
    status = find_most_blocks(model->cuda, model->module->name, ctx);
  if (status == AG_OK)
    status = ag_rt_cuda_retain(&model->cuda->device, ctx);
  if (status == AG_OK)
    status = ag_rt_cuda_enter(&model->cuda->device, ctx);
  if (status != AG_OK)
    return status;
  status = ag_rt_cuda_load_kernels(model->cuda, model->module->name, ctx);
  if (status == AG_OK)
    status = upload(model, ctx);
  ag_rt_cuda_leave(&model->cuda->device);
  return status;
}

static int32_t load(const ag_rt_module *module, const ag_rt_device_code *code,
                    const ag_rt_given *given, ag_context *ctx,
                    ag_rt_model **model) {
  if (model)
    *model = NULL;
  int32_t status = ag_rt_check_context(ctx, module->max_threads);
  if (status != AG_OK)
    return status;
  ag_rt_cuda_device device;
  status = ag_rt_cuda_find_device(module, ctx, &device);
  if (status == AG_OK)
    status =
        ag_rt_cuda_check_capability(module, code->capability, &device, ctx);
  if (status == AG_OK)
    status = ag_rt_load_given(module, given, /*computes=*/false, ctx, model);
  if (status != AG_OK)
    return status;
  status = move_to_device(*model, code, &device, ctx);
  if (status != AG_OK) {
    ag_rt_cuda_unload(*model);
    *model = NULL;
  }
  return status;
}

int32_t ag_rt_cuda_load(const ag_rt_module *module,
                        const ag_rt_device_code *code, const char *weights,
                        ag_context *ctx, ag_rt_model **model) {
  ag_rt_given given = {true, weights, NULL, 0};
  return load(module, code, &given, ctx, model);
}

int32_t ag_rt_cuda_load_tensors(const ag_rt_module *module,
                                const ag_rt_device_code *code,
                                const ag_named_tensor *tensors, size_t count,
                                ag_context *ctx, ag_rt_model **model) {
  ag_rt_given given = {false, NULL, tensors, count};
  return load(module, code, &given, ctx, model);
}

/* Frees a program's memory and module on the GPU, and releases its context. */
static void leave_device(const ag_rt_cuda_program *program) {
  const ag_rt_cuda_driver *driver = program->device.driver;
  if (!program->device.context)
    return;
  if (driver->cuCtxPushCurrent(program->device.context) == 0) {
    driver->cuCtxSynchronize();
    if (program->memory)
      driver->cuMemFree(program->memory);
    if (program->module)
      driver->cuModuleUnload(program->module);
    ag_rt_cuda_leave(&program->device);
  }
  ag_rt_cuda_release(&program->device);
}

void ag_rt_cuda_unload(ag_rt_model *model) {
  if (model && model->cuda) {
    leave_device(model->cuda);
    model->allocator.deallocate(model->allocator.user, model->cuda);
  }
  ag_rt_unload(model);
}
