//===- Host.cpp - the processor that this runs on -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "CPU/Host.h"
#include "CPU/X86Features.h"
#include "ag/Machine/Common/Speed.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/SubtargetFeature.h"
#include "llvm/TargetParser/X86TargetParser.h"
#if defined(__x86_64__)
#include <cpuid.h>
#endif

using namespace llvm;

namespace ag {

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

static constexpr StringLiteral intel = "GenuineIntel", amd = "AuthenticAMD";

#if defined(__x86_64__)
static std::string readVendor() {
  unsigned eax = 0, words[3] = {};
  __get_cpuid(0, &eax, &words[0], &words[2], &words[1]);
  return {reinterpret_cast<const char *>(words), sizeof words};
}

/// Reads the caches. Intel SDM, CPUID leaf 4; AMD APM, function 0x8000001D,
/// which has the same form.
static std::vector<HostFacts::Cache> readCaches(StringRef vendor) {
  unsigned leaf = vendor == amd ? 0x8000001DU : 4U;
  constexpr unsigned mostCaches = 16, instructions = 2;
  std::vector<HostFacts::Cache> caches;
  for (unsigned number = 0; number < mostCaches; ++number) {
    unsigned eax, ebx, ecx, edx;
    if (!__get_cpuid_count(leaf, number, &eax, &ebx, &ecx, &edx))
      break;
    auto field = [](unsigned value, unsigned low, unsigned bits) {
      return (value >> low) & ((1U << bits) - 1);
    };
    unsigned type = field(eax, 0, 5);
    if (type == 0)
      break;
    if (type == instructions)
      continue;
    int64_t ways = field(ebx, 22, 10) + 1, parts = field(ebx, 12, 10) + 1,
            line = field(ebx, 0, 12) + 1, sets = int64_t(ecx) + 1;
    caches.push_back(
        {field(eax, 5, 3), ways * parts * line * sets, field(eax, 14, 12) + 1});
  }
  return caches;
}
#else
static std::string readVendor() { return ""; }

static std::vector<HostFacts::Cache> readCaches(StringRef) { return {}; }
#endif

HostFacts readHost() {
  HostFacts facts;
  facts.vendor = readVendor();
  facts.name = sys::getHostCPUName();
  SubtargetFeatures features;
  for (const auto &[name, isThere] : sys::getHostCPUFeatures())
    features.AddFeature(name, isThere);
  for (StringRef feature : listX86Features("x86-64", features.getString()))
    facts.features.push_back(feature.str());
  facts.caches = readCaches(facts.vendor);
  return facts;
}

//===----------------------------------------------------------------------===//
// The processor
//===----------------------------------------------------------------------===//

static StringRef getVendor(StringRef march) {
  constexpr StringLiteral beginnings[] = {"znver",  "bdver",    "btver",
                                          "athlon", "opteron",  "amdfam",
                                          "k8",     "barcelona"};
  bool isOfAMD = any_of(beginnings, [&](StringRef beginning) {
    return march.starts_with(beginning);
  });
  return isOfAMD ? amd : intel;
}

namespace {
/// The differences between a processor's features and a machine's.
struct Fit {
  StringRef march;
  std::vector<std::string> lacks, adds;

  bool isCloserThan(const Fit &other) const {
    return std::pair(lacks.size(), adds.size()) <
           std::pair(other.lacks.size(), other.adds.size());
  }
};
} // namespace

static Expected<Fit> compare(StringRef march, const HostFacts &facts) {
  auto usual = getX86Features(march, {});
  if (!usual)
    return usual.takeError();
  Fit fit{march, {}, {}};
  for (const std::string &feature : facts.features)
    if (!is_contained(*usual, feature))
      fit.lacks.push_back(feature);
  for (StringRef feature : *usual)
    if (!is_contained(facts.features, feature))
      fit.adds.push_back(feature.str());
  return fit;
}

/// Returns the named processor, unless another one of the vendor lacks fewer
/// features.
static Expected<Fit> findFit(StringRef named, const HostFacts &facts) {
  Expected<Fit> best = compare(named, facts);
  if (!best || best->lacks.empty())
    return best;
  size_t lacked = best->lacks.size();
  SmallVector<StringRef> names;
  X86::fillValidCPUArchList(names, /*Only64Bit=*/true);
  for (StringRef name : names) {
    if (name.starts_with("x86-64") || getVendor(name) != facts.vendor ||
        !isX86Processor(name))
      continue;
    Expected<Fit> fit = compare(name, facts);
    if (!fit)
      return fit;
    if (fit->lacks.size() < lacked && fit->isCloserThan(*best))
      best = std::move(fit);
  }
  return best;
}

//===----------------------------------------------------------------------===//
// Caches
//===----------------------------------------------------------------------===//

static std::optional<CacheSizes> findCaches(const HostFacts &facts) {
  const HostFacts::Cache *levels[3] = {};
  for (const HostFacts::Cache &cache : facts.caches)
    if (cache.level >= 1 && cache.level <= 3)
      levels[cache.level - 1] = &cache;
  if (!levels[0] || !levels[1])
    return std::nullopt;
  // Threads that share L1 belong to one core.
  int64_t cores = std::max(1U, levels[1]->threads / levels[0]->threads);
  CacheSizes sizes{levels[0]->bytes, levels[1]->bytes / cores,
                   levels[2] ? levels[2]->bytes : levels[1]->bytes};
  return isSensible(sizes) ? std::optional(sizes) : std::nullopt;
}

static std::string describeCaches(const CacheSizes &sizes) {
  auto kibibytes = [](int64_t bytes) { return std::to_string(bytes >> 10); };
  return "L1 " + kibibytes(sizes[0]) + " KiB, L2 " + kibibytes(sizes[1]) +
         " KiB, last " + kibibytes(sizes[2]) + " KiB";
}

//===----------------------------------------------------------------------===//
// Description
//===----------------------------------------------------------------------===//

Expected<HostProcessor> describeHost(const HostFacts &facts) {
  HostProcessor host;
  // LLVM has no names for processors that are newer than itself.
  bool isNamed = isX86Processor(facts.name);
  StringRef named = isNamed ? StringRef(facts.name) : "x86-64";
  Expected<Fit> first = compare(named, facts), fit = findFit(named, facts);
  if (!first || !fit)
    return joinErrors(first.takeError(), fit.takeError());
  host.march = fit->march.str();
  for (const std::string &feature : fit->adds)
    host.changes.push_back("-" + feature);
  for (const std::string &feature : fit->lacks)
    host.changes.push_back("+" + feature);
  host.found = isNamed ? "the host is named " + facts.name
                       : "LLVM has no name for the host";
  if (host.march != named)
    host.found += ", which lacks " + join(first->lacks, ", ") +
                  "; compiled for " + host.march;
  std::optional<CacheSizes> caches = findCaches(facts);
  host.found += caches ? "; cache sizes from cpuid: " + describeCaches(*caches)
                       : "; cpuid has no usable cache sizes, so those of " +
                             host.march + " are used";
  if (caches && *caches != getTableCaches(host.march))
    host.caches = caches;
  return host;
}

} // namespace ag
