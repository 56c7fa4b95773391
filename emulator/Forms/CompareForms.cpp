//===- CompareForms.cpp - comparisons and choices -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Forms/Elementwise.h"
#include "Forms/Families.h"
#include <cmath>

namespace ag::emulator {
namespace {

/// The comparison of a pair without NaN.
enum class Relation : uint8_t { Eq, Ne, Lt, Le, Gt, Ge, Always, Never };
enum class Combine : uint8_t { None, And, Or, Xor };

/// Returns the result of a comparison. `IsTrueOfNaN` is the result if an
/// operand is NaN; it is true for unordered comparisons.
template <class T, Relation R, bool IsTrueOfNaN> bool compare(T a, T b) {
  if (isNaN(a) || isNaN(b))
    return IsTrueOfNaN;
  switch (R) {
  case Relation::Eq:
    return a == b;
  case Relation::Ne:
    return a != b;
  case Relation::Lt:
    return a < b;
  case Relation::Le:
    return a <= b;
  case Relation::Gt:
    return a > b;
  case Relation::Ge:
    return a >= b;
  case Relation::Always:
    return true;
  case Relation::Never:
    return false;
  }
  return false;
}

// Operands of f16 and bf16 are compared as f32, and those of .ftz are flushed.
template <class T> T comparable(T value) { return value; }
float comparable(Half value) { return toFloat(value); }
float comparable(Brain value) { return toFloat(value); }
struct Flushable {
  float value;
};
float comparable(Flushable value) { return flush(value.value); }

template <class T, Relation R, bool N> Predicate test(T a, T b) {
  return compare<decltype(comparable(a)), R, N>(comparable(a), comparable(b));
}

bool combine(bool a, bool b, Combine how) {
  switch (how) {
  case Combine::None:
    return a;
  case Combine::And:
    return a && b;
  case Combine::Or:
    return a || b;
  case Combine::Xor:
    return a != b;
  }
  return a;
}

/// Writes the results of a comparison, which are in `is`, combined with c.
[[gnu::noinline]] void writeSetp(Warp &warp, const Slot *slots, Lanes active,
                                 const bool *is, Combine how) {
  Predicate first[warpSize], second[warpSize];
  for (unsigned lane = 0; lane < warpSize; ++lane) {
    first[lane] = is[lane];
    second[lane] = !is[lane];
  }
  if (how != Combine::None) {
    const Predicate *c = warp.getLanes<Predicate>(slots[4]);
    for (unsigned lane = 0; lane < warpSize; ++lane) {
      first[lane] = combine(is[lane], c[lane], how);
      second[lane] = combine(!is[lane], c[lane], how);
    }
  }
  writeLanes(warp.getLanes<Predicate>(slots[0]), first, active);
  writeLanes(warp.getLanes<Predicate>(slots[1]), second, active);
}

template <class T, Relation R, bool N>
[[gnu::noinline]] void testLanes(Warp &warp, const Slot *slots, bool *is) {
  const T *a = warp.getLanes<T>(slots[2]), *b = warp.getLanes<T>(slots[3]);
  for (unsigned lane = 0; lane < warpSize; ++lane)
    is[lane] = test<T, R, N>(a[lane], b[lane]);
}

/// Executes `setp d|e, a, b` and, combined with a third source c,
/// `setp.and d|e, a, b, c`: d is (a ? b) and c, e is !(a ? b) and c.
template <class T, Relation R, bool N, Combine C>
void runSetp(Warp &warp, const Instruction &instruction, Lanes active) {
  bool is[warpSize];
  testLanes<T, R, N>(warp, instruction.slots, is);
  writeSetp(warp, instruction.slots, active, is, C);
}

template <class T> constexpr Type comparedType = LaneType<T>::type;
template <> constexpr Type comparedType<Flushable> = Type::F32;

template <class T, Relation R, bool N, Combine C> Form makeSetp() {
  Form form = {runSetp<T, R, N, C>,
               {{Rule::Kind::Result, Type::Pred},
                {Rule::Kind::SecondResult, Type::Pred},
                {Rule::Kind::Source, comparedType<T>},
                {Rule::Kind::Source, comparedType<T>}}};
  if (C != Combine::None)
    form.rules.push_back({Rule::Kind::Source, Type::Pred});
  return form;
}

template <class T, Relation R, bool N> uint32_t setAllBits(T a, T b) {
  return test<T, R, N>(a, b) ? ~0u : 0;
}
template <class T, Relation R, bool N> float setOne(T a, T b) {
  return test<T, R, N>(a, b) ? 1.0f : 0.0f;
}

template <class T, Relation R, bool N>
void addRelation(FormTable &table, const std::string &name,
                 const std::string &type) {
  std::string setp = "setp." + name + ".";
  table[setp + type] = makeSetp<T, R, N, Combine::None>();
  table[setp + "and." + type] = makeSetp<T, R, N, Combine::And>();
  table[setp + "or." + type] = makeSetp<T, R, N, Combine::Or>();
  table[setp + "xor." + type] = makeSetp<T, R, N, Combine::Xor>();
}

template <class T, Relation R, bool N>
void addSet(FormTable &table, const std::string &name) {
  for (const char *result : {".u32.", ".s32.", ".b32."})
    table[spell<T>("set." + name + result)] =
        elementwise<setAllBits<T, R, N>>();
  table[spell<T>("set." + name + ".f32.")] = elementwise<setOne<T, R, N>>();
}

template <class T> void addEquality(FormTable &table, const std::string &type) {
  addRelation<T, Relation::Eq, false>(table, "eq", type);
  addRelation<T, Relation::Ne, false>(table, "ne", type);
}

template <class T> void addOrder(FormTable &table, const std::string &type) {
  addRelation<T, Relation::Lt, false>(table, "lt", type);
  addRelation<T, Relation::Le, false>(table, "le", type);
  addRelation<T, Relation::Gt, false>(table, "gt", type);
  addRelation<T, Relation::Ge, false>(table, "ge", type);
}

/// Adds unsigned comparisons, whose names are lower, lower or same, higher, and
/// higher or same.
template <class T> void addUnsigned(FormTable &table, const std::string &type) {
  addRelation<T, Relation::Lt, false>(table, "lo", type);
  addRelation<T, Relation::Le, false>(table, "ls", type);
  addRelation<T, Relation::Gt, false>(table, "hi", type);
  addRelation<T, Relation::Ge, false>(table, "hs", type);
}

template <class T>
void addUnordered(FormTable &table, const std::string &type) {
  addRelation<T, Relation::Eq, false>(table, "eq", type);
  addRelation<T, Relation::Ne, false>(table, "ne", type);
  addOrder<T>(table, type);
  addRelation<T, Relation::Eq, true>(table, "equ", type);
  addRelation<T, Relation::Ne, true>(table, "neu", type);
  addRelation<T, Relation::Lt, true>(table, "ltu", type);
  addRelation<T, Relation::Le, true>(table, "leu", type);
  addRelation<T, Relation::Gt, true>(table, "gtu", type);
  addRelation<T, Relation::Ge, true>(table, "geu", type);
  addRelation<T, Relation::Always, false>(table, "num", type);
  addRelation<T, Relation::Never, true>(table, "nan", type);
}

template <class T> void addSets(FormTable &table) {
  addSet<T, Relation::Eq, false>(table, "eq");
  addSet<T, Relation::Ne, false>(table, "ne");
  addSet<T, Relation::Lt, false>(table, "lt");
  addSet<T, Relation::Le, false>(table, "le");
  addSet<T, Relation::Gt, false>(table, "gt");
  addSet<T, Relation::Ge, false>(table, "ge");
}

template <class T> T select(T a, T b, Predicate c) { return c ? a : b; }
template <class T> T selectBySign(T a, T b, int32_t c) {
  return c >= 0 ? a : b;
}

template <class T> void addSelect(FormTable &table) {
  std::string bits = std::to_string(sizeof(T) * 8);
  for (const char *kind : {"b", "u", "s"}) {
    table["selp." + (kind + bits)] = elementwise<select<T>>();
    table["slct." + (kind + bits) + ".s32"] = elementwise<selectBySign<T>>();
  }
}

/// Returns true if a float is of a class of std::fpclassify.
template <class T, int Class> Predicate isOfClass(T value) {
  return std::fpclassify(value) == Class;
}
template <class T> Predicate isFinite(T value) { return std::isfinite(value); }
template <class T> Predicate isNumber(T value) { return !isNaN(value); }
template <class T> Predicate isNotANumber(T value) { return isNaN(value); }

template <class T> void addTests(FormTable &table) {
  table[spell<T>("testp.finite.")] = elementwise<isFinite<T>>();
  table[spell<T>("testp.infinite.")] = elementwise<isOfClass<T, FP_INFINITE>>();
  table[spell<T>("testp.number.")] = elementwise<isNumber<T>>();
  table[spell<T>("testp.notanumber.")] = elementwise<isNotANumber<T>>();
  table[spell<T>("testp.normal.")] = elementwise<isOfClass<T, FP_NORMAL>>();
  table[spell<T>("testp.subnormal.")] =
      elementwise<isOfClass<T, FP_SUBNORMAL>>();
}

template <class U, class S>
void addIntegerRelations(FormTable &table, const std::string &bits) {
  addEquality<U>(table, "b" + bits);
  addEquality<U>(table, "u" + bits);
  addOrder<U>(table, "u" + bits);
  addUnsigned<U>(table, "u" + bits);
  addEquality<U>(table, "s" + bits);
  addOrder<S>(table, "s" + bits);
  addSelect<U>(table);
}
} // namespace

void addCompareForms(FormTable &table) {
  addIntegerRelations<uint16_t, int16_t>(table, "16");
  addIntegerRelations<uint32_t, int32_t>(table, "32");
  addIntegerRelations<uint64_t, int64_t>(table, "64");
  addUnordered<float>(table, "f32");
  addUnordered<Flushable>(table, "ftz.f32");
  addUnordered<double>(table, "f64");
  addUnordered<Half>(table, "f16");
  addUnordered<Brain>(table, "bf16");
  addSets<uint32_t>(table);
  addSets<int32_t>(table);
  addSets<float>(table);
  addTests<float>(table);
  addTests<double>(table);
  table["selp.f32"] = elementwise<select<float>>();
  table["selp.f64"] = elementwise<select<double>>();
}

} // namespace ag::emulator
