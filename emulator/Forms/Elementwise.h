//===- Elementwise.h - a function on each lane --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a function on numbers become an instruction form?
// `elementwise<add>()` is a form that calls `add` for each lane. Its operands
// follow from the type of `add`:
//
//   float add(float, float)    the form takes an f32 register and two sources
//
// All 32 lanes are computed, so that the compiler can vectorize the loop.
// Results of inactive lanes are dropped. The function must therefore be defined
// for any bits.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_FORMS_ELEMENTWISE_H
#define AG_EMULATOR_FORMS_ELEMENTWISE_H

#include "Forms/Form.h"
#include "Forms/Numbers.h"
#include "Machine/Warp.h"
#include <utility>

namespace ag::emulator {

/// The PTX type of a C++ type, and its spelling.
template <class T> struct LaneType;
template <Type Value> struct LaneTypeIs {
  static constexpr Type type = Value;
};
// clang-format off
template <> struct LaneType<Predicate> : LaneTypeIs<Type::Pred> { static constexpr const char *name = "pred"; };
template <> struct LaneType<uint8_t>  : LaneTypeIs<Type::U8>   { static constexpr const char *name = "u8"; };
template <> struct LaneType<uint16_t> : LaneTypeIs<Type::U16>  { static constexpr const char *name = "u16"; };
template <> struct LaneType<uint32_t> : LaneTypeIs<Type::U32>  { static constexpr const char *name = "u32"; };
template <> struct LaneType<uint64_t> : LaneTypeIs<Type::U64>  { static constexpr const char *name = "u64"; };
template <> struct LaneType<int8_t>   : LaneTypeIs<Type::S8>   { static constexpr const char *name = "s8"; };
template <> struct LaneType<int16_t>  : LaneTypeIs<Type::S16>  { static constexpr const char *name = "s16"; };
template <> struct LaneType<int32_t>  : LaneTypeIs<Type::S32>  { static constexpr const char *name = "s32"; };
template <> struct LaneType<int64_t>  : LaneTypeIs<Type::S64>  { static constexpr const char *name = "s64"; };
template <> struct LaneType<Half>     : LaneTypeIs<Type::F16>  { static constexpr const char *name = "f16"; };
template <> struct LaneType<Brain>    : LaneTypeIs<Type::BF16> { static constexpr const char *name = "bf16"; };
template <> struct LaneType<float>    : LaneTypeIs<Type::F32>  { static constexpr const char *name = "f32"; };
template <> struct LaneType<double>   : LaneTypeIs<Type::F64>  { static constexpr const char *name = "f64"; };
// clang-format on

/// Returns `stem` followed by the name of a type.
template <class T> std::string spell(std::string stem) {
  return std::move(stem) + LaneType<T>::name;
}

/// Copies `values` to the active lanes of `result`.
template <class T> void writeLanes(T *result, const T *values, Lanes active) {
  if (active == allLanes) {
    std::memcpy(result, values, warpSize * sizeof(T));
    return;
  }
  for (unsigned lane = 0; lane < warpSize; ++lane)
    if ((active >> lane & 1) != 0)
      result[lane] = values[lane];
}

template <auto Function> struct Elementwise;

template <class R, class... A, R (*Function)(A...)>
struct Elementwise<Function> {
  template <size_t... I>
  static void runOn(Warp &warp, const Slot *slots, Lanes active,
                    std::index_sequence<I...>) {
    R values[warpSize];
    auto compute = [&](const A *...sources) {
      for (unsigned lane = 0; lane < warpSize; ++lane)
        values[lane] = Function(sources[lane]...);
    };
    compute(warp.getLanes<A>(slots[I + 1])...);
    writeLanes(warp.getLanes<R>(slots[0]), values, active);
  }

  static void run(Warp &warp, const Instruction &instruction, Lanes active) {
    runOn(warp, instruction.slots, active, std::index_sequence_for<A...>());
  }

  static Form makeForm() {
    return {run,
            {{Rule::Kind::Result, LaneType<R>::type},
             {Rule::Kind::Source, LaneType<A>::type}...}};
  }
};

template <auto Function> Form elementwise() {
  return Elementwise<Function>::makeForm();
}

/// Returns the form of a conversion, whose registers may be wider than its
/// types.
template <auto Function> Form conversion() {
  Form form = Elementwise<Function>::makeForm();
  for (Rule &rule : form.rules)
    rule.isLoose = true;
  return form;
}

} // namespace ag::emulator

#endif // AG_EMULATOR_FORMS_ELEMENTWISE_H
