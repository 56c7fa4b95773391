//===- X86Features.cpp - what the processors of x86-64 have ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "CPU/X86Features.h"
#include "ag/Machine/CPU/X86.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/TargetParser/X86TargetParser.h"
#include <mutex>

using namespace llvm;

namespace ag {
namespace {
/// LLVM's names of the features that load can check.
constexpr StringLiteral checkable[] = {
#define X(name, leaf, subleaf, reg, bit, state) name,
#include "ag-runtime/CpuFeatures.def"
#undef X
};

} // namespace

SmallVector<StringRef> listX86Features(StringRef march, StringRef changes) {
  std::unique_ptr<MCSubtargetInfo> processor(lookupX86()->createMCSubtargetInfo(
      Triple(x86TripleName), march, changes));
  SmallVector<StringRef> features;
  for (StringRef feature : checkable)
    if (processor->checkFeatures(("+" + feature).str()))
      features.push_back(feature);
  return features;
}

namespace {
/// Caches listX86Features(): each pass needs it for each function, and LLVM
/// parses the names again for each feature.
ArrayRef<StringRef> recallFeatures(StringRef march, StringRef changes) {
  static std::mutex guard;
  static StringMap<SmallVector<StringRef>> known;
  std::scoped_lock lock(guard);
  auto [entry, isNew] = known.try_emplace((march + " " + changes).str());
  if (isNew)
    entry->second = listX86Features(march, changes);
  return entry->second;
}

Error checkChange(StringRef change) {
  StringRef feature = change.drop_front();
  if (!is_contained(checkable, feature))
    return createStringError("features=" + change +
                             ": no such feature; expected + or - before one "
                             "of " +
                             join(ArrayRef(checkable), ", "));
  if (change.front() == '-' &&
      is_contained(recallFeatures("x86-64", ""), feature))
    return createStringError("features=" + change + ": every x86-64 has that");
  return Error::success();
}
} // namespace

bool isX86Processor(StringRef march) {
  static const std::unique_ptr<MCSubtargetInfo> any(
      lookupX86()->createMCSubtargetInfo(Triple(x86TripleName), "x86-64", ""));
  return X86::parseArchX86(march, /*Only64Bit=*/true) != X86::CK_None &&
         any->isCPUStringValid(march);
}

Expected<SmallVector<StringRef>> getX86Features(StringRef march,
                                                ArrayRef<std::string> changes) {
  if (!isX86Processor(march))
    return createStringError(
        "march=" + march +
        ": no such CPU; expected x86-64, x86-64-v2, "
        "x86-64-v3, x86-64-v4, one of 64 bits that clang "
        "--print-supported-cpus lists, or, on a command line, " +
        nativeMarch);
  for (StringRef change : changes)
    if (Error error = checkChange(change))
      return std::move(error);
  return SmallVector<StringRef>(recallFeatures(march, join(changes, ",")));
}

} // namespace ag
