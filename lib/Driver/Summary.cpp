//===- Summary.cpp - what an artefact computes and needs ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Summary.h"
#include "ag/Support/Quantities.h"
#include "llvm/ADT/StringExtras.h"

using llvm::StringRef;

namespace ag {

/// "batch in 1..64", or "batch from 1" where there is no end.
static std::string describeRange(const EntryInterface &entry, int64_t number) {
  const SymbolInterface &symbol = entry.symbols[number];
  std::string text = spellSymbol(entry, number);
  text += (symbol.greatest == INT64_MAX ? " from " : " in ") +
          std::to_string(symbol.least);
  if (symbol.greatest != INT64_MAX)
    text += ".." + std::to_string(symbol.greatest);
  return text;
}

/// "mlp_run(batch in 1..64)"
static std::string describeCall(const ArtefactInterface &artefact,
                                const EntryInterface &entry) {
  std::vector<std::string> ranges;
  ranges.reserve(entry.symbols.size());
  for (size_t number = 0; number < entry.symbols.size(); ++number)
    ranges.push_back(describeRange(entry, number));
  std::string call = getCallName(artefact, entry, "run");
  return ranges.empty() ? call : call + "(" + llvm::join(ranges, ", ") + ")";
}

/// "330 kB of workspace at batch 64, the least that the program can live in"
static std::string describeWorkspace(const EntryInterface &entry, int64_t bytes,
                                     int64_t bound) {
  if (bytes == 0)
    return "no workspace";
  std::string text = spellBytes(bytes) + " of workspace";
  if (!entry.symbols.empty())
    text += " at " + describePlannedSizes(entry);
  return text + (bytes == bound
                     ? ", the least that the program can live in"
                     : ", of which it needs at least " + spellBytes(bound));
}

std::string describeNeeds(const ArtefactInterface &artefact,
                          const Report &report) {
  std::string text;
  for (const EntryInterface &entry : artefact.entries) {
    auto find = [&](StringRef name, StringRef value) {
      return findValue(report, entry.name, name, value);
    };
    std::vector<std::string> needs;
    if (auto flops = find("cost", "flops"))
      needs.push_back(spellFlops(*flops));
    auto bytes = find("workspace", "bytes"), bound = find("workspace", "bound");
    if (bytes && bound)
      needs.push_back(describeWorkspace(entry, *bytes, *bound));
    if (!needs.empty())
      text += "  " + describeCall(artefact, entry) + ": " +
              llvm::join(needs, " and ") + "\n";
  }
  return text;
}

} // namespace ag
