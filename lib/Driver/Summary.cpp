//===- Summary.cpp - what an artefact computes and needs ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Summary.h"
#include "ag/Support/Report/Quantities.h"
#include "llvm/ADT/StringExtras.h"

using llvm::StringRef;

namespace ag {

/// "batch in 1..64", or "batch from 1" where there is no end.
static std::string describeRange(const EntrySignature &entry, int64_t number) {
  const SymbolSignature &symbol = entry.symbols[number];
  std::string text = spellSymbol(entry, number);
  text += (symbol.greatest == INT64_MAX ? " from " : " in ") +
          std::to_string(symbol.least);
  if (symbol.greatest != INT64_MAX)
    text += ".." + std::to_string(symbol.greatest);
  return text;
}

/// "mlp_run(batch in 1..64)"
static std::string describeCall(const ArtefactSignature &artefact,
                                const EntrySignature &entry) {
  std::vector<std::string> ranges;
  ranges.reserve(entry.symbols.size());
  for (size_t number = 0; number < entry.symbols.size(); ++number)
    ranges.push_back(describeRange(entry, number));
  std::string call = getCallName(artefact, entry, "run");
  return ranges.empty() ? call : call + "(" + llvm::join(ranges, ", ") + ")";
}

/// The plan of an entry's workspace, or null.
static const MemoryPlan *findPlan(const Report &report, StringRef entry) {
  auto plan = llvm::find_if(report.memory, [&](const MemoryPlan &plan) {
    return plan.entry == entry;
  });
  return plan == report.memory.end() ? nullptr : &*plan;
}

std::string describeNeeds(const ArtefactSignature &artefact,
                          const Report &report) {
  std::string text;
  for (const EntrySignature &entry : artefact.entries) {
    std::vector<std::string> needs;
    if (auto flops = findValue(report, entry.name, "cost", "flops"))
      needs.push_back(spellFlops(*flops));
    if (const MemoryPlan *plan = findPlan(report, entry.name))
      needs.push_back(spellNeed(*plan));
    if (!needs.empty())
      text += "  " + describeCall(artefact, entry) + ": " +
              llvm::join(needs, " and ") + "\n";
  }
  return text;
}

} // namespace ag
