//===- Plugins.h - dialects that a tool loads -------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a tool load a dialect that it was built without?
//
// A plugin is a library that links AG::AG. It contains copies of the parts of
// ag that it needs. The tools export their own symbols, which take precedence
// when the plugin is loaded, so that both use the same ops, types and tables. A
// plugin that was built with another version of ag is refused.
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

/// The option --load-dialect-plugin of mlir-opt.
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
