//===- ProgramMesh.cpp - the ranks of a program, and their blocks ---------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Sharding/ProgramMesh.h"
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Interfaces/Spec/Spec.h"
#include "ag/Support/Sizes/Saturating.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;

#define GET_ATTRDEF_CLASSES
#include "ag/Dialect/AG/IR/Core/AGAttrs.cpp.inc"

namespace ag {

void AGDialect::registerAttributes() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "ag/Dialect/AG/IR/Core/AGAttrs.cpp.inc"
      >();
}

//===----------------------------------------------------------------------===//
// Meshes
//===----------------------------------------------------------------------===//

/// Returns a link as an attribute: an empty array, or latency and bandwidth.
static DenseF64ArrayAttr getLinkAttr(MLIRContext *context,
                                     const std::optional<MeshLink> &link) {
  SmallVector<double, 2> numbers;
  if (link)
    numbers = {link->latency, link->bandwidth};
  return DenseF64ArrayAttr::get(context, numbers);
}

static llvm::Expected<Mesh> makeMesh(ArrayRef<StringAttr> names,
                                     ArrayRef<int64_t> sizes,
                                     ArrayRef<DenseF64ArrayAttr> links) {
  std::vector<MeshAxis> axes;
  for (auto [name, size, link] : llvm::zip_equal(names, sizes, links)) {
    MeshAxis &axis = axes.emplace_back(MeshAxis{name.str(), size});
    if (!link.empty())
      axis.link = MeshLink{link[0], link[1]};
  }
  return Mesh::get(std::move(axes));
}

LogicalResult MeshAttr::verify(function_ref<InFlightDiagnostic()> report,
                               ArrayRef<StringAttr> names,
                               ArrayRef<int64_t> sizes,
                               ArrayRef<DenseF64ArrayAttr> links) {
  if (auto mesh = makeMesh(names, sizes, links); !mesh)
    return report() << llvm::toString(mesh.takeError());
  return success();
}

Mesh MeshAttr::getMesh() const {
  return llvm::cantFail(makeMesh(getNames(), getSizes(), getLinks()));
}

MeshAttr MeshAttr::get(MLIRContext *context, const Mesh &mesh) {
  SmallVector<StringAttr> names;
  SmallVector<int64_t> sizes;
  SmallVector<DenseF64ArrayAttr> links;
  for (const MeshAxis &axis : mesh.getAxes()) {
    names.push_back(StringAttr::get(context, axis.name));
    sizes.push_back(axis.size);
    links.push_back(getLinkAttr(context, axis.link));
  }
  return get(context, names, sizes, links);
}

Attribute MeshAttr::parse(AsmParser &parser, Type) {
  SmallVector<StringAttr> names;
  SmallVector<int64_t> sizes;
  SmallVector<DenseF64ArrayAttr> links;
  auto parseAxis = [&]() -> ParseResult {
    std::string name;
    if (parser.parseKeywordOrString(&name) || parser.parseEqual() ||
        parser.parseInteger(sizes.emplace_back()))
      return failure();
    names.push_back(parser.getBuilder().getStringAttr(name));
    std::optional<MeshLink> link;
    if (succeeded(parser.parseOptionalKeyword("over"))) {
      link = MeshLink();
      if (parser.parseLSquare() || parser.parseFloat(link->latency) ||
          parser.parseComma() || parser.parseFloat(link->bandwidth) ||
          parser.parseRSquare())
        return failure();
    }
    links.push_back(getLinkAttr(parser.getContext(), link));
    return success();
  };
  SMLoc loc = parser.getCurrentLocation();
  if (parser.parseCommaSeparatedList(AsmParser::Delimiter::LessGreater,
                                     parseAxis))
    return {};
  return parser.getChecked<MeshAttr>(loc, parser.getContext(), names, sizes,
                                     links);
}

void MeshAttr::print(AsmPrinter &printer) const {
  printer << "<";
  llvm::interleaveComma(
      getMesh().getAxes(), printer, [&](const MeshAxis &axis) {
        printer.printKeywordOrString(axis.name);
        printer << " = " << axis.size;
        if (!axis.link)
          return;
        printer << " over [";
        printer.printFloat(llvm::APFloat(axis.link->latency));
        printer << ", ";
        printer.printFloat(llvm::APFloat(axis.link->bandwidth));
        printer << "]";
      });
  printer << ">";
}

MeshAttr findMesh(Operation *op) {
  for (; op; op = op->getParentOp())
    if (auto mesh = op->getAttrOfType<MeshAttr>(meshAttrName))
      return mesh;
  return nullptr;
}

