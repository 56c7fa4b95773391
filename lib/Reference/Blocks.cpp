//===- Blocks.cpp - what each rank has of a tensor ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Blocks.h"
#include "ag/Support/Sharding/ShardState.h"
#include "ag/Support/Tensor/TensorCompare.h"
#include "ag/Support/Tensor/TensorSlices.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <map>

using namespace mlir;

namespace ag {
namespace {
/// Returns a value for elements that must not be read: NaN, or a conspicuous
/// integer.
Cell getPoison(ScalarType type) {
  if (isFloat(type))
    return floatCell(std::numeric_limits<double>::quiet_NaN());
  return type == ScalarType::I1 ? intCell(1)
                                : intCell(wrapToType(0x5555555555555555, type));
}

/// The position of a rank's block in the whole tensor.
struct Place {
  /// In each dimension, the block's index, and its offset in elements.
  SmallVector<int64_t> blocks, offsets;
  /// The sizes of the part of the block that is within the whole.
  SmallVector<int64_t> sizes;
};

Place findPlace(ShardingAttr sharding, ArrayRef<int64_t> whole,
                ArrayRef<int64_t> block, const Mesh &mesh, int64_t rank) {
  Place place;
  for (auto [dim, size] : llvm::enumerate(block)) {
    SmallVector<unsigned> axes = findAxes(sharding.getAxesOf(dim), mesh);
    int64_t stored = std::max<int64_t>(size, 1) * mesh.getSize(axes);
    DimBlock own = blockOf(rank, axes, mesh, {whole[dim], stored});
    place.blocks.push_back(mesh.getIndex(rank, axes));
    place.offsets.push_back(std::min(own.offset, whole[dim]));
    place.sizes.push_back(own.valid);
  }
  return place;
}

/// Returns the size of a block in a dimension of which the whole has `size`.
/// Returns an error if `size` is not a multiple of the number of blocks.
llvm::Expected<int64_t> findBlockSize(ArrayRef<Attribute> axes, int64_t size,
                                      const Mesh &mesh,
                                      function_ref<std::string()> nameDim) {
  int64_t parts = mesh.getSize(findAxes(axes, mesh));
  if (size % parts == 0)
    return size / parts;
  std::string names = llvm::join(
      llvm::map_range(axes,
                      [](Attribute axis) {
                        return cast<StringAttr>(axis).getValue().str();
                      }),
      ", ");
  return llvm::createStringError(llvm::formatv(
      "{0} is {1}, no multiple of {2} ({3})", nameDim(), size, parts, names));
}

bool areSame(const Tensor &a, const Tensor &b) {
  return a.shape() == b.shape() && haveSameBytes(a, b);
}

llvm::Error reportCopies(int64_t first, int64_t second) {
  return llvm::createStringError(llvm::formatv(
      "ranks {0} and {1} should have the same, and have not", first, second));
}
} // namespace

llvm::Expected<Tensor> takeBlock(const Tensor &whole, ShardingAttr sharding,
                                 RankedTensorType type, const Mesh &mesh,
                                 int64_t rank,
                                 function_ref<std::string(unsigned)> nameDim) {
  if (whole.rank() != type.getRank())
    return llvm::createStringError(llvm::formatv("is of rank {0}, expected {1}",
                                                 whole.rank(), type.getRank()));
  SmallVector<int64_t> sizes(type.getShape());
  for (unsigned dim = 0; dim < sizes.size(); ++dim) {
    if (!type.isDynamicDim(dim))
      continue;
    auto size = findBlockSize(sharding.getAxesOf(dim), whole.shape()[dim], mesh,
                              [&] { return nameDim(dim); });
    if (!size)
      return size.takeError();
    sizes[dim] = *size;
  }
  auto block = Tensor::full(whole.type(), sizes, getPoison(whole.type()));
  if (!block)
    return block.takeError();
  Place place = findPlace(sharding, whole.shape(), sizes, mesh, rank);
  auto part = readSlice(whole, Slice::from(place.offsets), place.sizes);
  if (!part)
    return part.takeError();
  SmallVector<int64_t> origin(sizes.size(), 0);
  if (llvm::Error error = writeSlice(*block, Slice::from(origin), *part))
    return std::move(error);
  return block;
}

/// Returns an error unless all blocks have the same shape: dynamic sizes are
/// known only once the ranks have run.
static llvm::Error checkShapes(ArrayRef<Tensor> blocks) {
  const Tensor &first = blocks.front();
  for (auto [rank, block] : llvm::enumerate(blocks))
    if (block.shape() != first.shape())
      return llvm::createStringError(llvm::formatv(
          "ranks 0 and {0} should have blocks of one size, and have a {1} and "
          "a {2}",
          rank, describe(first.type(), first.shape()),
          describe(block.type(), block.shape())));
  return llvm::Error::success();
}

llvm::Expected<Tensor> joinBlocks(ArrayRef<Tensor> blocks,
                                  ShardingAttr sharding, const Mesh &mesh) {
  if (llvm::Error error = checkShapes(blocks))
    return std::move(error);
  SmallVector<int64_t> sizes(sharding.getSizes());
  for (auto [dim, size] : llvm::enumerate(sizes))
    if (ShapedType::isDynamic(size))
      size = blocks.front().shape()[dim] *
             mesh.getSize(findAxes(sharding.getAxesOf(dim), mesh));
  auto whole = Tensor::zeros(blocks.front().type(), sizes);
  if (!whole)
    return whole.takeError();
  std::map<SmallVector<int64_t>, int64_t> first;
  SmallVector<int64_t> origin(sizes.size(), 0);
  for (auto [rank, block] : llvm::enumerate(blocks)) {
    Place place = findPlace(sharding, sizes, block.shape(), mesh, rank);
    auto part = readSlice(block, Slice::from(origin), place.sizes);
    if (!part)
      return part.takeError();
    auto [known, isFirst] = first.try_emplace(place.blocks, rank);
    auto slice = Slice::from(place.offsets);
    if (isFirst) {
      if (llvm::Error error = writeSlice(*whole, slice, *part))
        return std::move(error);
      continue;
    }
    auto copy = readSlice(*whole, slice, place.sizes);
    if (!copy)
      return copy.takeError();
    if (!areSame(*copy, *part))
      return reportCopies(known->second, rank);
  }
  return whole;
}

llvm::Expected<Tensor> joinCopies(ArrayRef<Tensor> copies) {
  for (auto [rank, copy] : llvm::enumerate(copies))
    if (!areSame(copies.front(), copy))
      return reportCopies(0, rank);
  return copies.front();
}

} // namespace ag
