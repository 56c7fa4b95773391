//===- DescribeGroup.cpp - what a group says of itself --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Groups/DescribeGroup.h"
#include "ag/Analysis/Groups/GroupValues.h"
#include "ag/Interfaces/StructuredOp.h"

using namespace mlir;

namespace ag {

static std::string spell(Attribute attribute) {
  if (auto number = dyn_cast<IntegerAttr>(attribute))
    return std::to_string(number.getInt());
  std::string text;
  llvm::raw_string_ostream(text) << attribute;
  return text;
}

static std::optional<GroupFault> note(FusedOp box, StringRef name,
                                      Attribute value) {
  Attribute stated = box->getAttr(name);
  if (stated && stated != value)
    return GroupFault{box, "[" + name.str() + "] says " + spell(stated) +
                               ", but its ops are " + spell(value) +
                               "; leave it out, or write that"};
  box->setAttr(name, value);
  return std::nullopt;
}

/// Returns true if the op is a source of the group's inputs, such as a
/// parameter, whose value the compiler does not know.
static bool isSource(Operation *op) {
  return op->getNumOperands() == 0 && op->getNumRegions() == 0 &&
         !isa<StructuredOpInterface>(op);
}

std::optional<GroupFault> describeGroup(
    FusedOp group, FusedOp box,
    function_ref<void(ArrayRef<const StatedOp *>, GroupSummary &)> look) {
  std::vector<StatedOp> ops;
  Operation *end = group.getBody().front().getTerminator();
  for (Operation &op : group.getBody().front().without_terminator()) {
    if (isRematerializable(&op) || isSource(&op))
      continue;
    if (isa<BodyOpInterface>(op))
      return GroupFault{&op, "is in a group, but groups may not cross it; "
                             "expected it outside"};
    std::optional<StatedOp> stated = StatedOp::readMember(&op);
    if (!stated)
      return GroupFault{&op, "is in a group, but it is not stated by loops, so "
                             "that it can't share those of others; expected "
                             "it outside"};
    ops.push_back(std::move(*stated));
  }
  SmallVector<const StatedOp *> all;
  for (const StatedOp &op : ops)
    all.push_back(&op);
  GroupSummary study(all, group.getBody().getArguments(), end->getOperands());
  if (!study.getRefusal().isNone())
    return GroupFault{study.getRefused(), "is in a group, but " +
                                              study.getRefusal().text +
                                              "; expected it outside"};
  Builder builder(box.getContext());
  if (auto fault =
          note(box, "passes", builder.getI64IntegerAttr(study.countPasses())))
    return fault;
  if (auto fault = note(box, "form", builder.getStringAttr(study.hashForm())))
    return fault;
  look(all, study);
  return std::nullopt;
}

} // namespace ag
