//===- Summary.cpp - costs and memory of entries --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Compile/Summary.h"
#include "ag/Support/Memory/MemoryTable.h"
#include "ag/Support/Report/Quantities.h"
#include "llvm/ADT/StringExtras.h"

using llvm::StringRef;

namespace ag {

/// Returns "batch in 1..64", or "batch from 1" if there is no upper bound.
static std::string describeRange(const EntrySignature &entry, int64_t number) {
  const SymbolSignature &symbol = entry.symbols[number];
  std::string text = spellSymbol(entry, number);
  text += (symbol.greatest == INT64_MAX ? " from " : " in ") +
          std::to_string(symbol.least);
  if (symbol.greatest != INT64_MAX)
    text += ".." + std::to_string(symbol.greatest);
  return text;
}

/// Returns "mlp_run(batch in 1..64)".
static std::string describeCall(const ArtefactSignature &artefact,
                                const EntrySignature &entry) {
  std::vector<std::string> ranges;
  ranges.reserve(entry.symbols.size());
  for (size_t number = 0; number < entry.symbols.size(); ++number)
    ranges.push_back(describeRange(entry, number));
  std::string call = getCallName(artefact, entry, "run");
  return ranges.empty() ? call : call + "(" + llvm::join(ranges, ", ") + ")";
}

/// Returns the row of an entry, or null.
template <typename Row>
static const Row *findRow(const std::vector<Row> &rows, StringRef entry) {
  auto row =
      llvm::find_if(rows, [&](const Row &row) { return row.entry == entry; });
  return row == rows.end() ? nullptr : &*row;
}

std::string describeNeeds(const ArtefactSignature &artefact,
                          const Report &report) {
  std::string text;
  for (const EntrySignature &entry : artefact.entries) {
    std::vector<std::string> needs;
    if (const EntryCost *cost = findRow(report.costs, entry.name))
      needs.push_back(spellFlops(cost->flops));
    if (const MemoryPlan *plan = findRow(report.memory, entry.name))
      needs.push_back(spellNeed(*plan));
    if (!needs.empty())
      text += "  " + describeCall(artefact, entry) + ": " +
              llvm::join(needs, " and ") + "\n";
  }
  return text;
}

} // namespace ag
