//===- Settings.cpp - the settings of AG_EMULATOR -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Driver/Settings.h"
#include "PTX/TokenStream.h"

namespace ag::emulator {
namespace {

struct NumberRow {
  std::string_view name;
  uint64_t least;
  uint64_t most;
  uint64_t &(*find)(Settings &settings);
};

constexpr NumberRow numberRows[] = {
    {"sm", 80, 90, [](Settings &all) -> uint64_t & { return all.sm; }},
    {"memory", 1, 1 << 20,
     [](Settings &all) -> uint64_t & { return all.memoryMiB; }},
    {"blocks", 1, 2147483647,
     [](Settings &all) -> uint64_t & { return all.mostBlocks; }},
    {"patience", 1, 1ull << 40,
     [](Settings &all) -> uint64_t & { return all.patience.idle; }},
    {"limit", 1, 1ull << 60,
     [](Settings &all) -> uint64_t & { return all.patience.total; }},
};
} // namespace

/// Reads `in` or `random:SEED`. Returns false if it is neither.
static bool parseOrder(std::string_view text, Order &order) {
  constexpr std::string_view random = "random:";
  if (text == "in") {
    order = Order();
    return true;
  }
  if (text.substr(0, random.size()) != random)
    return false;
  std::optional<uint64_t> seed = parseInteger(text.substr(random.size()));
  if (seed)
    order = Order(*seed);
  return seed.has_value();
}

/// Reads one setting. Returns false if there is no such setting or value.
static bool parseSetting(std::string_view text, Settings &settings) {
  size_t sign = text.find('=');
  std::string_view name = text.substr(0, sign);
  if (sign == text.npos) {
    settings.counts |= name == "count";
    return name == "count";
  }
  std::string_view value = text.substr(sign + 1);
  if (name == "order")
    return parseOrder(value, settings.order);
  for (const NumberRow &row : numberRows) {
    std::optional<uint64_t> number = parseInteger(value);
    if (row.name != name || !number || *number < row.least ||
        *number > row.most)
      continue;
    row.find(settings) = *number;
    return true;
  }
  return false;
}

std::optional<std::string> parseSettings(std::string_view text,
                                         Settings &settings) {
  while (!text.empty()) {
    size_t comma = text.find(',');
    std::string_view setting = text.substr(0, comma);
    if (!parseSetting(setting, settings))
      return "AG_EMULATOR has '" + std::string(setting) +
             "', expected order=in, order=random:SEED, sm=80..90, memory=MIB, "
             "blocks=COUNT, patience=COUNT, limit=COUNT or count";
    text.remove_prefix(comma == text.npos ? text.size() : comma + 1);
  }
  return std::nullopt;
}

} // namespace ag::emulator
