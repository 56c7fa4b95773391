//===- TargetRequest.h - what a program is to be compiled for ---*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are the options of a command, and defaults for missing ones, written into
// a module's target?
//
//   --march=native --threads=2     ->  {kind = "cpu", march = "znver4",
//                                       features = ["-sha"], threads = 2}
//
// Requested fields are written before the first pass. The other fields are
// those of the module's target. If the target lacks a field, the first phase
// that needs it writes its default. After that, a different request is refused.
//
//===----------------------------------------------------------------------===//
#ifndef AG_MACHINE_COMMON_TARGETREQUEST_H
#define AG_MACHINE_COMMON_TARGETREQUEST_H

#include "ag/Dialect/AG/IR/Core/Target.h"
#include "llvm/Support/Error.h"

namespace ag {

/// Fields that are not requested are empty.
struct TargetRequest {
  /// cpu or cuda
  std::string kind = {};
  /// x86-64-v3, znver4, sm_80, ..., or native for this machine.
  std::string march = {};
  std::optional<int64_t> threads = std::nullopt;

  bool isEmpty() const { return kind.empty() && march.empty() && !threads; }
};

/// Returns a text about the processor of march=native and how it was
/// determined. Empty if `request` does not contain it or `module` is not for
/// target=cpu.
llvm::Expected<std::string> explainNative(mlir::ModuleOp module,
                                          const TargetRequest &request);

/// Returns the march that is requested, with its features and caches if it is
/// that of this machine; empty if none is.
std::string spellMarch(const TargetRequest &request);

/// Returns an error, with the expected values, if there is no such target.
llvm::Error checkRequest(const TargetRequest &request);

/// Writes the requested fields into the target of `module`. Reports an error at
/// the module and fails if its target differs or is invalid.
mlir::LogicalResult setTarget(mlir::ModuleOp module,
                              const TargetRequest &request);

/// The fields of a target that phases need.
enum class TargetField : uint8_t { March, Threads };

/// Returns the field with this spelling, as in an attribute, or std::nullopt.
std::optional<TargetField> parseTargetField(llvm::StringRef name);

/// Writes the default of `field` into the target of `module`, if the target
/// lacks it.
mlir::LogicalResult setDefault(mlir::ModuleOp module, TargetField field);

} // namespace ag

#endif // AG_MACHINE_COMMON_TARGETREQUEST_H
