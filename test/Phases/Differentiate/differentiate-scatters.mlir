// The kinds of a scatter. An element that is set has the derivative of the last update; equal extrema share it.
// RUN: ag-opt --ag-differentiate="grad=set;set:mode=jvp;max;max:mode=jvp" %s -o %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: ag-run %t.mlir --entry=set_grad --input=iota | FileCheck %s --check-prefix=GRAD
// RUN: ag-run %s --entry=set --verify-grad
// RUN: ag-run %s --entry=rows --verify-grad
// RUN: ag-run %s --entry=max --verify-grad
// RUN: ag-run %s --entry=min --verify-grad
// RUN: ag-run %s --entry=few --verify-grad
// RUN: ag-run %s --entry=few_dropped --verify-grad
// RUN: ag-run %s --entry=few_unsigned --verify-grad
// RUN: ag-run %s --entry=few_extrema --verify-grad
// RUN: ag-opt --ag-differentiate="grad=few:wrt=0,2;few_extrema:wrt=0,2" %s | FileCheck %s --check-prefix=FEW
// RUN: ag-opt --ag-differentiate="grad=set_grad:wrt=0,2,3:mode=jvp;max_grad:wrt=0,2,3" %t.mlir -o /dev/null

// CHECK-LABEL: func.func @set_jvp(
// CHECK: ag.scatter set 0 clamp %arg3, %arg1, %arg4
// CHECK-LABEL: func.func @set_grad(
// CHECK-DAG: ag.scatter set 0 clamp %arg3, %arg1, %{{.*}} : tensor<3x2xf64>, tensor<4xi32>, tensor<4x2xf64>
// CHECK-DAG: ag.gather 0 clamp %arg3, %arg1
// CHECK-DAG: %[[NUMBERS:.*]] = ag.iota 0 : tensor<4xi64>
// CHECK-DAG: %[[ALL:.*]] = ag.scatter max 0 clamp %{{.*}}, %arg1, %[[NUMBERS]] : tensor<3xi64>
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
// CHECK: ag.scatter set 0 drop %arg3, %arg1, %{{.*}}
// CHECK-LABEL: func.func @max_grad(
// CHECK: %[[Y:.*]] = ag.scatter max 0 drop %arg0, %arg1, %arg2
// CHECK-DAG: %[[SLICES:.*]] = ag.gather 0 fill %[[Y]], %arg1
// CHECK-DAG: %[[OWN:.*]] = ag.gather 0 fill %arg0, %arg1
// CHECK-DAG: ag.compare eq %[[OWN]], %[[SLICES]]
// CHECK-DAG: ag.compare eq %arg2, %[[SLICES]]
// CHECK: ag.scatter 0 drop
// CHECK: ag.scatter set 0 drop
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

// Pairs of few indices are compared, so that nothing but the results has the size of x.
// FEW-LABEL: func.func @few_grad(
// FEW-DAG: ag.max %{{.*}}, %{{.*}} : tensor<2x2xi64>
// FEW-DAG: ag.compare eq %{{.*}} : tensor<2x2x2x2xi64>, tensor<2x2x2x2xi64>
// FEW-DAG: ag.reduce max %{{.*}} [2, 3] : tensor<2x2x2x2xi64> -> tensor<2x2xi64>
// FEW-NOT: tensor<{{[0-9x]*}}?xi64>
// FEW-LABEL: func.func @few_extrema_grad(
// FEW-DAG: ag.gather 1 fill %{{.*}}, %arg1
// FEW-DAG: ag.reduce sum %{{.*}} [2] : tensor<2x3x3xf64> -> tensor<2x3xf64>
// FEW-NOT: ag.compare eq {{.*}}tensor<2x12
func.func @few(%x: tensor<?x3xf64> {ag.dims = ["n", 3]}, %i: tensor<2x2xi32>, %u: tensor<2x2x3xf64>) -> tensor<?x3xf64> attributes {ag.ranges = {n = [1, 4]}} {
  %0 = ag.scatter set 0 clamp %x, %i, %u : tensor<?x3xf64>, tensor<2x2xi32>, tensor<2x2x3xf64> -> tensor<?x3xf64>
  %1 = ag.mul %0, %0 : tensor<?x3xf64>
  return %1 : tensor<?x3xf64>
}

func.func @few_dropped(%x: tensor<2x9xf64>, %u: tensor<2x?xf64> {ag.dims = [2, "k"]}) -> tensor<2x9xf64> attributes {ag.ranges = {k = [3, 3]}} {
  %i = arith.constant dense<[8, 9, 8]> : tensor<3xi8>
  %s = ag.sin %u : tensor<2x?xf64>
  %0 = ag.scatter set 1 drop %x, %i, %s : tensor<2x9xf64>, tensor<3xi8>, tensor<2x?xf64> -> tensor<2x9xf64>
  %1 = ag.scatter max 1 drop %0, %i, %u : tensor<2x9xf64>, tensor<3xi8>, tensor<2x?xf64> -> tensor<2x9xf64>
  %2 = ag.mul %1, %1 : tensor<2x9xf64>
  return %2 : tensor<2x9xf64>
}

func.func @few_unsigned(%x: tensor<9xf64>, %u: tensor<3xf64>) -> tensor<9xf64> {
  %i = arith.constant dense<[200, 8, 3]> : tensor<3xui8>
  %0 = ag.scatter set 0 clamp %x, %i, %u : tensor<9xf64>, tensor<3xui8>, tensor<3xf64> -> tensor<9xf64>
  return %0 : tensor<9xf64>
}

func.func @few_extrema(%x: tensor<2x12xf64>, %i: tensor<3xi32>, %u: tensor<2x3xf64>) -> tensor<2x12xf64> {
  %k = arith.constant dense<[5, 7, 5]> : tensor<3xi32>
  %e = ag.gather 1 clamp %x, %k : tensor<2x12xf64>, tensor<3xi32> -> tensor<2x3xf64>
  %0 = ag.scatter min 1 drop %x, %k, %e : tensor<2x12xf64>, tensor<3xi32>, tensor<2x3xf64> -> tensor<2x12xf64>
  %1 = ag.scatter max 1 drop %0, %i, %u : tensor<2x12xf64>, tensor<3xi32>, tensor<2x3xf64> -> tensor<2x12xf64>
  %2 = ag.mul %1, %x : tensor<2x12xf64>
  return %2 : tensor<2x12xf64>
}
