//===- Table.cpp - the table of instruction forms -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Forms/Table.h"
#include "Forms/Families.h"

namespace ag::emulator {
namespace {
/// Modifiers without an effect here: hints, and memory orders, because threads
/// of the emulator see all accesses in one order.
struct IgnoredRow {
  std::string_view opcode;
  std::string_view modifiers[16];
};

constexpr IgnoredRow ignoredRows[] = {
    {"ld",
     {"ca", "cg", "cs", "cv", "lu", "nc", "weak", "volatile", "L1::evict_last",
      "L1::evict_first", "L1::no_allocate", "L2::64B", "L2::128B", "L2::256B"}},
    {"st",
     {"wb", "cg", "cs", "wt", "weak", "volatile", "L1::evict_last",
      "L1::evict_first", "L1::no_allocate"}},
    {"atom", {"relaxed", "acquire", "release", "acq_rel", "gpu", "sys"}},
    {"red", {"relaxed", "release", "gpu", "sys"}},
    {"bra", {"uni"}},
    {"call", {"uni"}},
    {"bar", {"cta"}},
    {"barrier", {"cta"}},
    {"ret", {"uni"}},
};
} // namespace

static bool isIgnored(std::string_view opcode, std::string_view modifier) {
  for (const IgnoredRow &row : ignoredRows)
    if (row.opcode == opcode)
      for (std::string_view ignored : row.modifiers)
        if (!ignored.empty() && ignored == modifier)
          return true;
  return false;
}

/// Returns `opcode` without the modifiers that have no effect.
static std::string dropIgnored(std::string_view opcode) {
  size_t dot = opcode.find('.');
  std::string_view name = opcode.substr(0, dot);
  std::string kept(name);
  while (dot != opcode.npos) {
    size_t next = opcode.find('.', dot + 1);
    std::string_view modifier = opcode.substr(dot + 1, next - dot - 1);
    if (!isIgnored(name, modifier))
      kept.append(".").append(modifier);
    dot = next;
  }
  return kept;
}

static FormTable makeForms() {
  FormTable table;
  addAtomicForms(table);
  addBitForms(table);
  addCompareForms(table);
  addControlForms(table);
  addFloatConversions(table);
  addFloatForms(table);
  addIntegerConversions(table);
  addIntegerForms(table);
  addMemoryForms(table);
  addMoveForms(table);
  addRoundedForms(table);
  addShuffleForms(table);
  addSmallFloatForms(table);
  return table;
}

const FormTable &getForms() {
  static const FormTable table = makeForms();
  return table;
}

const Form *findForm(std::string_view opcode) {
  auto found = getForms().find(dropIgnored(opcode));
  return found == getForms().end() ? nullptr : &found->second;
}

} // namespace ag::emulator
