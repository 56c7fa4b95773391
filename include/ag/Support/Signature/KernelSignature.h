//===- KernelSignature.h - what an entry lets a GPU do ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which kernels does an entry launch, for which line of the program, with how
// many blocks, and how much do they compute and move?
//
// This is a plain value; MODULE_info and --report have it as JSON:
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
/// floordiv, min and max. std::monostate if it depends on elements of tensors.
using SizeFormula = std::variant<std::monostate, int64_t, std::string>;

/// One launch of a kernel. Equal kernels share a name.
struct KernelSignature {
  /// The name in the PTX.
  std::string name;
  /// The location in the user's source; the file is empty and the line 0 if it
  /// is unknown.
  std::string file = {};
  int64_t line = 0;
  int64_t column = 0;
  /// The number of blocks, and of threads per block.
  SizeFormula grid = {};
  int64_t threads = 0;
  /// Bytes of shared memory per block; std::nullopt before they are decided.
  std::optional<int64_t> sharedBytes = std::nullopt;
  /// Floating-point operations, counted as for entries
  /// (ag/Analysis/Cost/Work.h).
  SizeFormula flops = {};
  /// Bytes of the tensors that it reads or writes, each counted once.
  SizeFormula bytes = {};
};

/// Writes the attributes of the kernel's object.
void writeKernel(const KernelSignature &kernel, llvm::json::OStream &json);

/// Reads such an object. Returns false, and reports to `path`, if it is not of
/// the form above.
bool fromJSON(const llvm::json::Value &json, KernelSignature &kernel,
              llvm::json::Path path);

} // namespace ag

#endif // AG_SUPPORT_SIGNATURE_KERNELSIGNATURE_H
