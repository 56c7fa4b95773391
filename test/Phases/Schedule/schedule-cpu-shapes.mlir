// RUN: ag-opt %s --to=schedule | FileCheck %s
// RUN: ag-run %s --entry=f --on=cpu --dim batch=3 --dim seq=37 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=product --on=cpu --dim n=9 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=joined --on=cpu --dim n=3 --input=randn:1 --same-as=%s

// The exponentials are fused into the loop over rows of the division and
// recomputed there, in full vectors and a remainder. Only the shape of the
// first ones is left, and it is taken from a destination.
// CHECK-COUNT-2: math.exp
// CHECK-NOT: math.exp
func.func @f(%x: tensor<?x12x?x?xf32> {ag.dims = ["batch", 12, "seq", "seq"]}) -> tensor<?x12x?x?xf32>
    attributes {ag.ranges = {batch = [1, 8], seq = [1, 64]}} {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %batch = tensor.dim %x, %c0 : tensor<?x12x?x?xf32>
  %seq = tensor.dim %x, %c2 : tensor<?x12x?x?xf32>
  %max = ag.reduce max %x [3] : tensor<?x12x?x?xf32> -> tensor<?x12x?xf32>
  %maxes = ag.broadcast %max [0, 1, 2] (%seq) : tensor<?x12x?xf32> -> tensor<?x12x?x?xf32>
  %less = ag.sub %x, %maxes : tensor<?x12x?x?xf32>
  %exp = ag.exp %less : tensor<?x12x?x?xf32>
  %sum = ag.reduce sum %exp [3] : tensor<?x12x?x?xf32> -> tensor<?x12x?xf32>
  %sums = ag.broadcast %sum [0, 1, 2] (%seq) : tensor<?x12x?xf32> -> tensor<?x12x?x?xf32>
  %y = ag.div %exp, %sums : tensor<?x12x?x?xf32>
  return %y : tensor<?x12x?x?xf32>
}

// The product is a choice between tiles that all write to one destination. The
// sizes are taken from that tensor, also those of a collapsed view of the
// product.
// CHECK-LABEL: func.func @product(
// CHECK: tensor.dim %arg0, %c0
// CHECK-NOT: tensor.dim
// CHECK: scf.if
// CHECK-NOT: tensor.dim
// CHECK: return
func.func @product(%x: tensor<?x32xf32> {ag.dims = ["n", 32]}, %w: tensor<32x4x16xf32>) -> tensor<?x64xf32> {
  %c0 = arith.constant 0 : index
  %product = ag.contract "ik,kab->iab" %x, %w : tensor<?x32xf32>, tensor<32x4x16xf32> -> tensor<?x4x16xf32>
  %joined = tensor.collapse_shape %product [[0], [1, 2]] : tensor<?x4x16xf32> into tensor<?x64xf32>
  %n = tensor.dim %joined, %c0 : tensor<?x64xf32>
  %largest = ag.reduce max %joined [0] : tensor<?x64xf32> -> tensor<64xf32>
  %each = ag.broadcast %largest [1] (%n) : tensor<64xf32> -> tensor<?x64xf32>
  %y = ag.sub %each, %joined : tensor<?x64xf32>
  return %y : tensor<?x64xf32>
}

// A dimension collapsed from several larger ones has none of their sizes.
// CHECK-LABEL: func.func @joined(
// CHECK: tensor.dim %{{.*}}, %c0 : tensor<?xf32>
// CHECK: return
func.func @joined(%x: tensor<?x3x?xf32> {ag.dims = ["n", 3, "n"]}) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %joined = tensor.collapse_shape %x [[0, 1, 2]] : tensor<?x3x?xf32> into tensor<?xf32>
  %n = tensor.dim %joined, %c0 : tensor<?xf32>
  %sum = ag.reduce sum %joined [0] : tensor<?xf32> -> tensor<f32>
  %sums = ag.broadcast %sum [] (%n) : tensor<f32> -> tensor<?xf32>
  %y = ag.add %joined, %sums : tensor<?xf32>
  return %y : tensor<?xf32>
}
