//===- Origin.cpp - what in the user's program an op comes from -----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/Flow/Origin.h"
#include "mlir/IR/BuiltinAttributes.h"

using namespace mlir;

namespace ag {

void recordKind(Operation *op) {
  StringRef kind = op->getName().getStringRef();
  kind.consume_front("ag.");
  MLIRContext *context = op->getContext();
  op->setLoc(
      FusedLoc::get({op->getLoc()}, StringAttr::get(context, kind), context));
}

//===----------------------------------------------------------------------===//
// Regions
//===----------------------------------------------------------------------===//

/// Returns the names that `location` itself has, without those of nested
/// locations.
static ArrayAttr getRegions(Location location) {
  auto fused = dyn_cast<FusedLoc>(location);
  return fused ? dyn_cast_or_null<ArrayAttr>(fused.getMetadata()) : nullptr;
}

ArrayRef<Attribute> findRegions(Location location) {
  ArrayRef<Attribute> found;
  // Takes the first position, as findPlace() does.
  location->walk([&](Location part) {
    if (ArrayAttr names = getRegions(part))
      found = names.getValue();
    return found.empty() && !isa<FileLineColRange>(part)
               ? WalkResult::advance()
               : WalkResult::interrupt();
  });
  return found;
}

Location addRegion(Location location, StringAttr name,
                   ArrayRef<Attribute> around) {
  MLIRContext *context = name.getContext();
  auto fused = dyn_cast<FusedLoc>(location);
  ArrayAttr before = getRegions(location);
  if (fused && !before) {
    auto parts = llvm::map_to_vector(fused.getLocations(), [&](Location part) {
      return addRegion(part, name, around);
    });
    return FusedLoc::get(parts, fused.getMetadata(), context);
  }
  SmallVector<Attribute> names;
  if (before)
    names.assign(before.begin(), before.end());
  if (ArrayRef(names).take_back(around.size()) == around)
    names.truncate(names.size() - around.size());
  names.push_back(name);
  llvm::append_range(names, around);
  return FusedLoc::get(fused ? fused.getLocations() : location,
                       ArrayAttr::get(context, names), context);
}

StringAttr nameBackward(StringAttr name) {
  constexpr StringLiteral mark = ".backward";
  return name.getValue().ends_with(mark)
             ? name
             : StringAttr::get(name.getContext(), name.getValue() + mark);
}

Location nameBackward(Location location) {
  auto fused = dyn_cast<FusedLoc>(location);
  if (!fused)
    return location;
  MLIRContext *context = location.getContext();
  if (ArrayAttr regions = getRegions(location)) {
    auto names = llvm::map_to_vector(regions, [](Attribute name) -> Attribute {
      return nameBackward(cast<StringAttr>(name));
    });
    return FusedLoc::get(fused.getLocations(), ArrayAttr::get(context, names),
                         context);
  }
  auto parts = llvm::map_to_vector(
      fused.getLocations(), [](Location part) { return nameBackward(part); });
  return FusedLoc::get(parts, fused.getMetadata(), context);
}

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

std::string findName(Location location) {
  std::string names;
  StringRef kind;
  auto add = [&](StringAttr name) {
    names += (names.empty() ? "" : ".") + name.str();
  };
  for (Attribute region : llvm::reverse(findRegions(location)))
    add(cast<StringAttr>(region));
  // Takes the first position, as findPlace() does.
  location->walk([&](Location part) {
    if (auto named = dyn_cast<NameLoc>(part))
      add(named.getName());
    if (auto fused = dyn_cast<FusedLoc>(part))
      if (auto recorded = dyn_cast_or_null<StringAttr>(fused.getMetadata()))
        kind = kind.empty() ? recorded.getValue() : kind;
    return isa<FileLineColRange>(part) ? WalkResult::interrupt()
                                       : WalkResult::advance();
  });
  bool hasBoth = !names.empty() && !kind.empty();
  return names + (hasBoth ? " " : "") + kind.str();
}

} // namespace ag
