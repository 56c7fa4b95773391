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
#include "llvm/Support/DynamicLibrary.h"

using namespace llvm;

namespace ag {

PluginFlag::PluginFlag(cl::OptionCategory &category)
    : paths("load-dialect-plugin", cl::cat(category),
            cl::value_desc("plugin.so"),
            cl::desc("Load dialects from a library, as mlir-opt does")) {}

static Error refuse(const Twine &path, const Twine &why) {
  return wrongUse("--load-dialect-plugin=" + path + ": " + why);
}

static Error loadPlugin(const std::string &path,
                        mlir::DialectRegistry &registry) {
  std::string why;
  auto library = sys::DynamicLibrary::getPermanentLibrary(path.c_str(), &why);
  if (!library.isValid())
    return refuse(path, why);
  // The plugin's own, although the tool's takes its place elsewhere.
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
