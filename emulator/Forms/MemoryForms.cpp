//===- MemoryForms.cpp - loads and stores -------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Forms/Elementwise.h"
#include "Forms/Families.h"
#include "Machine/Access.h"

namespace ag::emulator {
namespace {

/// Executes `ld d, [a]`, or `ld.v4 {d, ...}, [a]`. The address is the last
/// operand.
template <class T, Space S>
void load(Warp &warp, const Instruction &instruction, Lanes active) {
  const unsigned count = instruction.count;
  uint8_t *pointers[warpSize];
  Access access(warp, instruction, S, count * unsigned(sizeof(T)), Touch::Read);
  const uint64_t *addresses = warp.getLanes<uint64_t>(instruction.slots[count]);
  if (!access.resolve(active, addresses, pointers))
    return;
  for (unsigned i = 0; i < count; ++i) {
    T *result = warp.getLanes<T>(instruction.slots[i]);
    for (Lanes left = active; left != 0; left &= left - 1) {
      unsigned lane = __builtin_ctz(left);
      std::memcpy(&result[lane], pointers[lane] + i * sizeof(T), sizeof(T));
    }
  }
}

/// Executes `st [a], b`, or `st.v4 [a], {b, ...}`.
template <class T, Space S>
void store(Warp &warp, const Instruction &instruction, Lanes active) {
  const unsigned count = instruction.count;
  Access access(warp, instruction, S, count * unsigned(sizeof(T)),
                Touch::Write);
  const uint64_t *addresses = warp.getLanes<uint64_t>(instruction.slots[0]);
  const T *sources[4] = {};
  for (unsigned i = 0; i < count; ++i)
    sources[i] = warp.getLanes<T>(instruction.slots[i + 1]);
  for (Lanes left = active; left != 0; left &= left - 1) {
    unsigned lane = __builtin_ctz(left);
    uint8_t values[4 * sizeof(T)];
    for (unsigned i = 0; i < count; ++i)
      std::memcpy(values + i * sizeof(T), &sources[i][lane], sizeof(T));
    if (!access.write(lane, addresses[lane], values))
      return;
  }
}

template <class T, Space S>
void addAccess(FormTable &table, const std::string &space,
               const std::string &type) {
  auto spellForm = [&](std::string opcode, const std::string &vector) {
    return std::move(opcode).append(space).append(vector).append(type);
  };
  for (uint8_t count : {1, 2, 4}) {
    if (count * sizeof(T) > 16)
      continue;
    std::string vector = count == 1 ? "." : ".v" + std::to_string(count) + ".";
    Rule address = {Rule::Kind::Address, Type::U64};
    Rule value = {Rule::Kind::Result, *parseType(type), true, count};
    table[spellForm("ld", vector)] = {
        load<T, S>, {value, address}, Effect::Memory};
    value.kind = Rule::Kind::Source;
    if (S != Space::Const && S != Space::Param)
      table[spellForm("st", vector)] = {
          store<T, S>, {address, value}, Effect::Store};
  }
}

template <class T, Space S>
void addWidth(FormTable &table, const std::string &space) {
  std::string bits = std::to_string(sizeof(T) * 8);
  for (const char *kind : {"b", "u", "s"})
    addAccess<T, S>(table, space, kind + bits);
}

template <Space S> void addSpace(FormTable &table, const std::string &space) {
  addWidth<uint8_t, S>(table, space);
  addWidth<uint16_t, S>(table, space);
  addWidth<uint32_t, S>(table, space);
  addWidth<uint64_t, S>(table, space);
  addAccess<uint32_t, S>(table, space, "f32");
  addAccess<uint64_t, S>(table, space, "f64");
}
} // namespace

void addMemoryForms(FormTable &table) {
  addSpace<Space::Generic>(table, "");
  addSpace<Space::Global>(table, ".global");
  addSpace<Space::Shared>(table, ".shared");
  addSpace<Space::Local>(table, ".local");
  addSpace<Space::Const>(table, ".const");
  addSpace<Space::Param>(table, ".param");
}

} // namespace ag::emulator
