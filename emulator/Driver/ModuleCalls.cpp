//===- ModuleCalls.cpp - calls about modules and kernels ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Driver/Call.h"
#include "Driver/Cuda.h"
#include <cstdio>
#include <cstring>

using namespace ag::emulator;

namespace ag::emulator {
namespace {

/// Options of cuModuleLoadDataEx: the buffer for errors and its size.
constexpr int errorLogOption = 5;
constexpr int errorLogBytesOption = 6;
constexpr uint32_t usualSharedBytes = 48 * 1024;
constexpr uint32_t mostSharedBytesOfBlock = 227 * 1024;

/// Attributes of a function.
constexpr int mostThreadsAttribute = 0;
constexpr int sharedBytesAttribute = 1;
constexpr int localBytesAttribute = 3;
constexpr int registersAttribute = 4;
constexpr int ptxVersionAttribute = 5;
constexpr int binaryVersionAttribute = 6;
constexpr int dynamicSharedAttribute = 8;

/// The buffer of the program for errors of a module. Without one, errors are
/// printed.
struct ErrorLog {
  char *buffer = nullptr;
  size_t bytes = 0;

  void write(const std::string &text) const {
    if (!buffer || bytes == 0)
      std::fprintf(stderr, "ag-emulator: %s\n", text.c_str());
    else
      std::snprintf(buffer, bytes, "%s", text.c_str());
  }
};

/// Returns an error message if a GPU of `sm` does not run the module's target,
/// or std::nullopt.
std::optional<std::string> checkTarget(std::string_view target, uint64_t sm) {
  uint64_t number = 0;
  std::string_view rest = target.substr(std::min<size_t>(target.size(), 3));
  while (!rest.empty() && rest[0] >= '0' && rest[0] <= '9' && number < 1000) {
    number = number * 10 + (rest[0] - '0');
    rest.remove_prefix(1);
  }
  bool isExact = rest == "a";
  if (target.substr(0, 3) == "sm_" && number != 0 &&
      (rest.empty() || isExact) && (isExact ? number == sm : number <= sm))
    return std::nullopt;
  return "the PTX is for " + std::string(target) + ", this GPU is sm_" +
         std::to_string(sm);
}

Result loadModule(Device &device, void **handle, const char *image,
                  const ErrorLog &log) {
  auto loaded = std::make_unique<LoadedModule>();
  std::optional<Error> error = load(image, device.memory, *loaded);
  std::optional<std::string> refusal;
  if (!error)
    refusal = checkTarget(loaded->module.target, device.settings.sm);
  if (error)
    log.write("line " + std::to_string(error->line) +
              " of the PTX: " + error->message);
  else if (refusal)
    log.write(*refusal);
  if (error || refusal) {
    unload(*loaded, device.memory);
    return Result::InvalidPtx;
  }
  *handle = device.modules.add(std::move(loaded));
  return Result::Success;
}

Result getFunction(Device &device, void **handle, void *moduleHandle,
                   const char *name) {
  LoadedModule *module = device.modules.find(moduleHandle);
  if (!module)
    return Result::InvalidHandle;
  for (const auto &[known, function] : device.functions)
    if (function->module == module && function->program->kernel->name == name) {
      *handle = function.get();
      return Result::Success;
    }
  for (const Program &program : module->programs)
    if (program.kernel->name == name) {
      *handle = device.functions.add(std::make_unique<Function>(
          Function{&program, module, usualSharedBytes}));
      return Result::Success;
    }
  return Result::NotFound;
}

std::optional<int> getFunctionAttribute(const Function &function, int attribute,
                                        uint64_t sm) {
  const Kernel &kernel = *function.program->kernel;
  uint32_t threads =
      kernel.mostThreads[0] * kernel.mostThreads[1] * kernel.mostThreads[2];
  switch (attribute) {
  case mostThreadsAttribute:
    return threads != 0 ? static_cast<int>(threads) : 1024;
  case sharedBytesAttribute:
    return static_cast<int>(function.program->takenSharedBytes);
  case localBytesAttribute:
    return static_cast<int>(function.program->takenLocalBytes);
  case registersAttribute:
    return 32;
  case ptxVersionAttribute:
  case binaryVersionAttribute:
    return static_cast<int>(sm);
  case dynamicSharedAttribute:
    return static_cast<int>(function.mostDynamicSharedBytes);
  default:
    return attribute > 0 && attribute < 16 ? std::optional<int>(0)
                                           : std::nullopt;
  }
}
} // namespace
} // namespace ag::emulator

int cuModuleLoadData(void **module, const void *image) {
  return cuModuleLoadDataEx(module, image, 0, nullptr, nullptr);
}

int cuModuleLoadDataEx(void **module, const void *image, unsigned count,
                       int *options, void **values) {
  return callInContext([&](Device &device) {
    ErrorLog log;
    for (unsigned i = 0; i < count; ++i)
      if (options[i] == errorLogOption)
        log.buffer = static_cast<char *>(values[i]);
      else if (options[i] == errorLogBytesOption)
        log.bytes =
            static_cast<unsigned>(reinterpret_cast<uintptr_t>(values[i]));
    if (!image)
      return Result::InvalidValue;
    return loadModule(device, module, static_cast<const char *>(image), log);
  });
}

int cuModuleUnload(void *handle) {
  return callInContext([&](Device &device) {
    LoadedModule *module = device.modules.find(handle);
    if (!module)
      return Result::InvalidHandle;
    Result result = device.waitForAll();
    std::vector<const void *> ended;
    for (const auto &[known, function] : device.functions)
      if (function->module == module)
        ended.push_back(known);
    for (const void *function : ended)
      device.functions.remove(function);
    unload(*module, device.memory);
    device.modules.remove(handle);
    return result;
  });
}

int cuModuleGetFunction(void **function, void *module, const char *name) {
  return callInContext([&](Device &device) {
    return getFunction(device, function, module, name);
  });
}

int cuModuleGetGlobal_v2(uint64_t *address, size_t *bytes, void *handle,
                         const char *name) {
  return callInContext([&](Device &device) {
    LoadedModule *module = device.modules.find(handle);
    if (!module)
      return Result::InvalidHandle;
    auto found = module->symbols.find(name);
    if (found == module->symbols.end())
      return Result::NotFound;
    if (address)
      *address = found->second.address;
    if (bytes)
      *bytes = device.memory.find(found->second.address)->bytes;
    return Result::Success;
  });
}

int cuFuncSetAttribute(void *handle, int attribute, int value) {
  return callInContext([&](Device &device) {
    Function *function = device.functions.find(handle);
    if (!function)
      return Result::InvalidHandle;
    if (attribute != dynamicSharedAttribute)
      return attribute == 9 ? Result::Success : Result::InvalidValue;
    if (value < 0 || function->program->takenSharedBytes + unsigned(value) >
                         mostSharedBytesOfBlock)
      return Result::InvalidValue;
    function->mostDynamicSharedBytes = static_cast<uint32_t>(value);
    return Result::Success;
  });
}

int cuFuncGetAttribute(int *value, int attribute, void *handle) {
  return callInContext([&](Device &device) {
    Function *function = device.functions.find(handle);
    if (!function)
      return Result::InvalidHandle;
    std::optional<int> found =
        getFunctionAttribute(*function, attribute, device.settings.sm);
    if (!found)
      return Result::InvalidValue;
    *value = *found;
    return Result::Success;
  });
}

int cuFuncLoad(void *handle) {
  return callInContext([&](Device &device) {
    return device.functions.find(handle) ? Result::Success
                                         : Result::InvalidHandle;
  });
}
