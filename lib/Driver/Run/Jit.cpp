//===- Jit.cpp - compiled programs without a file -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Driver/Run/Jit.h"
#include "llvm/ExecutionEngine/Orc/Core.h"
#include "llvm/ExecutionEngine/Orc/ExecutionUtils.h"
#include "llvm/ExecutionEngine/Orc/ObjectLinkingLayer.h"
#include "llvm/ExecutionEngine/Orc/SelfExecutorProcessControl.h"
#include <dlfcn.h>

using namespace llvm;

namespace ag {
namespace {
/// An object file linked by JITLink. Owns the code.
class LinkedObject {
public:
  static Expected<std::shared_ptr<LinkedObject>> create(StringRef object,
                                                        int64_t threads);
  ~LinkedObject() { cantFail(session.endSession()); }

  Expected<void *> lookup(const std::string &name) {
    Expected<orc::ExecutorSymbolDef> symbol = session.lookup({&code}, name);
    if (!symbol)
      return symbol.takeError();
    return symbol->getAddress().toPtr<void *>();
  }

private:
  explicit LinkedObject(std::unique_ptr<orc::ExecutorProcessControl> process)
      : session(std::move(process)), layer(session),
        code(session.createBareJITDylib("program")) {}

  /// Lets the code call the functions of a library, or of this process if
  /// `library` is null.
  Error offer(const char *library);
  /// Lets the code call libomp. `threads` is for the error message.
  Error offerOpenMP(int64_t threads);

  orc::ExecutionSession session;
  orc::ObjectLinkingLayer layer;
  orc::JITDylib &code;
};

Error LinkedObject::offer(const char *library) {
  auto functions =
      orc::DynamicLibrarySearchGenerator::Load(library, /*GlobalPrefix=*/'\0');
  if (!functions)
    return functions.takeError();
  code.addGenerator(std::move(*functions));
  return Error::success();
}

/// Loads libomp with RTLD_LOCAL, because libraries that this process loads
/// later may come with another OpenMP runtime.
Error LinkedObject::offerOpenMP(int64_t threads) {
  constexpr const char *library = "libomp.so.5";
  void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  if (!handle)
    return createStringError(
        Twine("a program compiled for ") + Twine(threads) + " threads needs " +
        library + ", which Debian's libomp-22-dev has: " + dlerror());
  code.addGenerator(std::make_unique<orc::DynamicLibrarySearchGenerator>(
      sys::DynamicLibrary(handle), /*GlobalPrefix=*/'\0'));
  return Error::success();
}

Expected<std::shared_ptr<LinkedObject>> LinkedObject::create(StringRef object,
                                                             int64_t threads) {
  auto process = orc::SelfExecutorProcessControl::Create();
  if (!process)
    return process.takeError();
  std::shared_ptr<LinkedObject> linked(new LinkedObject(std::move(*process)));
  if (threads > 1)
    if (Error error = linked->offerOpenMP(threads))
      return std::move(error);
  // The process itself may have libm loaded only locally, for one of its
  // libraries.
  for (const char *library : {(const char *)nullptr, "libm.so.6"})
    if (Error error = linked->offer(library))
      return std::move(error);
  if (Error error = linked->layer.add(
          linked->code, MemoryBuffer::getMemBufferCopy(object, "program")))
    return std::move(error);
  return linked;
}
} // namespace

Expected<LoadedProgram> linkProgram(const ArtefactSignature &artefact,
                                    StringRef object) {
  if (artefact.sanitizesAddress && !dlsym(RTLD_DEFAULT, "__asan_init"))
    return createStringError(
        "code that AddressSanitizer watches can't run in this process, which "
        "lacks its runtime: set LD_PRELOAD to what cc "
        "-print-file-name=libasan.so prints, or let ag-compile make an "
        "executable");
  auto linked = LinkedObject::create(object, artefact.threads);
  if (!linked)
    return linked.takeError();
  return LoadedProgram::create(artefact.name,
                               [linked = *linked](const std::string &function) {
                                 return linked->lookup(function);
                               });
}

} // namespace ag
