// The kinds of a scatter. An element that is set has the derivative of the last update; equal extrema share it.
// RUN: ag-opt --ag-differentiate="grad=set;set:mode=jvp;max;max:mode=jvp" %s -o %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: ag-run %t.mlir --entry=set_grad --input=iota | FileCheck %s --check-prefix=GRAD
// RUN: ag-run %s --entry=set --verify-grad
// RUN: ag-run %s --entry=rows --verify-grad
// RUN: ag-run %s --entry=max --verify-grad
// RUN: ag-run %s --entry=min --verify-grad
// RUN: ag-opt --ag-differentiate="grad=set_grad:wrt=0,2,3:mode=jvp;max_grad:wrt=0,2,3" %t.mlir -o /dev/null

// CHECK-LABEL: func.func @set_jvp(
// CHECK: ag.scatter set 0 clamp %arg3, %arg1, %arg4
// CHECK-LABEL: func.func @set_grad(
// CHECK-DAG: ag.scatter set 0 clamp %arg3, %arg1, %{{.*}} : tensor<3x2xf64>, tensor<4xi32>, tensor<4x2xf64>
// CHECK-DAG: ag.gather 0 clamp %arg3, %arg1
// CHECK-DAG: %[[NUMBERS:.*]] = ag.iota 0 : tensor<4xi64>
// CHECK-DAG: %[[ALL:.*]] = ag.scatter set 0 clamp %{{.*}}, %arg1, %[[NUMBERS]] : tensor<3xi64>
// CHECK-DAG: %[[LAST:.*]] = ag.gather 0 clamp %[[ALL]], %arg1
// CHECK-DAG: ag.compare eq %[[LAST]], %[[NUMBERS]]

// The indices 2 and 3, which is clamped, are the last row.
// GRAD:      f64[3, 2] {{\[\[0, 0\], \[0, 0\], \[0, 0\]\]}}
// GRAD-NEXT: f64[4, 2] {{\[\[0, 1\], \[2, 3\], \[0, 0\], \[4, 5\]\]}}
func.func @set(%x: tensor<3x2xf64>, %i: tensor<4xi32>, %u: tensor<4x2xf64>) -> tensor<3x2xf64> {
  %0 = ag.scatter set 0 clamp %x, %i, %u : tensor<3x2xf64>, tensor<4xi32>, tensor<4x2xf64> -> tensor<3x2xf64>
  return %0 : tensor<3x2xf64>
}

// Indices of rank 2 along the second dimension, and sizes that are dynamic.
func.func @rows(%x: tensor<2x?xf64> {ag.dims = [2, "n"]}, %i: tensor<3x?xi32> {ag.dims = [3, "k"]}, %u: tensor<2x3x?xf64> {ag.dims = [2, 3, "k"]}) -> tensor<2x?xf64> attributes {ag.ranges = {n = [1, 4], k = [1, 3]}} {
  %s = ag.sin %u : tensor<2x3x?xf64>
  %0 = ag.scatter set 1 drop %x, %i, %s : tensor<2x?xf64>, tensor<3x?xi32>, tensor<2x3x?xf64> -> tensor<2x?xf64>
  %1 = ag.mul %0, %0 : tensor<2x?xf64>
  return %1 : tensor<2x?xf64>
}

// CHECK-LABEL: func.func @max_jvp(
// CHECK: ag.scatter max 0 drop
// CHECK: ag.scatter 0 drop
// CHECK-LABEL: func.func @max_grad(
// CHECK: %[[Y:.*]] = ag.scatter max 0 drop %arg0, %arg1, %arg2
// CHECK-DAG: ag.compare eq %arg0, %[[Y]]
// CHECK-DAG: %[[SLICES:.*]] = ag.gather 0 fill %[[Y]], %arg1
// CHECK-DAG: ag.compare eq %arg2, %[[SLICES]]
// CHECK: ag.scatter 0 drop
// CHECK: ag.gather 0 fill
func.func @max(%x: tensor<3xf64>, %i: tensor<6xi32>, %u: tensor<6xf64>) -> tensor<3xf64> {
  %0 = ag.scatter max 0 drop %x, %i, %u : tensor<3xf64>, tensor<6xi32>, tensor<6xf64> -> tensor<3xf64>
  %1 = ag.mul %0, %x : tensor<3xf64>
  return %1 : tensor<3xf64>
}

// Elements that are equal to x and among themselves.
func.func @min(%x: tensor<3xf64>, %i: tensor<6xi32>) -> tensor<3xf64> {
  %k = arith.constant dense<[0, 0, 1, 2, 2, 2]> : tensor<6xi32>
  %u = ag.gather 0 clamp %x, %k : tensor<3xf64>, tensor<6xi32> -> tensor<6xf64>
  %0 = ag.scatter min 0 clamp %x, %k, %u : tensor<3xf64>, tensor<6xi32>, tensor<6xf64> -> tensor<3xf64>
  %1 = ag.mul %0, %x : tensor<3xf64>
  return %1 : tensor<3xf64>
}
