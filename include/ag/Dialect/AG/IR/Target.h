//===- Target.h - what a module is compiled for -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does a module say of the target that it is compiled for?
//
//   module attributes {ag.target = {
//     kind = "cpu", march = "x86-64-v4", features = ["+avx512bf16", "-sha"],
//     caches = array<i64: 32768, 1048576, 33554432>, threads = 2}}
//
// A field is there once it is asked for, or needed: the phase schedule needs
// the march, allocate the threads. The attributes are builtin ones, so that
// stock tools read them. The form is known here; what the names mean, and the
// defaults, lib/Machine knows.
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_TARGET_H
#define AG_DIALECT_AG_IR_TARGET_H

#include "mlir/IR/BuiltinOps.h"
#include <array>
#include <optional>
#include <string>
#include <vector>

namespace ag {

constexpr llvm::StringLiteral targetAttrName = "ag.target";

/// Bytes of the first and the second cache of one core, and of the cache
/// before memory as a whole.
using CacheSizes = std::array<int64_t, 3>;

/// Whether such caches may be: each holds something, and no less than the one
/// before.
bool isSensible(const CacheSizes &sizes);

/// The fields of the attribute; what it does not say is empty.
struct Target {
  /// Of what kind the machine is: cpu or cuda.
  std::string kind;
  /// A level or a processor, as LLVM spells it: x86-64-v3, znver4, sm_80, ...
  std::string march;
  /// What the machine adds to ("+avx512bf16"), or lacks of ("-sha"), its march.
  std::vector<std::string> features;
  /// At most how many threads run a program; with 1 there is no threading.
  std::optional<int64_t> threads;
  /// The machine's, where they differ from those that its march has.
  std::optional<CacheSizes> caches = std::nullopt;
};

/// What the attribute `attr` of `op` says. An error, at `op`, if that is not
/// its form, or if `op` is no module.
mlir::FailureOr<Target> readTarget(mlir::Operation *op, mlir::Attribute attr);

/// What the attribute of `module` says, all empty where it has none.
mlir::FailureOr<Target> readTarget(mlir::ModuleOp module);

/// Lets `module` say that, of which the kind is known.
void writeTarget(mlir::ModuleOp module, const Target &target);

} // namespace ag

#endif // AG_DIALECT_AG_IR_TARGET_H
