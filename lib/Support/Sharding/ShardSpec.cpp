//===- ShardSpec.cpp - the notation of shardings --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sharding/ShardSpec.h"
#include "ag/Support/Sharding/Mesh.h"
#include "ag/Support/Sizes/Saturating.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using llvm::Error;
using llvm::Expected;
using llvm::StringRef;
using llvm::Twine;

namespace ag {
namespace {
/// Names that axes without a role cannot have: "zero=2" and "sp=2" are more
/// likely mistakes.
constexpr StringRef namesOfItems[] = {"dp",    "tp",    "ep",    "fsdp", "zero",
                                      "zero1", "zero2", "zero3", "sp"};

class ShardSpecParser {
public:
  Expected<ShardSpec> run(StringRef text);

private:
  Error parseItem(StringRef item);
  Error parseRole(StringRef item);
  Error parseNamed(StringRef item);
  Error parseFile(StringRef item);
  Error addAxis(StringRef item, StringRef name, StringRef size, ShardRole role);
  Error setZero(StringRef item, unsigned level);
  Error checkFlags() const;

  bool hasRole(ShardRole role) const {
    return llvm::is_contained(
        llvm::map_range(spec.axes,
                        [](const ShardAxis &axis) { return axis.role; }),
        role);
  }

  ShardSpec spec;
  /// The item that set the level of zero.
  StringRef zeroItem;
};
} // namespace

static Error refuseSpec(const Twine &what) {
  return llvm::createStringError(
      what + "; the items are dpN, tpN, epN, fsdpN (for dpN,zero3), NAME=N (an "
             "axis without a role), zero1, zero2 or zero3 (beside dp), sp "
             "(beside tp) and @FILE.json");
}

static Error refuseSpec(StringRef item, const Twine &what) {
  return refuseSpec("'" + item + "': " + what);
}

Expected<ShardSpec> ShardSpecParser::run(StringRef text) {
  if (text.empty())
    return refuseSpec("no items");
  unsigned number = 0;
  for (StringRef item : llvm::split(text, ',')) {
    ++number;
    if (item.empty())
      return refuseSpec(text, "item " + Twine(number) + " is empty");
    if (Error error = parseItem(item))
      return std::move(error);
  }
  if (Error error = checkFlags())
    return std::move(error);
  return std::move(spec);
}

Error ShardSpecParser::parseItem(StringRef item) {
  if (item.starts_with("@"))
    return parseFile(item);
  if (item.contains('='))
    return parseNamed(item);
  unsigned level = llvm::StringSwitch<unsigned>(item)
                       .Case("zero1", 1)
                       .Case("zero2", 2)
                       .Case("zero3", 3)
                       .Default(0);
  if (level != 0)
    return setZero(item, level);
  if (item != "sp")
    return parseRole(item);
  if (std::exchange(spec.sequence, true))
    return refuseSpec(item, "stands there twice");
  return Error::success();
}

Error ShardSpecParser::parseRole(StringRef item) {
  StringRef word = item.take_while(llvm::isAlpha);
  StringRef size = item.drop_front(word.size());
  auto role = llvm::StringSwitch<std::optional<ShardRole>>(word)
                  .Cases({"dp", "fsdp"}, ShardRole::Data)
                  .Case("tp", ShardRole::Tensor)
                  .Case("ep", ShardRole::Expert)
                  .Default(std::nullopt);
  if (!role)
    return refuseSpec(item, "is no item");
  if (word != "fsdp")
    return addAxis(item, word, size, *role);
  if (Error error = addAxis(item, "dp", size, *role))
    return error;
  return setZero(item, 3);
}

Error ShardSpecParser::parseNamed(StringRef item) {
  auto [name, size] = item.split('=');
  if (!isAxisName(name))
    return refuseSpec(item,
                      "expected a name in front of =, of letters, digits and "
                      "_, which begins with no digit");
  if (llvm::is_contained(namesOfItems, name))
    return refuseSpec(item,
                      "an axis without a role can't have the name of an item");
  return addAxis(item, name, size, ShardRole::None);
}

Error ShardSpecParser::parseFile(StringRef item) {
  if (item == "@")
    return refuseSpec(item, "expected a file's path behind @");
  if (spec.file)
    return refuseSpec(item, "there is '@" + *spec.file + "' already");
  spec.file = item.drop_front();
  return Error::success();
}

Error ShardSpecParser::addAxis(StringRef item, StringRef name, StringRef size,
                               ShardRole role) {
  if (size.empty() || !llvm::all_of(size, llvm::isDigit))
    return refuseSpec(item, "expected how many ranks '" + name +
                                "' has, as digits, not '" + size + "'");
  int64_t ranks;
  if (size.getAsInteger(10, ranks))
    ranks = INT64_MAX;
  if (ranks == 0)
    return refuseSpec(item, "expected 1 or more ranks");
  int64_t others = 1;
  for (const ShardAxis &axis : spec.axes) {
    if (axis.name == name)
      return refuseSpec(item, "there is an axis '" + name + "' already");
    others *= axis.size;
  }
  if (times(others, ranks) > Mesh::mostRanks)
    return refuseSpec(item, "a mesh of more than " + Twine(Mesh::mostRanks) +
                                " ranks");
  spec.axes.push_back({name.str(), ranks, role});
  return Error::success();
}

Error ShardSpecParser::setZero(StringRef item, unsigned level) {
  if (!zeroItem.empty())
    return refuseSpec(item, "'" + zeroItem + "' says already what dp splits");
  zeroItem = item;
  spec.zero = level;
  return Error::success();
}

Error ShardSpecParser::checkFlags() const {
  if (spec.zero != 0 && !hasRole(ShardRole::Data))
    return refuseSpec(zeroItem, "expected dpN beside it");
  if (spec.sequence && !hasRole(ShardRole::Tensor))
    return refuseSpec("sp", "expected tpN beside it");
  return Error::success();
}

bool isAxisName(StringRef name) {
  return !name.empty() && !llvm::isDigit(name.front()) &&
         llvm::all_of(name,
                      [](char c) { return llvm::isAlnum(c) || c == '_'; });
}

Expected<ShardSpec> parseShardSpec(StringRef text) {
  return ShardSpecParser().run(text);
}

std::string spell(const ShardSpec &spec) {
  std::string text;
  for (const ShardAxis &axis : spec.axes)
    text += "," + axis.name + (axis.role == ShardRole::None ? "=" : "") +
            std::to_string(axis.size);
  if (spec.zero != 0)
    text += ",zero" + std::to_string(spec.zero);
  if (spec.sequence)
    text += ",sp";
  if (spec.file)
    text += ",@" + *spec.file;
  return text.erase(0, 1);
}

} // namespace ag