std::optional<int64_t> countRanks(MeshAttr mesh, ArrayRef<Attribute> axes) {
  int64_t ranks = 1;
  llvm::SmallDenseSet<Attribute> seen;
  for (Attribute axis : axes) {
    const StringAttr *found = llvm::find(mesh.getNames(), axis);
    if (found == mesh.getNames().end() || !seen.insert(axis).second)
      return std::nullopt;
    ranks *= mesh.getSizes()[found - mesh.getNames().begin()];
  }
  return ranks;
}

LogicalResult verifyMesh(Operation *op, Attribute attr) {
  if (isa<ModuleOp>(op) && isa<MeshAttr>(attr))
    return success();
  return Reporter(op->getName().getStringRef(), op->getLoc())("mesh-attribute")
         << meshAttrName << " is " << attr
         << ", expected an #ag.mesh, on a module";
}

LogicalResult verifyRole(Operation *op, Type type, Attribute attr) {
  auto role = dyn_cast<StringAttr>(attr);
  if (role && isa<RankedTensorType, MemRefType>(type) &&
      llvm::is_contained({"parameter", "state", "data"}, role.getValue()))
    return success();
  return Reporter(op->getName().getStringRef(), op->getLoc())("role-attribute")
         << roleAttrName << " is " << attr << " of a " << type
         << ", expected \"parameter\", \"state\" or \"data\" of a ranked "
            "tensor";
}

//===----------------------------------------------------------------------===//
// Shardings
//===----------------------------------------------------------------------===//

/// Checks lists of axes, in which each axis occurs once.
static LogicalResult verifyLists(function_ref<InFlightDiagnostic()> report,
                                 ArrayRef<Attribute> lists) {
  llvm::SmallDenseSet<Attribute> seen;
  for (Attribute each : lists) {
    auto list = dyn_cast<ArrayAttr>(each);
    if (!list)
      return report() << each << " is no list of axes";
    for (Attribute axis : list)
      if (!isa<StringAttr>(axis) || !seen.insert(axis).second)
        return report() << axis << " is no axis, or one in two places";
  }
  return success();
}

LogicalResult StrategyAttr::verify(function_ref<InFlightDiagnostic()> report,
                                   ArrayAttr loops, ArrayAttr groups) {
  SmallVector<Attribute> lists(loops.getValue());
  llvm::append_range(lists, groups);
  return verifyLists(report, lists);
}

LogicalResult ShardingAttr::verify(function_ref<InFlightDiagnostic()> report,
                                   ArrayAttr axes, ArrayRef<int64_t> sizes,
                                   std::optional<Reduction> kind,
                                   ArrayAttr partial) {
  if (axes.size() != sizes.size())
    return report() << axes.size() << " lists of axes for " << sizes.size()
                    << " sizes";
  if (llvm::any_of(sizes, [](int64_t size) {
        return size < 0 && !ShapedType::isDynamic(size);
      }))
    return report() << "a size is negative";
  if (kind.has_value() == partial.empty())
    return report() << "expected what is partial along which axes";
  SmallVector<Attribute> lists(axes.getValue());
  lists.push_back(partial);
  return verifyLists(report, lists);
}

ArrayRef<Attribute> ShardingAttr::getAxesOf(int64_t dim) const {
  return cast<ArrayAttr>(getAxes()[dim]).getValue();
}

Attribute ShardingAttr::parse(AsmParser &parser, Type) {
  ArrayAttr axes, partial = parser.getBuilder().getArrayAttr({});
  SmallVector<int64_t> sizes;
  std::optional<Reduction> kind;
  auto parseSize = [&]() -> ParseResult {
    if (succeeded(parser.parseOptionalQuestion())) {
      sizes.push_back(ShapedType::kDynamic);
      return success();
    }
    return parser.parseInteger(sizes.emplace_back());
  };
  SMLoc loc = parser.getCurrentLocation();
  if (parser.parseLess() || parser.parseAttribute(axes) ||
      parser.parseComma() ||
      parser.parseCommaSeparatedList(AsmParser::Delimiter::Square, parseSize))
    return {};
  if (succeeded(parser.parseOptionalComma())) {
    std::string word;
    SMLoc place = parser.getCurrentLocation();
    if (parser.parseKeywordOrString(&word) || parser.parseAttribute(partial))
      return {};
    kind = symbolizeReduction(word);
    if (!kind) {
      parser.emitError(place) << "expected sum, prod, max or min";
      return {};
    }
  }
  if (parser.parseGreater())
    return {};
  return parser.getChecked<ShardingAttr>(loc, parser.getContext(), axes, sizes,
                                         kind, partial);
}

