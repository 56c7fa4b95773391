//===- Plugins.h - dialects that a tool loads -------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a tool come to know a dialect that it was built without?
//
// A plugin is a library that links AG::AG. It holds copies of what it needs of
// ag, but the tools export their own, and those take the place of the plugin's
// when it is loaded: so both see the same ops, types and tables. A plugin that
// was built with another version of ag is refused.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_PLUGINS_H
#define AG_LIB_DRIVER_PLUGINS_H

#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Error.h"

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace ag {

/// The option --load-dialect-plugin, as mlir-opt has it.
class PluginFlag {
public:
  explicit PluginFlag(llvm::cl::OptionCategory &category);

  /// Loads the plugins in order, and lets each register its dialects. Returns
  /// an error of wrong use if a library cannot be loaded, is no plugin, or was
  /// built with another version of ag.
  llvm::Error load(mlir::DialectRegistry &registry) const;

private:
  llvm::cl::list<std::string> paths;
};

} // namespace ag

#endif // AG_LIB_DRIVER_PLUGINS_H
