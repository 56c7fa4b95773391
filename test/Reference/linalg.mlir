// Structured ops on tensors, by their Specs or, without a Spec, by their
// regions for each point.
// RUN: ag-run %s --entry=named --input=iota | FileCheck %s --check-prefix=NAMED
// RUN: ag-run %s --entry=generic --input=iota | FileCheck %s --check-prefix=GENERIC
// RUN: ag-run %s --entry=gather --input=iota | FileCheck %s --check-prefix=GATHER
// RUN: ag-run %s --entry=conv --input=iota | FileCheck %s --check-prefix=CONV

func.func @named(%a: tensor<2x3xf32>, %b: tensor<3x2xf32>, %c: tensor<2x2xf32>) -> (tensor<2x2xf32>, tensor<2x2xf32>, tensor<3x2xf32>) {
  // The sum starts from %c.
  // NAMED: f32[2, 2] {{\[\[10, 14\], \[30, 43\]\]}}
  %0 = linalg.matmul ins(%a, %b : tensor<2x3xf32>, tensor<3x2xf32>) outs(%c : tensor<2x2xf32>) -> tensor<2x2xf32>
  %two = arith.constant 2.0 : f32
  // NAMED-NEXT: f32[2, 2] {{\[\[2, 2\], \[2, 2\]\]}}
  %1 = linalg.fill ins(%two : f32) outs(%c : tensor<2x2xf32>) -> tensor<2x2xf32>
  // NAMED-NEXT: f32[3, 2] {{\[\[0, 3\], \[1, 4\], \[2, 5\]\]}}
  %2 = linalg.transpose ins(%a : tensor<2x3xf32>) outs(%b : tensor<3x2xf32>) permutation = [1, 0]
  return %0, %1, %2 : tensor<2x2xf32>, tensor<2x2xf32>, tensor<3x2xf32>
}

func.func @generic(%x: tensor<2x3xf32>) -> (tensor<2xf32>, tensor<2xi32>) {
  %least = arith.constant dense<-1.0> : tensor<2xf32>
  %zero = arith.constant dense<0> : tensor<2xi32>
  %scale = arith.constant 4.0 : f32
  // The body captures %scale, and reduces two results jointly; the reduction loop is first.
  // GENERIC: f32[2] [8, 20]
  // GENERIC-NEXT: i32[2] [2, 2]
  %0:2 = linalg.generic {
      indexing_maps = [affine_map<(r, p) -> (p, r)>, affine_map<(r, p) -> (p)>, affine_map<(r, p) -> (p)>],
      iterator_types = ["reduction", "parallel"]}
      ins(%x : tensor<2x3xf32>) outs(%least, %zero : tensor<2xf32>, tensor<2xi32>) {
  ^bb0(%e: f32, %best: f32, %at: i32):
    %scaled = arith.mulf %e, %scale : f32
    %wins = arith.cmpf ogt, %scaled, %best : f32
    %r = linalg.index 0 : index
    %place = arith.index_cast %r : index to i32
    %newBest = arith.select %wins, %scaled, %best : f32
    %newAt = arith.select %wins, %place, %at : i32
    linalg.yield %newBest, %newAt : f32, i32
  } -> (tensor<2xf32>, tensor<2xi32>)
  return %0#0, %0#1 : tensor<2xf32>, tensor<2xi32>
}

func.func @gather(%x: tensor<3x2xf32>) -> tensor<2x2xf32> {
  %ids = arith.constant dense<[2, 0]> : tensor<2xindex>
  %out = tensor.empty() : tensor<2x2xf32>
  // GATHER: f32[2, 2] {{\[\[4, 5\], \[0, 1\]\]}}
  %0 = linalg.generic {
      indexing_maps = [affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i, j)>],
      iterator_types = ["parallel", "parallel"]}
      ins(%ids : tensor<2xindex>) outs(%out : tensor<2x2xf32>) {
  ^bb0(%id: index, %old: f32):
    %j = linalg.index 1 : index
    %e = tensor.extract %x[%id, %j] : tensor<3x2xf32>
    linalg.yield %e : f32
  } -> tensor<2x2xf32>
  return %0 : tensor<2x2xf32>
}

func.func @conv(%x: tensor<1x5x1xf32>, %k: tensor<2x1x1xf32>, %out: tensor<1x2x1xf32>) -> tensor<1x2x1xf32> {
  // CONV: f32[1, 2, 1] {{\[\[\[1\], \[4\]\]\]}}
  %0 = linalg.conv_1d_nwc_wcf {strides = dense<2> : tensor<1xi64>, dilations = dense<1> : tensor<1xi64>}
      ins(%x, %k : tensor<1x5x1xf32>, tensor<2x1x1xf32>) outs(%out : tensor<1x2x1xf32>) -> tensor<1x2x1xf32>
  return %0 : tensor<1x2x1xf32>
}
