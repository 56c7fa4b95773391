//===- LayeredLayout.cpp - places for boxes with arrows between -----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Graph/LayeredLayout.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include <vector>

using namespace llvm;

namespace ag {
namespace {
class LayeredLayout {
public:
  LayeredLayout(MutableArrayRef<LayoutBox> boxes,
                ArrayRef<std::pair<unsigned, unsigned>> edges, double gap)
      : boxes(boxes), gap(gap), above(boxes.size()), below(boxes.size()) {
    for (auto [from, to] : edges)
      if (from < to) {
        above[to].push_back(from);
        below[from].push_back(to);
      }
  }

  LayoutSize place(double most) {
    if (boxes.empty())
      return {};
    findLayers();
    constexpr unsigned sweeps = 4;
    for (unsigned sweep = 0; sweep < sweeps; ++sweep)
      sortLayers(/*isDown=*/sweep % 2 == 0);
    breakLayers(most);
    return setPlaces();
  }

private:
  void findLayers();
  void sortLayers(bool isDown);
  void breakLayers(double most);
  LayoutSize setPlaces();

  MutableArrayRef<LayoutBox> boxes;
  double gap;
  std::vector<SmallVector<unsigned, 2>> above, below;
  std::vector<std::vector<unsigned>> layers;
};
} // namespace

/// Assigns layers. A box without predecessors is moved to the layer directly
/// above its first successor.
void LayeredLayout::findLayers() {
  std::vector<unsigned> layer(boxes.size(), 0);
  unsigned last = 0;
  for (unsigned box = 0; box < boxes.size(); ++box) {
    for (unsigned other : above[box])
      layer[box] = std::max(layer[box], layer[other] + 1);
    last = std::max(last, layer[box]);
  }
  layers.resize(last + 1);
  for (unsigned box = 0; box < boxes.size(); ++box) {
    if (above[box].empty() && !below[box].empty()) {
      unsigned first = last + 1;
      for (unsigned other : below[box])
        first = std::min(first, layer[other]);
      layer[box] = first - 1;
    }
    layers[layer[box]].push_back(box);
  }
}

/// Sorts each layer by the mean position of the neighbours in the layers sorted
/// before.
void LayeredLayout::sortLayers(bool isDown) {
  std::vector<double> wanted(boxes.size()), at(boxes.size());
  auto sortLayer = [&](std::vector<unsigned> &layer) {
    for (auto [place, box] : enumerate(layer)) {
      ArrayRef<unsigned> others = isDown ? above[box] : below[box];
      double sum = 0;
      for (unsigned other : others)
        sum += at[other];
      wanted[box] = others.empty()
                        ? (double(place) + 0.5) / double(layer.size())
                        : sum / double(others.size());
    }
    llvm::sort(layer, [&](unsigned a, unsigned b) {
      return std::make_pair(wanted[a], a) < std::make_pair(wanted[b], b);
    });
    for (auto [place, box] : enumerate(layer))
      at[box] = (double(place) + 0.5) / double(layer.size());
  };
  if (isDown)
    for_each(layers, sortLayer);
  else
    for_each(reverse(layers), sortLayer);
}

void LayeredLayout::breakLayers(double most) {
  std::vector<std::vector<unsigned>> rows;
  for (std::vector<unsigned> &layer : layers) {
    double width = 0;
    rows.emplace_back();
    for (unsigned box : layer) {
      if (!rows.back().empty() && width + boxes[box].width > most) {
        rows.emplace_back();
        width = 0;
      }
      rows.back().push_back(box);
      width += boxes[box].width + gap;
    }
  }
  layers = std::move(rows);
}

/// Sets the positions. Rows are centred.
LayoutSize LayeredLayout::setPlaces() {
  LayoutSize size;
  auto widthOf = [&](ArrayRef<unsigned> row) {
    double width = -gap;
    for (unsigned box : row)
      width += boxes[box].width + gap;
    return width;
  };
  for (ArrayRef<unsigned> row : layers)
    size.width = std::max(size.width, widthOf(row));
  for (ArrayRef<unsigned> row : layers) {
    double x = (size.width - widthOf(row)) / 2, height = 0;
    for (unsigned box : row) {
      boxes[box].x = x;
      boxes[box].y = size.height;
      x += boxes[box].width + gap;
      height = std::max(height, boxes[box].height);
    }
    size.height += height + gap;
  }
  size.height -= gap;
  return size;
}

LayoutSize layOut(MutableArrayRef<LayoutBox> boxes,
                  ArrayRef<std::pair<unsigned, unsigned>> edges, double gap,
                  double most) {
  return LayeredLayout(boxes, edges, gap).place(most);
}

} // namespace ag
