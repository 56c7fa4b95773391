//===- ShuffleForms.cpp - exchanges between lanes -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Forms/Elementwise.h"
#include "Forms/Families.h"

namespace ag::emulator {
namespace {

enum class Direction : uint8_t { Up, Down, Butterfly, Index };
enum class Vote : uint8_t { All, Any, Uniform };

/// Returns the lane that `lane` reads, and sets `isInside` if that is in its
/// segment; otherwise the lane reads itself. `c` has the clamp in bits 0 to 4,
/// and the segment's mask in bits 8 to 12.
template <Direction D>
unsigned findSource(unsigned lane, uint32_t b, uint32_t c, bool &isInside) {
  uint32_t by = b & 31, clamp = c & 31, segment = c >> 8 & 31;
  uint32_t most = (lane & segment) | (clamp & ~segment);
  uint32_t least = lane & segment;
  int source = D == Direction::Up          ? int(lane) - int(by)
               : D == Direction::Down      ? int(lane + by)
               : D == Direction::Butterfly ? int(lane ^ by)
                                           : int(least | (by & ~segment));
  isInside = D == Direction::Up ? source >= int(most) : source <= int(most);
  return isInside ? source : lane;
}

/// Executes `shfl.sync d|p, a, b, c, members`.
template <Direction D>
void shuffle(Warp &warp, const Instruction &instruction, Lanes active) {
  const Slot *slots = instruction.slots;
  const uint32_t *a = warp.getLanes<uint32_t>(slots[2]);
  const uint32_t *b = warp.getLanes<uint32_t>(slots[3]);
  const uint32_t *c = warp.getLanes<uint32_t>(slots[4]);
  uint32_t values[warpSize];
  Predicate inside[warpSize];
  for (unsigned lane = 0; lane < warpSize; ++lane) {
    bool isInside;
    unsigned source = findSource<D>(lane, b[lane], c[lane], isInside);
    values[lane] = a[source];
    inside[lane] = isInside;
    if ((active >> lane & 1) != 0 && (active >> source & 1) == 0)
      return warp.fail(Result::LaunchFailed,
                       "reads a register of lane " + std::to_string(source) +
                           ", which does not take part",
                       lane, instruction);
  }
  writeLanes(warp.getLanes<uint32_t>(slots[0]), values, active);
  writeLanes(warp.getLanes<Predicate>(slots[1]), inside, active);
}

template <Direction D> Form makeShuffle() {
  Rule source = {Rule::Kind::Source, Type::U32};
  return {shuffle<D>,
          {{Rule::Kind::Result, Type::U32},
           {Rule::Kind::SecondResult, Type::Pred},
           source,
           source,
           source,
           {Rule::Kind::Members, Type::U32}},
          Effect::Shuffle};
}

/// Executes `vote.sync.all p, q, members`.
template <Vote V>
void vote(Warp &warp, const Instruction &instruction, Lanes active) {
  Lanes yes = warp.getPredicate(instruction.slots[1]) & active;
  bool is = V == Vote::All   ? yes == active
            : V == Vote::Any ? yes != 0
                             : yes == active || yes == 0;
  Predicate *result = warp.getLanes<Predicate>(instruction.slots[0]);
  for (Lanes left = active; left != 0; left &= left - 1)
    result[__builtin_ctz(left)] = is;
}

void ballot(Warp &warp, const Instruction &instruction, Lanes active) {
  Lanes yes = warp.getPredicate(instruction.slots[1]) & active;
  uint32_t *result = warp.getLanes<uint32_t>(instruction.slots[0]);
  for (Lanes left = active; left != 0; left &= left - 1)
    result[__builtin_ctz(left)] = yes;
}

// Each function combines two lanes of a reduction.
template <class T> T foldSum(T a, T b) { return a + b; }
template <class T> T foldLeast(T a, T b) { return a < b ? a : b; }
template <class T> T foldGreatest(T a, T b) { return a < b ? b : a; }
uint32_t foldAnd(uint32_t a, uint32_t b) { return a & b; }
uint32_t foldOr(uint32_t a, uint32_t b) { return a | b; }
uint32_t foldXor(uint32_t a, uint32_t b) { return a ^ b; }

template <auto Function> struct Redux;
template <class T, T (*Function)(T, T)> struct Redux<Function> {
  /// Executes `redux.sync.add d, a, members`.
  static void run(Warp &warp, const Instruction &instruction, Lanes active) {
    const T *source = warp.getLanes<T>(instruction.slots[1]);
    Lanes left = active;
    T value = source[__builtin_ctz(left)], values[warpSize];
    while ((left &= left - 1) != 0)
      value = Function(value, source[__builtin_ctz(left)]);
    for (T &each : values)
      each = value;
    writeLanes(warp.getLanes<T>(instruction.slots[0]), values, active);
  }

  static void add(FormTable &table, const std::string &name) {
    table["redux.sync." + name] = {run,
                                   {{Rule::Kind::Result, Type::U32},
                                    {Rule::Kind::Source, Type::U32},
                                    {Rule::Kind::Members, Type::U32}},
                                   Effect::Shuffle};
  }
};

void addReductions(FormTable &table) {
  Redux<foldSum<uint32_t>>::add(table, "add.u32");
  Redux<foldSum<uint32_t>>::add(table, "add.s32");
  Redux<foldLeast<uint32_t>>::add(table, "min.u32");
  Redux<foldLeast<int32_t>>::add(table, "min.s32");
  Redux<foldGreatest<uint32_t>>::add(table, "max.u32");
  Redux<foldGreatest<int32_t>>::add(table, "max.s32");
  Redux<foldAnd>::add(table, "and.b32");
  Redux<foldOr>::add(table, "or.b32");
  Redux<foldXor>::add(table, "xor.b32");
}

Form makeVote(Executor run, Type result) {
  return {run,
          {{Rule::Kind::Result, result},
           {Rule::Kind::Source, Type::Pred},
           {Rule::Kind::Members, Type::U32}},
          Effect::Shuffle};
}
} // namespace

void addShuffleForms(FormTable &table) {
  table["shfl.sync.up.b32"] = makeShuffle<Direction::Up>();
  table["shfl.sync.down.b32"] = makeShuffle<Direction::Down>();
  table["shfl.sync.bfly.b32"] = makeShuffle<Direction::Butterfly>();
  table["shfl.sync.idx.b32"] = makeShuffle<Direction::Index>();
  table["vote.sync.all.pred"] = makeVote(vote<Vote::All>, Type::Pred);
  table["vote.sync.any.pred"] = makeVote(vote<Vote::Any>, Type::Pred);
  table["vote.sync.uni.pred"] = makeVote(vote<Vote::Uniform>, Type::Pred);
  table["vote.sync.ballot.b32"] = makeVote(ballot, Type::U32);
  addReductions(table);
}

} // namespace ag::emulator