void ShardingAttr::print(AsmPrinter &printer) const {
  printer << "<" << getAxes() << ", [";
  llvm::interleaveComma(getSizes(), printer, [&](int64_t size) {
    ShapedType::isDynamic(size) ? void(printer << "?") : void(printer << size);
  });
  printer << "]";
  if (getKind())
    printer << ", " << stringifyReduction(*getKind()) << " " << getPartial();
  printer << ">";
}

SmallVector<unsigned> findAxes(ArrayRef<Attribute> axes, const Mesh &mesh) {
  return llvm::map_to_vector(axes, [&](Attribute axis) {
    return *mesh.findAxis(cast<StringAttr>(axis).getValue());
  });
}

FailureOr<int64_t> verifyAxes(Operation *op, ArrayAttr axes) {
  Reporter report(op->getName().getStringRef(), op->getLoc());
  MeshAttr mesh = findMesh(op);
  if (!mesh)
    return report("mesh") << "stands in no module with " << meshAttrName;
  std::optional<int64_t> ranks = countRanks(mesh, axes.getValue());
  if (!ranks)
    return report("mesh") << axes << " are no axes of " << mesh
                          << ", each named once";
  return *ranks;
}

int64_t countParts(FunctionOpInterface function, unsigned argument,
                   unsigned dim) {
  auto sharding =
      function.getArgAttrOfType<ShardingAttr>(argument, shardingAttrName);
  return sharding ? *countRanks(findMesh(function), sharding.getAxesOf(dim))
                  : 1;
}

Type getWholeType(Type type, Attribute sharding) {
  auto known = dyn_cast_or_null<ShardingAttr>(sharding);
  auto block = dyn_cast<ShapedType>(type);
  return known && block && block.hasRank() ? block.clone(known.getSizes())
                                           : type;
}

/// Returns the reason why `sharding` cannot be that of a block of `type`, or
/// std::nullopt.
static std::optional<std::string> findMisfit(ShardingAttr sharding,
                                             ShapedType type, MeshAttr mesh) {
  if (sharding.getKind())
    return "is partial, which nothing is that functions take or give";
  if (type.getRank() != static_cast<int64_t>(sharding.getSizes().size()))
    return "has another rank";
  for (auto [dim, whole] : llvm::enumerate(sharding.getSizes())) {
    std::optional<int64_t> parts = countRanks(mesh, sharding.getAxesOf(dim));
    if (!parts)
      return "has axes that the mesh has not";
    int64_t own = type.getDimSize(dim);
    bool isDynamic = ShapedType::isDynamic(own);
    if (isDynamic != ShapedType::isDynamic(whole) ||
        (!isDynamic && times(own, *parts) < whole))
      return llvm::formatv("does not fit in dimension {0}", dim).str();
  }
  return std::nullopt;
}

LogicalResult verifyPlanned(Operation *op, StringRef name, Attribute attr) {
  bool isRight = false;
  StringRef expected;
  if (name == plannedMeshAttrName) {
    isRight = isa<ModuleOp>(op) && isa<MeshAttr>(attr);
    expected = "an #ag.mesh, on a module";
  } else if (name == strategyAttrName) {
    isRight = isa<StrategyAttr>(attr);
    expected = "an #ag.strategy";
  } else {
    auto list = dyn_cast<ArrayAttr>(attr);
    isRight =
        isa<ShardingAttr>(attr) ||
        (list && llvm::all_of(list, llvm::IsaPred<ShardingAttr, UnitAttr>));
    expected = "an #ag.sharding, or a list of such";
  }
  if (isRight)
    return success();
  return Reporter(op->getName().getStringRef(), op->getLoc())("plan-attribute")
         << name << " is " << attr << ", expected " << expected;
}

LogicalResult verifySharding(Operation *op, Type type, Attribute attr) {
  Reporter report(op->getName().getStringRef(), op->getLoc());
  auto sharding = dyn_cast<ShardingAttr>(attr);
  // A tensor, or its buffer.
  auto shaped = dyn_cast<ShapedType>(type);
  MeshAttr mesh = findMesh(op);
  if (!sharding || !shaped || !shaped.hasRank() || !mesh)
    return report("sharding-attribute")
           << shardingAttrName << " is " << attr << " on " << type
           << ", expected an #ag.sharding, on a ranked tensor, in a module "
              "with "
           << meshAttrName;
  if (auto misfit = findMisfit(sharding, shaped, mesh))
    return report("sharding-attribute") << shardingAttrName << " of " << type
                                        << " " << *misfit << ": " << attr;
  return success();
}

} // namespace ag
