//===- PreferredPlacesTest.cpp - what an axis should split ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Plan/PreferredPlaces.h"
#include "gtest/gtest.h"

using namespace ag;

namespace {
using PlaceList = llvm::SmallVector<ShardGraph::Place, 4>;

const PlaceList anywhere = {}, nowhere = {std::nullopt};
constexpr int64_t shape[] = {8, 16, 3};

PlaceList onDims(std::initializer_list<unsigned> dims) {
  return PlaceList(dims.begin(), dims.end());
}

ShardSpec withZero(unsigned level) {
  ShardSpec spec;
  spec.zero = level;
  return spec;
}

PlaceList findPlaces(const BoundaryTensor &tensor, ShardRole role,
                     const ShardSpec &spec = {}) {
  return preferPlaces(tensor, role, /*length=*/4, spec).places;
}
} // namespace

TEST(PreferredPlaces, OneDimension) {
  AxisPreference split = preferDim(shape, 1, 16);
  EXPECT_EQ(split.places, onDims({1}));
  EXPECT_FALSE(split.isTooShort);
  AxisPreference tooShort = preferDim(shape, 2, 4);
  EXPECT_EQ(tooShort.places, nowhere);
  EXPECT_TRUE(tooShort.isTooShort);
  for (std::optional<unsigned> none :
       {ShardGraph::Place(), ShardGraph::Place(3)}) {
    EXPECT_EQ(preferDim(shape, none, 4).places, nowhere);
    EXPECT_FALSE(preferDim(shape, none, 4).isTooShort);
  }
}

TEST(PreferredPlaces, AxesOfOneRankAndWithoutRoleHaveNone) {
  BoundaryTensor data{BoundaryContent::Data, shape, /*batch=*/0};
  EXPECT_EQ(preferPlaces(data, ShardRole::Data, 1, {}).places, anywhere);
  EXPECT_EQ(findPlaces(data, ShardRole::None), anywhere);
}

TEST(PreferredPlaces, DataIsSplitOnItsBatchAndSequence) {
  BoundaryTensor data{BoundaryContent::Data, shape, /*batch=*/0,
                      /*sequence=*/1};
  EXPECT_EQ(findPlaces(data, ShardRole::Data), onDims({0}));
  EXPECT_EQ(findPlaces(data, ShardRole::Expert), onDims({0}));
  EXPECT_EQ(findPlaces(data, ShardRole::Tensor), nowhere);
  ShardSpec spec;
  spec.sequence = true;
  EXPECT_EQ(findPlaces(data, ShardRole::Tensor, spec), onDims({1}));
}

TEST(PreferredPlaces, ResultsAreSplitOnSequencesFromRankThreeOn) {
  ShardSpec spec;
  spec.sequence = true;
  BoundaryTensor result{BoundaryContent::Result, shape, std::nullopt, 1};
  EXPECT_EQ(findPlaces(result, ShardRole::Tensor, spec), onDims({1}));
  EXPECT_EQ(findPlaces(result, ShardRole::Tensor), nowhere);
  result.sizes = result.sizes.drop_back();
  EXPECT_EQ(findPlaces(result, ShardRole::Tensor, spec), nowhere);
  EXPECT_EQ(findPlaces(result, ShardRole::Data, spec), anywhere);
}

TEST(PreferredPlaces, ZeroSplitsStatesThenGradientsThenParameters) {
  unsigned level = 0;
  for (BoundaryContent content :
       {BoundaryContent::State, BoundaryContent::Gradient,
        BoundaryContent::Parameter}) {
    BoundaryTensor tensor{content, shape};
    AxisPreference whole =
        preferPlaces(tensor, ShardRole::Data, 4, withZero(level++));
    EXPECT_EQ(whole.places, nowhere);
    EXPECT_FALSE(whole.isOfZero);
    AxisPreference split =
        preferPlaces(tensor, ShardRole::Data, 4, withZero(level));
    EXPECT_EQ(split.places, onDims({0, 1}));
    EXPECT_TRUE(split.isOfZero);
    AxisPreference tooShort =
        preferPlaces(tensor, ShardRole::Data, 32, withZero(level));
    EXPECT_EQ(tooShort.places, nowhere);
    EXPECT_TRUE(tooShort.isOfZero && tooShort.isTooShort);
  }
}

TEST(PreferredPlaces, ParametersAreSplitAlongTensorAndExpertAxes) {
  BoundaryTensor parameter{BoundaryContent::Parameter, shape};
  EXPECT_EQ(findPlaces(parameter, ShardRole::Tensor), onDims({0, 1}));
  EXPECT_EQ(findPlaces(parameter, ShardRole::Expert), nowhere);
  parameter.isOfExperts = true;
  EXPECT_EQ(findPlaces(parameter, ShardRole::Expert), onDims({0}));
  parameter.sizes = parameter.sizes.take_front();
  EXPECT_EQ(findPlaces(parameter, ShardRole::Tensor), anywhere);
}
