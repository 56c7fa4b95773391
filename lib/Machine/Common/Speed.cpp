//===- Speed.cpp - how quick one core of a target is ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Machine/Common/Speed.h"
#include "llvm/ADT/StringExtras.h"

using llvm::StringLiteral, llvm::StringRef;

namespace ag {
namespace {
struct Cache {
  int64_t kibibytes;
  double bytesPerCycle;
};

struct Row {
  /// Separated by spaces.
  StringLiteral names;
  double gigahertz;
  int64_t ports, portBits;
  std::array<Cache, 3> caches;
  double gigabytesFromMemory;
  int64_t kibibytesOfLastCache;
  int64_t cores;
  double gigabytesOfAllCores;
  MeshLink link;
};

/// The link between machines: a network of 200 Gbit/s, with NCCL's model of a
/// step over it (src/graph/tuning.cc: NET, Ring, Simple).
constexpr MeshLink network = {14e-6, 25e9};

constexpr int64_t divideRounded(int64_t number, int64_t by) {
  return (number + by / 2) / by;
}

constexpr Row rows[] = {
#define X(names, gigahertz, ports, bits, kib1, bytes1, kib2, bytes2, kib3,     \
          bytes3, memory, last, cores, allMemory)                              \
  {names,                                                                      \
   gigahertz,                                                                  \
   ports,                                                                      \
   bits,                                                                       \
   {{{kib1, bytes1}, {kib2, bytes2}, {kib3, bytes3}}},                         \
   memory,                                                                     \
   last,                                                                       \
   cores,                                                                      \
   allMemory,                                                                  \
   network},
#include "CPU/Processors.def"
// A multiprocessor has its share of L2 and of the memory's bandwidth, and no
// L3.
#define X(march, gigahertz, ports, bits, kib1, bytes1, bytes2,                 \
          multiprocessors, memory, last, microseconds, gigabytes)              \
  {march,                                                                      \
   gigahertz,                                                                  \
   ports,                                                                      \
   bits,                                                                       \
   {{{kib1, bytes1}, {divideRounded(last, multiprocessors), bytes2}, {0, 0}}}, \
   double(memory) / (multiprocessors),                                         \
   last,                                                                       \
   multiprocessors,                                                            \
   memory,                                                                     \
   {1e-6 * (microseconds), 1e9 * (gigabytes)}},
#include "CUDA/Multiprocessors.def"
};

const Row *lookUp(StringRef march) {
  const Row *row = llvm::find_if(rows, [&](const Row &row) {
    return llvm::is_contained(llvm::split(row.names, ' '), march);
  });
  return row == std::end(rows) ? nullptr : row;
}

CacheSizes getCaches(const Row &row) {
  return {row.caches[0].kibibytes << 10, row.caches[1].kibibytes << 10,
          row.kibibytesOfLastCache << 10};
}

/// Returns the row of the machine, or of its level if the processor is newer
/// than the table. Each GPU has a row.
const Row &findRow(const Machine &machine) {
  if (const Row *row = lookUp(machine.march))
    return *row;
  return *lookUp(machine.vectorBits >= 512   ? "x86-64-v4"
                 : machine.vectorBits >= 256 ? "x86-64-v3"
                                             : "x86-64");
}

/// The shares of the ports' peak that code reaches. In products, operands stay
/// in registers (on Zen 4, 112 of 117 GFLOP/s); other code loads and stores
/// each vector (on Zen 4, 40 of 59e9 additions per second, on Zen 5, 94 of
/// 153e9).
constexpr double reachedByProducts = 0.95, reachedBySteps = 0.67;

/// Returns the core's share of the last cache.
const MemoryLevel &getLastCache(const Speed &speed) {
  return *llvm::find_if(
      llvm::drop_begin(llvm::reverse(speed.levels)),
      [](const MemoryLevel &level) { return level.bytes > 0; });
}

BlockMemory getBlockMemory(const Machine &machine, const Speed &speed) {
  int64_t shared = getLastCache(speed).bytes, own = machine.staticSharedBytes;
  if (machine.isGPU())
    return {own, own, shared, shared, own, stagedElements};
  int64_t tiles = speed.levels[1].bytes;
  return {speed.levels[0].bytes, tiles, shared, tiles, INT64_MAX, 0};
}

/// Returns the speed of all cores together, each with its share of the last
/// cache.
RankSpeed getRank(const Row &row, const Speed &speed) {
  const MemoryLevel &shared = getLastCache(speed);
  return {/*flops=*/double(row.cores) * speed.flopsPerSecond(ScalarType::F32),
          /*cacheBytes=*/row.cores * shared.bytes,
          /*cacheBandwidth=*/double(row.cores) * shared.bytesPerSecond,
          /*memoryBandwidth=*/1e9 * row.gigabytesOfAllCores, row.link};
}

double getLanesPerSecond(const Speed &speed, ScalarType type) {
  unsigned bits =
      isFloat(type) ? std::max(32U, getBitWidth(type)) : 8 * getByteWidth(type);
  return speed.cyclesPerSecond * double(speed.bitsPerCycle) / bits;
}
} // namespace

double Speed::flopsPerSecond(ScalarType type) const {
  return reachedByProducts * double(flopsPerLane) *
         getLanesPerSecond(*this, type);
}

double Speed::stepsPerSecond(ScalarType type) const {
  return reachedBySteps * getLanesPerSecond(*this, type);
}

size_t Speed::levelHolding(int64_t bytes) const {
  const MemoryLevel *level = llvm::find_if(
      levels, [&](const MemoryLevel &level) { return level.bytes >= bytes; });
  return level - levels.begin();
}

double Speed::bytesPerSecond(size_t level) const {
  return levels[level].bytesPerSecond;
}

double Speed::memoryBytesPerSecond() const {
  return levels.back().bytesPerSecond;
}

Speed getSpeed(const Machine &machine) {
  const Row &row = findRow(machine);
  Speed speed;
  speed.cyclesPerSecond = 1e9 * row.gigahertz;
  speed.bitsPerCycle = row.ports * std::min(row.portBits, machine.vectorBits);
  speed.flopsPerLane = machine.isGPU() || machine.has("fma") ? 2 : 1;
  CacheSizes caches = machine.caches.value_or(getCaches(row));
  speed.lastCacheBytes = caches[2];
  auto level = [&](const Cache &cache) {
    return MemoryLevel{cache.kibibytes << 10,
                       cache.bytesPerCycle * speed.cyclesPerSecond};
  };
  speed.levels = {level(row.caches[0]), level(row.caches[1]),
                  level(row.caches[2]),
                  MemoryLevel{INT64_MAX, 1e9 * row.gigabytesFromMemory}};
  if (machine.caches) {
    // A virtual machine does not report the number of cores that share the last
    // cache. The share is therefore that of the table.
    speed.levels[0].bytes = caches[0];
    speed.levels[1].bytes = caches[1];
    if (int64_t &share = speed.levels[2].bytes; share > 0)
      share = std::clamp(share, caches[1], caches[2]);
  }
  speed.isGPU = machine.isGPU();
  speed.block = getBlockMemory(machine, speed);
  speed.rank = getRank(row, speed);
  return speed;
}

CacheSizes getTableCaches(StringRef march) { return getCaches(*lookUp(march)); }

bool isInSpeedTable(StringRef march) { return lookUp(march); }

} // namespace ag
