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
|* all parameters and constants are copied into one allocation, and the file is
|* unmapped.
|*
\*===----------------------------------------------------------------------===*/
#define _DEFAULT_SOURCE
#include "CudaProgram.h"
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

/* A parameter or a constant. */
typedef struct upload_part {
  const void *data; /* in the host's memory */
  size_t bytes;
} upload_part;

static int64_t count_parts(const ag_rt_model *model) {
  return model->module->parameter_count + model->cuda->code->constant_count;
}

/* Returns a parameter or a constant. Constants are numbered after
 * parameters. */
static upload_part get_part(const ag_rt_model *model, int64_t number) {
  const ag_rt_module *module = model->module;
  if (number < module->parameter_count)
    return (upload_part){model->parameters[number],
                         ag_rt_parameter_bytes(&module->parameters[number])};
  const ag_rt_device_constant *constant =
      &model->cuda->code->constants[number - module->parameter_count];
  return (upload_part){constant->data, (size_t)constant->bytes};
}

static size_t device_bytes(const ag_rt_model *model, int64_t number) {
  size_t bytes = get_part(model, number).bytes;
  return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

/* Copies all parts and waits, because a run on any stream may follow. Returns
 * the driver's result. */
static int copy_parts(const ag_rt_model *model) {
  const ag_rt_cuda_driver *driver = model->cuda->device.driver;
  uint64_t to = model->cuda->memory;
  int result = 0;
  for (int64_t i = 0; result == 0 && i < count_parts(model); ++i) {
    upload_part part = get_part(model, i);
    if (part.bytes > 0)
      result = driver->cuMemcpyAsync(to, (uint64_t)(uintptr_t)part.data,
                                     part.bytes, NULL);
    to += device_bytes(model, i);
  }
  return result == 0 ? driver->cuStreamSynchronize(NULL) : result;
}

/* Sets the addresses of all parts on the GPU. */
static void place_parts(ag_rt_model *model) {
  int64_t parameters = model->module->parameter_count;
  uint64_t address = model->cuda->memory;
  for (int64_t i = 0; i < count_parts(model); ++i) {
    void *place = (void *)(uintptr_t)address;
    if (i < parameters)
      model->parameters[i] = place;
    else
      model->cuda->constants[i - parameters] = place;
    address += device_bytes(model, i);
  }
}

/* Copies all parts to the GPU, and unmaps the weights file. */
static int32_t upload(ag_rt_model *model, ag_context *ctx) {
  ag_rt_cuda_program *program = model->cuda;
  const ag_rt_cuda_driver *driver = program->device.driver;
  size_t bytes = 0;
  for (int64_t i = 0; i < count_parts(model); ++i)
    bytes += device_bytes(model, i);
  int result = 0;
  if (bytes > 0)
    result = driver->cuMemAlloc(&program->memory, bytes);
  if (bytes > 0 && result == 0)
    result = copy_parts(model);
  if (result != 0)
    return ag_rt_cuda_report(driver, ctx, result,
                             "%zu bytes for the parameters and constants of %s "
                             "on CUDA device %d",
                             bytes, model->module->name,
                             program->device.number);
  place_parts(model);
  if (model->mapping)
    munmap(model->mapping, model->mapping_bytes);
  model->mapping = NULL;
  return AG_OK;
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

/* Turns a model of ag_rt_load into one on the GPU. */
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

int32_t ag_rt_cuda_load(const ag_rt_module *module,
                        const ag_rt_device_code *code, const char *weights,
                        ag_context *ctx, ag_rt_model **model) {
  if (model)
    *model = NULL;
  int32_t status = ag_rt_check_context(ctx, module->max_threads);
  if (status != AG_OK)
    return status;
  if (module->load || module->prepared_count > 0)
    return ag_rt_report(ctx, AG_INVALID_ARGUMENT,
                        "%s has parameters that load computes, which no "
                        "program for CUDA may have",
                        module->name);
  ag_rt_cuda_device device;
  status = ag_rt_cuda_find_device(module, ctx, &device);
  if (status == AG_OK)
    status =
        ag_rt_cuda_check_capability(module, code->capability, &device, ctx);
  if (status == AG_OK)
    status = ag_rt_load(module, weights, ctx, model);
  if (status != AG_OK)
    return status;
  status = move_to_device(*model, code, &device, ctx);
  if (status != AG_OK) {
    ag_rt_cuda_unload(*model);
    *model = NULL;
  }
  return status;
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
