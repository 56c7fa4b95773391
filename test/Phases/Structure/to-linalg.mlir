// RUN: ag-opt --ag-to-linalg %s | FileCheck %s
// RUN: ag-opt --ag-to-linalg %s -o %t
// RUN: ag-run %s --entry=reduce --dim n=9 --input=randn:1 --same-as=%t
// RUN: ag-run %s --entry=mask --input=iota --same-as=%t
// RUN: ag-run %s --entry=gather --dim n=4 --input=iota --same-as=%t

// Sums of bf16 are accumulated in f32 and rounded once, at the end.
// CHECK-LABEL: func @reduce
// CHECK: linalg.fill ins(%{{.*}} : f32)
// CHECK: linalg.generic
// CHECK-SAME: iterator_types = ["parallel", "reduction"]
// CHECK: arith.extf %{{.*}} : bf16 to f32
// CHECK: arith.addf
// CHECK: linalg.generic
// CHECK: arith.truncf %{{.*}} : f32 to bf16
func.func @reduce(%x: tensor<4x?xbf16> {ag.dims = [4, "n"]}) -> tensor<4xbf16> {
  %0 = ag.reduce sum %x [1] : tensor<4x?xbf16> -> tensor<4xbf16>
  return %0 : tensor<4xbf16>
}

// Tensors become signless, ops stay signed; an i1 is an i8 of 0 or 1 in memory.
// CHECK-LABEL: func @mask(%arg0: tensor<4xi8>) -> tensor<4xi8>
// CHECK: %[[LESS:.*]] = arith.cmpi ult
// CHECK: arith.extui %[[LESS]] : i1 to i8
func.func @mask(%x: tensor<4xui8>) -> tensor<4xi1> {
  %0 = ag.compare lt %x, %x : tensor<4xui8>, tensor<4xui8> -> tensor<4xi1>
  return %0 : tensor<4xi1>
}

// CHECK-LABEL: func @gather
// CHECK: linalg.generic
// CHECK: %[[BELOW:.*]] = arith.minsi
// CHECK: %[[INSIDE:.*]] = arith.maxsi %[[BELOW]]
// CHECK: tensor.extract %arg0[%[[INSIDE]], %{{.*}}]
func.func @gather(%x: tensor<9x3xf32>, %i: tensor<?xi32> {ag.dims = ["n"]}) -> tensor<?x3xf32> {
  %0 = ag.gather 0 clamp %x, %i : tensor<9x3xf32>, tensor<?xi32> -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}

// A large splat is filled at run time, and not stored in the object.
// CHECK-LABEL: func @constants
// CHECK: %[[FEW:.*]] = arith.constant dense<1.000000e+00> : tensor<4xf32>
// CHECK: %[[FILLED:.*]] = linalg.fill ins(%{{.*}} : i8) outs(%{{.*}} : tensor<5000xi8>)
// CHECK: return %[[FEW]], %[[FILLED]]
func.func @constants() -> (tensor<4xf32>, tensor<5000xi1>) {
  %0 = arith.constant dense<1.0> : tensor<4xf32>
  %1 = arith.constant dense<true> : tensor<5000xi1>
  return %0, %1 : tensor<4xf32>, tensor<5000xi1>
}
