//===- Target.cpp - what a module is compiled for -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Core/Target.h"
#include "ag/Interfaces/Spec/Spec.h"
#include "mlir/IR/Builders.h"

using namespace mlir;

namespace ag {
namespace {
constexpr StringLiteral kindName = "kind", marchName = "march",
                        featuresName = "features", threadsName = "threads",
                        cachesName = "caches";

/// Each of these functions reads a field. If this fails, it returns what was
/// expected.
std::optional<StringRef> readText(Attribute attr, std::string &text) {
  auto string = dyn_cast<StringAttr>(attr);
  if (!string || string.empty())
    return "a name";
  text = string.str();
  return std::nullopt;
}

std::optional<StringRef> readFeatures(Attribute attr,
                                      std::vector<std::string> &features) {
  auto list = dyn_cast<ArrayAttr>(attr);
  if (!list)
    return "a list of names, each behind + or -";
  for (Attribute each : list) {
    auto feature = dyn_cast<StringAttr>(each);
    StringRef text = feature ? feature.getValue() : "";
    if (text.size() < 2 || (text.front() != '+' && text.front() != '-'))
      return "a list of names, each behind + or -";
    features.push_back(text.str());
  }
  return std::nullopt;
}

std::optional<StringRef> readThreads(Attribute attr,
                                     std::optional<int64_t> &threads) {
  auto number = dyn_cast<IntegerAttr>(attr);
  if (!number || !number.getType().isSignlessInteger(64) || number.getInt() < 1)
    return "an i64 of 1 or more";
  threads = number.getInt();
  return std::nullopt;
}

std::optional<StringRef> readCaches(Attribute attr,
                                    std::optional<CacheSizes> &caches) {
  constexpr StringLiteral expected =
      "an array of three i64: bytes of L1, of L2, and of the last cache, each "
      "from 4096 on, at most 2^40, and no less than the one before";
  auto list = dyn_cast<DenseI64ArrayAttr>(attr);
  CacheSizes sizes;
  if (!list || list.size() != int64_t(sizes.size()))
    return expected;
  llvm::copy(list.asArrayRef(), sizes.begin());
  if (!isSensible(sizes))
    return expected;
  caches = sizes;
  return std::nullopt;
}

std::optional<StringRef> readField(NamedAttribute field, Target &target) {
  if (field.getName() == kindName)
    return readText(field.getValue(), target.kind);
  if (field.getName() == marchName)
    return readText(field.getValue(), target.march);
  if (field.getName() == featuresName)
    return readFeatures(field.getValue(), target.features);
  if (field.getName() == threadsName)
    return readThreads(field.getValue(), target.threads);
  if (field.getName() == cachesName)
    return readCaches(field.getValue(), target.caches);
  return "none of that name, but kind, march, features, caches or threads";
}
} // namespace

bool isSensible(const CacheSizes &sizes) {
  constexpr int64_t least = 4096, most = int64_t(1) << 40;
  return sizes.front() >= least && sizes.back() <= most &&
         llvm::is_sorted(sizes);
}

FailureOr<Target> readTarget(Operation *op, Attribute attr) {
  Reporter report(op->getName().getStringRef(), op->getLoc());
  if (!isa<ModuleOp>(op))
    return report("target-attribute")
           << targetAttrName << " belongs to a module";
  auto fields = dyn_cast<DictionaryAttr>(attr);
  if (!fields)
    return report("target-attribute") << "expected a dictionary, not " << attr;
  Target target;
  for (NamedAttribute field : fields)
    if (auto expected = readField(field, target))
      return report("target-attribute")
             << "the field " << field.getName() << " is " << field.getValue()
             << ", expected " << *expected;
  if (target.kind.empty())
    return report("target-attribute")
           << "has no field kind, as in kind = \"cpu\"";
  if (target.march.empty() && !target.features.empty())
    return report("target-attribute")
           << "has features, but no march that they belong to";
  if (target.march.empty() && target.caches)
    return report("target-attribute")
           << "has caches, but no march that they belong to";
  return target;
}

FailureOr<Target> readTarget(ModuleOp module) {
  Attribute attr = module->getAttr(targetAttrName);
  return attr ? readTarget(module, attr) : Target();
}

void writeTarget(ModuleOp module, const Target &target) {
  Builder builder(module.getContext());
  NamedAttrList fields;
  fields.set(kindName, builder.getStringAttr(target.kind));
  if (!target.march.empty())
    fields.set(marchName, builder.getStringAttr(target.march));
  if (!target.features.empty()) {
    SmallVector<StringRef> features(target.features.begin(),
                                    target.features.end());
    fields.set(featuresName, builder.getStrArrayAttr(features));
  }
  if (target.caches)
    fields.set(cachesName, builder.getDenseI64ArrayAttr(*target.caches));
  if (target.threads)
    fields.set(threadsName, builder.getI64IntegerAttr(*target.threads));
  module->setAttr(targetAttrName, fields.getDictionary(module.getContext()));
}

} // namespace ag
