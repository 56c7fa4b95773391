//===- RuntimeAssembly.cpp - the runtime, put into objects ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Emit/Runtime/RuntimeAssembly.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/bit.h"

using llvm::StringRef;

namespace ag {
namespace {
/// A function or a constant of the runtime
struct Part {
  llvm::StringLiteral name;
  /// The names of the parts that it uses, separated by blanks
  llvm::StringLiteral uses;
  llvm::StringLiteral text;
};

// The build writes these lists. AssembleRuntime.cpp writes the first;
// AGEmbed.cmake writes the second from the file itself.
constexpr Part parts[] = {
#include "ag_runtime.inc"
};
constexpr unsigned char header[] = {
#include "ABI.h.inc"
};

const Part *findPart(StringRef name) {
  static const llvm::StringMap<const Part *> byName = [] {
    llvm::StringMap<const Part *> map;
    for (const Part &part : parts)
      map[part.name] = &part;
    return map;
  }();
  return byName.lookup(name);
}
} // namespace

std::string getRuntimeAssembly(llvm::ArrayRef<StringRef> names) {
  llvm::StringSet<> needed;
  llvm::SmallVector<StringRef> open(names);
  while (!open.empty()) {
    const Part *part = findPart(open.pop_back_val());
    if (part && needed.insert(part->name).second)
      part->uses.split(open, ' ', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  }
  std::string text;
  for (const Part &part : parts)
    if (needed.contains(part.name))
      text += part.text;
  return text;
}

StringRef getABIHeader() {
  return {reinterpret_cast<const char *>(header), sizeof(header)};
}

} // namespace ag
