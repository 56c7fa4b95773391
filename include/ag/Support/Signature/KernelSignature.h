//===- KernelSignature.h - what an entry lets a GPU do ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which kernels does an entry launch, for which line of the program, in how
// many blocks, and what do they do? A plain value; MODULE_info and --report
// have it as JSON:
//
//   {"name": "swish$block", "file": "swish.mlir", "line": 2, "column": 8,
//    "grid": "ceildiv(rows, 2)", "threads": 256, "shared_bytes": 0,
//    "flops": "2000 * rows", "bytes": "4000 * rows"}
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SIGNATURE_KERNELSIGNATURE_H
#define AG_SUPPORT_SIGNATURE_KERNELSIGNATURE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/JSON.h"
#include <optional>
#include <string>
#include <variant>

namespace ag {

/// A number, or a formula of the entry's symbols with +, -, *, ceildiv,
/// floordiv, min and max. Neither where only elements of tensors tell it.
using SizeFormula = std::variant<std::monostate, int64_t, std::string>;

/// One launch of a kernel. Kernels that are equal have one name.
struct KernelSignature {
  /// In the PTX.
  std::string name;
  /// Where in the user's source; no file and line 0 if that is unknown.
  std::string file = {};
  int64_t line = 0;
  int64_t column = 0;
  /// How many blocks, and of how many threads.
  SizeFormula grid = {};
  int64_t threads = 0;
  /// What a block has of shared memory; none before that is decided.
  std::optional<int64_t> sharedBytes = std::nullopt;
  /// Floating-point operations, as those of an entry are counted
  /// (ag/Analysis/Work.h).
  SizeFormula flops = {};
  /// Of each tensor that it reads or writes, once.
  SizeFormula bytes = {};
};

/// Writes the attributes of the kernel's object.
void writeKernel(const KernelSignature &kernel, llvm::json::OStream &json);

/// Reads such an object. Reports to `path` what is not as above, and returns
/// false then.
bool fromJSON(const llvm::json::Value &json, KernelSignature &kernel,
              llvm::json::Path path);

} // namespace ag

#endif // AG_SUPPORT_SIGNATURE_KERNELSIGNATURE_H
