//===- TargetRequest.h - what a program is to be compiled for ---*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does what a command asks for, and what it does not, get into a module's
// target?
//
//   --march=native --threads=2     ->  {kind = "cpu", march = "znver4",
//                                       features = ["-sha"], threads = 2}
//
// What is asked for is written before the first pass. What is not is as the
// module says. Where that says nothing either, the first phase that needs a
// field writes its default. From then on it stays: another is refused.
//
//===----------------------------------------------------------------------===//
#ifndef AG_MACHINE_COMMON_TARGETREQUEST_H
#define AG_MACHINE_COMMON_TARGETREQUEST_H

#include "ag/Dialect/AG/IR/Target.h"
#include "llvm/Support/Error.h"

namespace ag {

/// What is not asked for is empty.
struct TargetRequest {
  /// cpu or cuda
  std::string kind = {};
  /// x86-64-v3, znver4, sm_80, ..., or native: this machine.
  std::string march = {};
  std::optional<int64_t> threads = std::nullopt;

  bool isEmpty() const { return kind.empty() && march.empty() && !threads; }
};

/// Returns in words what march=native is and how that was found, or nothing if
/// `request` does not ask for it or `module` is not for target=cpu.
llvm::Expected<std::string> explainNative(mlir::ModuleOp module,
                                          const TargetRequest &request);

/// Returns the march that is requested, with its features and caches if it is
/// that of this machine; empty if none is.
std::string spellMarch(const TargetRequest &request);

/// An error, which says what is expected, if there is no such target.
llvm::Error checkRequest(const TargetRequest &request);

/// Writes what is asked for into the target of `module`. Fails, with an error
/// at the module, if that has another already, or one that makes no sense.
mlir::LogicalResult setTarget(mlir::ModuleOp module,
                              const TargetRequest &request);

/// What phases need to know of a target.
enum class TargetField : uint8_t { March, Threads };

/// The field so spelled, as in an attribute.
std::optional<TargetField> parseTargetField(llvm::StringRef name);

/// Writes the default of `field` into the target of `module`, where that says
/// nothing of it.
mlir::LogicalResult setDefault(mlir::ModuleOp module, TargetField field);

} // namespace ag

#endif // AG_MACHINE_COMMON_TARGETREQUEST_H
