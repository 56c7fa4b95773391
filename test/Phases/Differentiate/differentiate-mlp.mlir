// RUN: ag-opt --grad=main:wrt=2,3,4,5 %s -o %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: ag-run %t.mlir --entry=main_grad --input=randn:1 --on=cpu --same-as=%t.mlir

// The loss has no user and is erased; the cotangent 1 is folded into the
// square's derivative; the mask is computed from the maximum's result.

// CHECK-LABEL: func.func @main_grad(
// CHECK-SAME: %[[X:.*]]: tensor<8x4xf32>, %{{.*}}: tensor<8x3xf32>, %[[W1:.*]]: tensor<4x5xf32>, %{{.*}}: tensor<5xf32>, %[[W2:.*]]: tensor<5x3xf32>, %{{.*}}: tensor<3xf32>)
// CHECK-SAME: -> (tensor<4x5xf32> {ag.gradient_of = 2 : i64}, tensor<5xf32> {ag.gradient_of = 3 : i64},
// CHECK-SAME:     tensor<5x3xf32> {ag.gradient_of = 4 : i64}, tensor<3xf32> {ag.gradient_of = 5 : i64})
// CHECK-NEXT: %[[ZEROS:.*]] = arith.constant dense<0.000000e+00> : tensor<8x5xf32>
// CHECK-NEXT: %[[P1:.*]] = ag.contract "bi,io->bo" %[[X]], %[[W1]]
// CHECK-NEXT: ag.broadcast
// CHECK-NEXT: %[[H:.*]] = ag.add %[[P1]]
// CHECK-NEXT: %[[A:.*]] = ag.max %[[H]], %[[ZEROS]]
// CHECK-NEXT: %[[P2:.*]] = ag.contract "bi,io->bo" %[[A]], %[[W2]]
// CHECK-NEXT: ag.broadcast
// CHECK-NEXT: %[[Y:.*]] = ag.add %[[P2]]
// CHECK-NEXT: %[[D:.*]] = ag.sub %[[Y]]
// CHECK-NEXT: %[[G:.*]] = ag.add %[[D]], %[[D]]
// CHECK-NEXT: %[[B2_GRAD:.*]] = ag.reduce sum %[[G]] [0]
// CHECK-NEXT: %[[BACK:.*]] = ag.contract "bo,io->bi" %[[G]], %[[W2]]
// CHECK-NEXT: %[[W2_GRAD:.*]] = ag.contract "bi,bo->io" %[[A]], %[[G]]
// CHECK-NEXT: %[[MASK:.*]] = ag.compare gt %[[A]], %[[ZEROS]]
// CHECK-NEXT: %[[CHOSEN:.*]] = ag.select %[[MASK]], %[[BACK]], %[[ZEROS]]
// CHECK-NEXT: %[[B1_GRAD:.*]] = ag.reduce sum %[[CHOSEN]] [0]
// CHECK-NEXT: %[[W1_GRAD:.*]] = ag.contract "bi,bo->io" %[[X]], %[[CHOSEN]]
// CHECK-NEXT: return %[[W1_GRAD]], %[[B1_GRAD]], %[[W2_GRAD]], %[[B2_GRAD]]
func.func @main(%x: tensor<8x4xf32>, %t: tensor<8x3xf32>, %w1: tensor<4x5xf32>, %b1: tensor<5xf32>, %w2: tensor<5x3xf32>, %b2: tensor<3xf32>) -> tensor<f32> {
  %zeros = arith.constant dense<0.0> : tensor<8x5xf32>
  %0 = ag.contract "bi,io->bo" %x, %w1 : tensor<8x4xf32>, tensor<4x5xf32> -> tensor<8x5xf32>
  %1 = ag.broadcast %b1 [1] : tensor<5xf32> -> tensor<8x5xf32>
  %2 = ag.add %0, %1 : tensor<8x5xf32>
  %3 = ag.max %2, %zeros : tensor<8x5xf32>
  %4 = ag.contract "bi,io->bo" %3, %w2 : tensor<8x5xf32>, tensor<5x3xf32> -> tensor<8x3xf32>
  %5 = ag.broadcast %b2 [1] : tensor<3xf32> -> tensor<8x3xf32>
  %6 = ag.add %4, %5 : tensor<8x3xf32>
  %7 = ag.sub %6, %t : tensor<8x3xf32>
  %8 = ag.contract "bo,bo->" %7, %7 : tensor<8x3xf32>, tensor<8x3xf32> -> tensor<f32>
  return %8 : tensor<f32>
}
