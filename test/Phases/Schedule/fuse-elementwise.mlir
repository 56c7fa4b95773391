// RUN: ag-opt %s --ag-fuse-elementwise --canonicalize --cse | FileCheck %s
// RUN: ag-run %s --entry=chain --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=shared --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=heads --on=cpu --input=randn:1 --dim b=2 --dim s=3 --same-as=%s
// RUN: ag-run %s --entry=inMemory --on=cpu --input=randn:1 --same-as=%s

#id = affine_map<(i, j) -> (i, j)>
#t = affine_map<(i, j) -> (j, i)>

// Two ops with one user each become one loop without a buffer between them.
// CHECK-LABEL: func @chain
// CHECK-COUNT-1: tensor.empty
// CHECK-NOT: tensor.empty
// CHECK: math.exp
// CHECK: math.tanh
// CHECK-NOT: math
func.func @chain(%x: tensor<4x64xf32>) -> tensor<4x64xf32> {
  %e = tensor.empty() : tensor<4x64xf32>
  %a = linalg.exp ins(%x : tensor<4x64xf32>) outs(%e : tensor<4x64xf32>) -> tensor<4x64xf32>
  %b = linalg.tanh ins(%a : tensor<4x64xf32>) outs(%e : tensor<4x64xf32>) -> tensor<4x64xf32>
  return %b : tensor<4x64xf32>
}

// An expensive op with two users is computed once.
// CHECK-LABEL: func @shared
// CHECK-COUNT-1: math.exp
// CHECK-NOT: math.exp
func.func @shared(%x: tensor<4x64xf32>) -> (tensor<4x64xf32>, tensor<4x64xf32>) {
  %e = tensor.empty() : tensor<4x64xf32>
  %a = linalg.exp ins(%x : tensor<4x64xf32>) outs(%e : tensor<4x64xf32>) -> tensor<4x64xf32>
  %b = linalg.tanh ins(%a : tensor<4x64xf32>) outs(%e : tensor<4x64xf32>) -> tensor<4x64xf32>
  %c = linalg.abs ins(%a : tensor<4x64xf32>) outs(%e : tensor<4x64xf32>) -> tensor<4x64xf32>
  return %b, %c : tensor<4x64xf32>, tensor<4x64xf32>
}

// A reshape of one dimension keeps the dynamic dimensions as they are.
// CHECK-LABEL: func @heads
// CHECK: tensor.expand_shape %arg0 {{\[}}[0], [1], [2, 3]]
// CHECK-NOT: collapse_shape
func.func @heads(%x: tensor<?x?x384xf32> {ag.dims = ["b", "s", 384]}) -> tensor<?x?x12x32xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %b = tensor.dim %x, %c0 : tensor<?x?x384xf32>
  %s = tensor.dim %x, %c1 : tensor<?x?x384xf32>
  %f = tensor.collapse_shape %x [[0, 1, 2]] : tensor<?x?x384xf32> into tensor<?xf32>
  %r = tensor.expand_shape %f [[0, 1, 2, 3]] output_shape [%b, %s, 12, 32] : tensor<?xf32> into tensor<?x?x12x32xf32>
  return %r : tensor<?x?x12x32xf32>
}

// A reshape whose sizes are not provably equal stays.
// CHECK-LABEL: func @unknown
// CHECK: tensor.collapse_shape
// CHECK: tensor.expand_shape
func.func @unknown(%x: tensor<?x?xf32>, %m: index, %n: index) -> tensor<?x?xf32> {
  %f = tensor.collapse_shape %x [[0, 1]] : tensor<?x?xf32> into tensor<?xf32>
  %r = tensor.expand_shape %f [[0, 1]] output_shape [%m, %n] : tensor<?xf32> into tensor<?x?xf32>
  return %r : tensor<?x?xf32>
}

// A cheap op that a contraction reads from memory is not computed again for
// another user, which would extend the live range of its operands.
// CHECK-LABEL: func @inMemory
// CHECK-COUNT-1: arith.subf
// CHECK-NOT: arith.subf
func.func @inMemory(%x: tensor<8x64xf32>, %m: tensor<64xf32>, %w: tensor<64x64xf32>) -> tensor<8x64xf32> {
  %e = tensor.empty() : tensor<8x64xf32>
  %zero = arith.constant 0.0 : f32
  %b = linalg.broadcast ins(%m : tensor<64xf32>) outs(%e : tensor<8x64xf32>) dimensions = [0]
  %c = linalg.sub ins(%x, %b : tensor<8x64xf32>, tensor<8x64xf32>) outs(%e : tensor<8x64xf32>) -> tensor<8x64xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<8x64xf32>) -> tensor<8x64xf32>
  %p = linalg.matmul ins(%c, %w : tensor<8x64xf32>, tensor<64x64xf32>) outs(%f : tensor<8x64xf32>) -> tensor<8x64xf32>
  %r = linalg.add ins(%p, %c : tensor<8x64xf32>, tensor<8x64xf32>) outs(%e : tensor<8x64xf32>) -> tensor<8x64xf32>
  return %r : tensor<8x64xf32>
}
