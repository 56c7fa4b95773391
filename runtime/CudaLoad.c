/*===- CudaLoad.c - from a module to a model on a GPU ---------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How do kernels and parameters come onto a GPU, and from it again?
|*
|* The weights are found and checked as for a CPU. Then kernels are compiled,
|* all parameters are copied into one allocation, and the file is closed.
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
|* Parameters
\*===----------------------------------------------------------------------===*/

/* Parameters begin at multiples of this, as allocations do. */
enum { ALIGNMENT = 256 };

static size_t device_bytes(const ag_rt_parameter *parameter) {
  size_t bytes = ag_rt_parameter_bytes(parameter);
  return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

/* Copies all parameters, and waits, as a run on any stream may come next. */
static int copy_parameters(const ag_rt_model *model) {
  const ag_rt_cuda_driver *driver = model->cuda->device.driver;
  const ag_rt_module *module = model->module;
  uint64_t to = model->cuda->parameters;
  int result = 0;
  for (int64_t i = 0; result == 0 && i < module->parameter_count; ++i) {
    size_t bytes = ag_rt_parameter_bytes(&module->parameters[i]);
    if (bytes > 0)
      result = driver->cuMemcpyAsync(
          to, (uint64_t)(uintptr_t)model->parameters[i], bytes, NULL);
    to += device_bytes(&module->parameters[i]);
  }
  return result == 0 ? driver->cuStreamSynchronize(NULL) : result;
}

/* Brings the parameters to the GPU, and closes the weights file. */
static int32_t upload(ag_rt_model *model, ag_context *ctx) {
  ag_rt_cuda_program *program = model->cuda;
  const ag_rt_cuda_driver *driver = program->device.driver;
  const ag_rt_module *module = model->module;
  size_t bytes = 0;
  for (int64_t i = 0; i < module->parameter_count; ++i)
    bytes += device_bytes(&module->parameters[i]);
  int result = 0;
  if (bytes > 0)
    result = driver->cuMemAlloc(&program->parameters, bytes);
  if (bytes > 0 && result == 0)
    result = copy_parameters(model);
  if (result != 0)
    return ag_rt_cuda_report(driver, ctx, result,
                             "%zu bytes for the parameters of %s on CUDA "
                             "device %d",
                             bytes, module->name, program->device.number);
  uint64_t address = program->parameters;
  for (int64_t i = 0; i < module->parameter_count; ++i) {
    model->parameters[i] = (const void *)(uintptr_t)address;
    address += device_bytes(&module->parameters[i]);
  }
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
  size_t bytes =
      sizeof(ag_rt_cuda_program) + (size_t)code->kernel_count * sizeof(void *);
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
  model->device = (DLDevice){kDLCUDA, device->number};
  model->cuda = program;
  return AG_OK;
}

/* Makes a model that ag_rt_load made one on the GPU. */
static int32_t move_to_device(ag_rt_model *model, const ag_rt_device_code *code,
                              const ag_rt_cuda_device *device,
                              ag_context *ctx) {
  int32_t status = allocate_program(model, code, device, ctx);
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

/* Gives back what a program has on the GPU. */
static void leave_device(const ag_rt_cuda_program *program) {
  const ag_rt_cuda_driver *driver = program->device.driver;
  if (!program->device.context)
    return;
  if (driver->cuCtxPushCurrent(program->device.context) == 0) {
    driver->cuCtxSynchronize();
    if (program->parameters)
      driver->cuMemFree(program->parameters);
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
