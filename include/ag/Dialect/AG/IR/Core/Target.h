//===- Target.h - what a module is compiled for -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does a module state about the target for which it is compiled?
//
//   module attributes {ag.target = {
//     kind = "cpu", march = "x86-64-v4", features = ["+avx512bf16", "-sha"],
//     caches = array<i64: 32768, 1048576, 33554432>, threads = 2}}
//
// A field is present once it is requested or needed: the phase schedule needs
// the march, allocate the threads. The attributes are builtin ones, so that
// stock tools can read them. This file defines the form; lib/Machine defines
// the meaning of names and the defaults.
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_CORE_TARGET_H
#define AG_DIALECT_AG_IR_CORE_TARGET_H

#include "mlir/IR/BuiltinOps.h"
#include <array>
#include <optional>
#include <string>
#include <vector>

namespace ag {

constexpr llvm::StringLiteral targetAttrName = "ag.target";

/// Bytes of the first and the second cache of one core, and of the complete
/// last cache.
using CacheSizes = std::array<int64_t, 3>;

/// Returns true if such caches are possible: each has a positive size, which is
/// at least that of the one before.
bool isSensible(const CacheSizes &sizes);

/// The fields of the attribute; missing ones are empty.
struct Target {
  /// The kind of the machine: cpu or cuda.
  std::string kind;
  /// A level or a processor in LLVM's spelling: x86-64-v3, znver4, sm_80, ...
  std::string march;
  /// Features that the machine has in addition to its march ("+avx512bf16"), or
  /// lacks ("-sha").
  std::vector<std::string> features;
  /// The maximum number of threads of a run; 1 means no threading.
  std::optional<int64_t> threads;
  /// The machine's cache sizes, if they differ from those of its march.
  std::optional<CacheSizes> caches = std::nullopt;
};

/// Returns the value of the attribute `attr` of `op`. Reports an error at `op`
/// and fails if it has another form, or if `op` is not a module.
mlir::FailureOr<Target> readTarget(mlir::Operation *op, mlir::Attribute attr);

/// Returns the value of the attribute of `module`; all fields are empty if it
/// has none.
mlir::FailureOr<Target> readTarget(mlir::ModuleOp module);

/// Sets the attribute of `module`. The kind must be present.
void writeTarget(mlir::ModuleOp module, const Target &target);

} // namespace ag

#endif // AG_DIALECT_AG_IR_CORE_TARGET_H
