//===- AtomicForms.cpp - atomic updates of memory -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Forms/Elementwise.h"
#include "Forms/Families.h"
#include "Machine/Access.h"
#include <algorithm>

namespace ag::emulator {
namespace {

// Each function returns the new value of memory that has the value `old`.
template <class T> T atomicSum(T old, T b) { return old + b; }
template <class T> T atomicLeast(T old, T b) { return std::min(old, b); }
template <class T> T atomicGreatest(T old, T b) { return std::max(old, b); }
template <class T> T atomicAnd(T old, T b) { return old & b; }
template <class T> T atomicOr(T old, T b) { return old | b; }
template <class T> T atomicXor(T old, T b) { return old ^ b; }
template <class T> T exchangeValue(T, T b) { return b; }
template <class T> T compareAndSwap(T old, T b, T c) {
  return old == b ? c : old;
}
uint32_t wrapUp(uint32_t old, uint32_t b) { return old >= b ? 0 : old + 1; }
uint32_t wrapDown(uint32_t old, uint32_t b) {
  return old == 0 || old > b ? b : old - 1;
}
template <class T> T atomicFloatSum(T old, T b) { return canonical(old + b); }
/// Returns the sum as the units of global memory do, which flush subnormal
/// numbers of 32 bits.
float flushedSum(float old, float b) {
  return flush(canonical(flush(old) + flush(b)));
}

template <auto Function, Space S> struct Atomic;

template <class T, class... A, T (*Function)(T, A...), Space S>
struct Atomic<Function, S> {
  /// Updates the bytes of one lane after another. `values` are the operands
  /// after the address. Writes the old values to `before` unless it is null.
  static void update(Warp &warp, const Instruction &instruction, Lanes active,
                     Slot address, T *before, const A *...values) {
    uint8_t *pointers[warpSize];
    Access access(warp, instruction, S, sizeof(T), Touch::Atomic);
    if (!access.resolve(active, warp.getLanes<uint64_t>(address), pointers))
      return;
    for (Lanes left = active; left != 0; left &= left - 1) {
      unsigned lane = __builtin_ctz(left);
      T old;
      std::memcpy(&old, pointers[lane], sizeof(T));
      T next = Function(old, values[lane]...);
      std::memcpy(pointers[lane], &next, sizeof(T));
      if (before)
        before[lane] = old;
    }
  }

  template <size_t... I>
  static void updateAt(Warp &warp, const Instruction &instruction, Lanes active,
                       bool hasResult, std::index_sequence<I...>) {
    const Slot *slots = instruction.slots + hasResult;
    T before[warpSize];
    update(warp, instruction, active, slots[0], before,
           warp.getLanes<A>(slots[I + 1])...);
    if (hasResult && !warp.hasFailed())
      writeLanes(warp.getLanes<T>(instruction.slots[0]), before, active);
  }

  /// Executes `atom d, [a], b`.
  static void run(Warp &warp, const Instruction &instruction, Lanes active) {
    updateAt(warp, instruction, active, true, std::index_sequence_for<A...>());
  }
  /// Executes `red [a], b`.
  static void reduce(Warp &warp, const Instruction &instruction, Lanes active) {
    updateAt(warp, instruction, active, false, std::index_sequence_for<A...>());
  }

  static void add(FormTable &table, const std::string &name, bool isReduced) {
    Rule value = {Rule::Kind::Source, LaneType<T>::type};
    Rule result = {Rule::Kind::Result, LaneType<T>::type};
    std::vector<Rule> rules = {{Rule::Kind::Address, Type::U64}};
    rules.insert(rules.end(), sizeof...(A), value);
    if (isReduced)
      table["red" + name] = {reduce, rules, Effect::Store};
    rules.insert(rules.begin(), result);
    table["atom" + name] = {run, rules, Effect::Store};
  }
};

template <class T, Space S>
void addBits(FormTable &table, const std::string &space) {
  std::string type = ".b" + std::to_string(sizeof(T) * 8);
  Atomic<atomicAnd<T>, S>::add(table, space + ".and" + type, true);
  Atomic<atomicOr<T>, S>::add(table, space + ".or" + type, true);
  Atomic<atomicXor<T>, S>::add(table, space + ".xor" + type, true);
  Atomic<exchangeValue<T>, S>::add(table, space + ".exch" + type, false);
  Atomic<compareAndSwap<T>, S>::add(table, space + ".cas" + type, false);
}

template <class T, Space S>
void addExtremes(FormTable &table, const std::string &space) {
  std::string type = spell<T>(".");
  Atomic<atomicLeast<T>, S>::add(table, space + ".min" + type, true);
  Atomic<atomicGreatest<T>, S>::add(table, space + ".max" + type, true);
}

template <Space S>
void addAtomicsOf(FormTable &table, const std::string &space) {
  addBits<uint32_t, S>(table, space);
  addBits<uint64_t, S>(table, space);
  addExtremes<uint32_t, S>(table, space);
  addExtremes<uint64_t, S>(table, space);
  addExtremes<int32_t, S>(table, space);
  addExtremes<int64_t, S>(table, space);
  Atomic<atomicSum<uint32_t>, S>::add(table, space + ".add.u32", true);
  Atomic<atomicSum<uint32_t>, S>::add(table, space + ".add.s32", true);
  Atomic<atomicSum<uint64_t>, S>::add(table, space + ".add.u64", true);
  Atomic<wrapUp, S>::add(table, space + ".inc.u32", true);
  Atomic<wrapDown, S>::add(table, space + ".dec.u32", true);
  Atomic<atomicFloatSum<double>, S>::add(table, space + ".add.f64", true);
}
} // namespace

/// Adds all forms, except f32 sums at generic addresses: whether these flush
/// depends on the kind of memory.
void addAtomicForms(FormTable &table) {
  addAtomicsOf<Space::Generic>(table, "");
  addAtomicsOf<Space::Global>(table, ".global");
  addAtomicsOf<Space::Shared>(table, ".shared");
  Atomic<flushedSum, Space::Global>::add(table, ".global.add.f32", true);
  Atomic<atomicFloatSum<float>, Space::Shared>::add(table, ".shared.add.f32",
                                                    true);
}

} // namespace ag::emulator
