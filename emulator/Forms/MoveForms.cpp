//===- MoveForms.cpp - moves, packing and addresses ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Forms/Elementwise.h"
#include "Forms/Families.h"
#include "Memory/DeviceMemory.h"

namespace ag::emulator {
namespace {

template <class T> T keep(T value) { return value; }

/// Executes `mov.b64 {a, b}, d`. Wide is two or four times as wide as Narrow.
template <class Wide, class Narrow>
void unpack(Warp &warp, const Instruction &instruction, Lanes active) {
  constexpr unsigned count = sizeof(Wide) / sizeof(Narrow);
  Wide source[warpSize];
  std::memcpy(source, warp.getLanes<Wide>(instruction.slots[count]),
              sizeof(source));
  for (unsigned i = 0; i < count; ++i) {
    Narrow values[warpSize];
    for (unsigned lane = 0; lane < warpSize; ++lane)
      values[lane] =
          static_cast<Narrow>(source[lane] >> i * sizeof(Narrow) * 8);
    writeLanes(warp.getLanes<Narrow>(instruction.slots[i]), values, active);
  }
}

/// Executes `mov.b64 d, {a, b}`.
template <class Wide, class Narrow>
void pack(Warp &warp, const Instruction &instruction, Lanes active) {
  constexpr unsigned count = sizeof(Wide) / sizeof(Narrow);
  Wide values[warpSize] = {};
  for (unsigned i = 0; i < count; ++i) {
    const Narrow *source = warp.getLanes<Narrow>(instruction.slots[i + 1]);
    for (unsigned lane = 0; lane < warpSize; ++lane)
      values[lane] |= Wide(source[lane]) << i * sizeof(Narrow) * 8;
  }
  writeLanes(warp.getLanes<Wide>(instruction.slots[0]), values, active);
}

/// Adds the forms with a vector operand, under the names of Load/BodyDecoder.h.
template <class Wide, class Narrow>
void addPacking(FormTable &table, const std::string &opcode) {
  constexpr uint8_t count = sizeof(Wide) / sizeof(Narrow);
  Rule wide = {Rule::Kind::Source, LaneType<Wide>::type};
  Rule narrow = {Rule::Kind::Result, LaneType<Narrow>::type, false, count};
  std::string name = opcode + "." + std::to_string(count);
  table[name + ".unpack"] = {unpack<Wide, Narrow>, {narrow, wide}};
  wide.kind = Rule::Kind::Result;
  narrow.kind = Rule::Kind::Source;
  table[name + ".pack"] = {pack<Wide, Narrow>, {wide, narrow}};
}

template <uint64_t Window> uint64_t toGeneric(uint64_t address) {
  return address | Window;
}
template <uint64_t Window> uint64_t fromGeneric(uint64_t address) {
  return address & ~Window;
}

/// Adds conversions between addresses of a space and generic addresses, which
/// have the window's bits. The window of global and constant memory is 0.
template <uint64_t Window>
void addWindow(FormTable &table, const std::string &space) {
  table["cvta." + space + ".u64"] = elementwise<toGeneric<Window>>();
  table["cvta.to." + space + ".u64"] = elementwise<fromGeneric<Window>>();
}

template <class T> void addMove(FormTable &table) {
  std::string bits = std::to_string(sizeof(T) * 8);
  for (const char *kind : {"b", "u", "s"})
    table["mov." + (kind + bits)] = elementwise<keep<T>>();
}
} // namespace

void addMoveForms(FormTable &table) {
  addMove<uint16_t>(table);
  addMove<uint32_t>(table);
  addMove<uint64_t>(table);
  table["mov.f32"] = elementwise<keep<float>>();
  table["mov.f64"] = elementwise<keep<double>>();
  table["mov.pred"] = elementwise<keep<Predicate>>();
  addPacking<uint64_t, uint32_t>(table, "mov.b64");
  addPacking<uint64_t, uint16_t>(table, "mov.b64");
  addPacking<uint32_t, uint16_t>(table, "mov.b32");
  addWindow<0>(table, "global");
  addWindow<0>(table, "const");
  addWindow<sharedWindow>(table, "shared");
  addWindow<localWindow>(table, "local");
  addWindow<paramWindow>(table, "param");
}

} // namespace ag::emulator
