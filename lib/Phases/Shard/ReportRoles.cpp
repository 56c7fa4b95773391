//===- ReportRoles.cpp - where roles give in ------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ReportRoles.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Support/Sharding/ShardPrices.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace ag {

static constexpr PassRemarks remarks("ag-plan-sharding");

namespace {
/// What a remark calls a border, and where.
struct NamedBorder {
  Operation *op;
  std::string name;
  unsigned border;
};

class RoleReporter {
public:
  RoleReporter(const ShardProgram &program, const VainWishes &vain,
               const ShardChoice &choice, const Mesh &mesh)
      : graph(program.graph), program(program), vain(vain), choice(choice),
        mesh(mesh) {}

  void reportOps() const;
  void reportBorders() const;

private:
  std::vector<NamedBorder> listBorders() const;
  bool isShorter(unsigned border, unsigned axis) const;
  void report(const NamedBorder &named, unsigned axis) const;

  const ShardGraph &graph;
  const ShardProgram &program;
  const VainWishes &vain;
  const ShardChoice &choice;
  const Mesh &mesh;
};
} // namespace

void RoleReporter::reportOps() const {
  for (auto [op, own, strategy] :
       llvm::zip_equal(program.ops, graph.ops, choice.ops))
    for (unsigned axis = 0; axis < own.wishes.size(); ++axis)
      if (own.wishes[axis] &&
          !llvm::is_contained(strategy.loops[*own.wishes[axis]], axis))
        remarks.missed(op, "plan") << remark::add(
            "its batch is not split along {0}", mesh.getAxes()[axis].name);
}

/// Parameters first, each once, then what entries take and give.
std::vector<NamedBorder> RoleReporter::listBorders() const {
  std::vector<NamedBorder> named;
  llvm::DenseSet<unsigned> seen;
  for (auto [value, border] : program.borders)
    if (auto op = value.getDefiningOp<ParameterOp>())
      if (seen.insert(border).second)
        named.push_back({op, "parameter " + op.getName().str(), border});
  for (const ShardProgram::Entry &entry : program.entries) {
    auto list = [&](StringRef kind, ArrayRef<std::optional<unsigned>> borders) {
      for (auto [number, border] : llvm::enumerate(borders))
        if (border)
          named.push_back(
              {entry.function, (kind + " " + Twine(number)).str(), *border});
    };
    list("argument", entry.arguments);
    list("result", entry.results);
  }
  return named;
}

/// Whether it stays whole as it is.
bool RoleReporter::isShorter(unsigned border, unsigned axis) const {
  return !placeOf(axis, choice.borders[border]) &&
         llvm::any_of(vain.shorter, [&](const VainWishes::Shorter &each) {
           return each.border == border && each.axis == axis;
         });
}

void RoleReporter::report(const NamedBorder &named, unsigned axis) const {
  const auto &[name, size, link] = mesh.getAxes()[axis];
  if (ShardPrices::isUnwished(graph.borders[named.border], axis,
                              choice.borders[named.border]))
    remarks.missed(named.op, "plan") << remark::add(
        "{0} lies otherwise along {1} than its role", named.name, name);
  else if (isShorter(named.border, axis))
    remarks.missed(named.op, "plan")
        << remark::add("{0} stays whole along {1}", named.name, name)
        << remark::reason("no dimension that its role splits is as long as {0}",
                          size);
}

void RoleReporter::reportBorders() const {
  for (const NamedBorder &named : listBorders())
    for (unsigned axis = 0; axis < mesh.getAxes().size(); ++axis)
      report(named, axis);
}

/// "no argument is a state (ag.alias, ag.role), no result is a gradient ...",
/// of what a level of zero splits.
static std::string describeIdleZero(unsigned level) {
  constexpr llvm::StringLiteral kinds[] = {
      "no argument is a state (ag.alias, ag.role)",
      "no result is a gradient (ag.gradient_of)", "there is no parameter"};
  return llvm::join(ArrayRef(kinds).take_front(level), ", ");
}

void reportRoles(const ShardProgram &program, const VainWishes &vain,
                 const ShardSpec &spec, const ShardChoice &choice,
                 const Mesh &mesh, ModuleOp module) {
  if (!PassRemarks::areWanted(module.getContext()))
    return;
  if (vain.isZeroIdle)
    remarks.missed(module, "plan")
        << remark::add("zero{0} splits nothing", spec.zero)
        << remark::reason("{0}", describeIdleZero(spec.zero));
  RoleReporter reporter(program, vain, choice, mesh);
  reporter.reportOps();
  reporter.reportBorders();
}

} // namespace ag
