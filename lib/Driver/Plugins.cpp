//===- Plugins.cpp - dialects that a tool loads ---------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Plugins.h"
#include "ag/Driver/Tool.h"
#include "ag/Support/Signature/LibraryVersion.h"
#include "mlir/Tools/Plugins/DialectPlugin.h"
#include "llvm/BinaryFormat/Magic.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/DynamicLibrary.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;

namespace ag {

PluginFlag::PluginFlag(cl::OptionCategory &category)
    : paths("load-dialect-plugin", cl::cat(category),
            cl::value_desc("plugin.so"),
            cl::desc("Load dialects from a library, as mlir-opt does")) {}

static Error refuse(const Twine &path, const Twine &why) {
  return wrongUse("--load-dialect-plugin=" + path + ": " + why);
}

/// Fails if a library is truncated. The system would map the missing pages, and
/// end the process when it reads them.
static Error checkWhole(MemoryBufferRef library) {
  auto file = object::ObjectFile::createObjectFile(library);
  if (!file)
    return file.takeError();
  auto *elf = dyn_cast<object::ELF64LEObjectFile>(file->get());
  if (!elf)
    return createStringError("expected a library of 64-bit ELF");
  auto segments = elf->getELFFile().program_headers();
  if (!segments)
    return segments.takeError();
  uint64_t size = library.getBufferSize();
  for (const auto &segment : *segments)
    if (segment.p_offset > size || segment.p_filesz > size - segment.p_offset)
      return createStringError("the file ends within a segment");
  return Error::success();
}

/// Returns the path to open. The system searches for a name without a slash in
/// other folders, so that a library in the current one gets "./".
static std::string findLibrary(const std::string &path) {
  bool isHere = !StringRef(path).contains('/') && sys::fs::exists(path);
  return isHere ? "./" + path : path;
}

static Error loadPlugin(const std::string &named,
                        mlir::DialectRegistry &registry) {
  std::string path = findLibrary(named), why;
  auto file = MemoryBuffer::getFile(path, /*IsText=*/false,
                                    /*RequiresNullTerminator=*/false);
  if (file &&
      identify_magic((*file)->getBuffer()) == file_magic::elf_shared_object)
    if (Error error = checkWhole(**file))
      return refuse(named, toString(std::move(error)));
  auto library = sys::DynamicLibrary::getPermanentLibrary(path.c_str(), &why);
  if (!library.isValid())
    return refuse(path, why);
  // Finds the plugin's own symbol; the tool's takes precedence only when
  // symbols are resolved.
  const void *symbol = library.getAddressOfSymbol("agLibraryVersion");
  StringRef version = static_cast<const char *>(symbol);
  if (symbol && version != agLibraryVersion)
    return refuse(path, "it was built with ag " + version +
                            ", but this is ag " + agLibraryVersion +
                            "; build it again with that");
  if (!library.getAddressOfSymbol("mlirGetDialectPluginInfo"))
    return refuse(path, "it is no dialect plugin: expected a library with "
                        "mlirGetDialectPluginInfo");
  auto plugin = mlir::DialectPlugin::load(path);
  if (!plugin)
    return refuse(path, toString(plugin.takeError()));
  plugin->registerDialectRegistryCallbacks(registry);
  return Error::success();
}

Error PluginFlag::load(mlir::DialectRegistry &registry) const {
  for (const std::string &path : paths)
    if (Error error = loadPlugin(path, registry))
      return error;
  return Error::success();
}

} // namespace ag
