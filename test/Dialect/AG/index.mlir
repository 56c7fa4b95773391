// RUN: ag-opt %s -o %t && FileCheck %s --input-file=%t
// RUN: ag-opt --mlir-print-op-generic %s | ag-opt | diff %t -
// RUN: ag-opt --emit-bytecode %s | ag-opt | diff %t -

// CHECK-LABEL: func @indices
func.func @indices(%table: tensor<9x3xf32>, %n: index) {
  // CHECK: ag.iota 1 (%arg1) : tensor<?x4xi32>
  %0 = ag.iota 1 (%n) : tensor<?x4xi32>
  // CHECK: ag.iota 0 : tensor<4xf32>
  %1 = ag.iota 0 : tensor<4xf32>
  // CHECK: ag.gather 0 error %arg0, %{{.*}} : tensor<9x3xf32>, tensor<?x4xi32> -> tensor<?x4x3xf32>
  %2 = ag.gather 0 error %table, %0 : tensor<9x3xf32>, tensor<?x4xi32> -> tensor<?x4x3xf32>
  // CHECK: ag.gather 1 clamp %arg0, %{{.*}} : tensor<9x3xf32>, tensor<?x4xi32> -> tensor<9x?x4xf32>
  %3 = ag.gather 1 clamp %table, %0 : tensor<9x3xf32>, tensor<?x4xi32> -> tensor<9x?x4xf32>
  // CHECK: ag.gather 0 fill
  %4 = ag.gather 0 fill %table, %0 : tensor<9x3xf32>, tensor<?x4xi32> -> tensor<?x4x3xf32>
  // CHECK: ag.scatter 1 drop %arg0, %{{.*}}, %{{.*}} : tensor<9x3xf32>, tensor<?x4xi32>, tensor<9x?x4xf32> -> tensor<9x3xf32>
  %5 = ag.scatter 1 drop %table, %0, %3 : tensor<9x3xf32>, tensor<?x4xi32>, tensor<9x?x4xf32> -> tensor<9x3xf32>
  // CHECK: ag.scatter set 1 drop %arg0
  %6 = ag.scatter set 1 drop %table, %0, %3 : tensor<9x3xf32>, tensor<?x4xi32>, tensor<9x?x4xf32> -> tensor<9x3xf32>
  // CHECK: ag.scatter 1 drop %arg0
  %7 = ag.scatter add 1 drop %table, %0, %3 : tensor<9x3xf32>, tensor<?x4xi32>, tensor<9x?x4xf32> -> tensor<9x3xf32>
  return
}

// CHECK-LABEL: func @bits
func.func @bits(%key: tensor<2xui32>, %n: index) {
  // CHECK: ag.random_bits %arg0 (%arg1) : tensor<2xui32> -> tensor<?x4xui32>
  %0 = ag.random_bits %key (%n) : tensor<2xui32> -> tensor<?x4xui32>
  // CHECK: ag.random_bits %arg0 from %arg0 (%arg1) : tensor<2xui32>, tensor<2xui32> -> tensor<?x4xui32>
  %1 = ag.random_bits %key from %key (%n) : tensor<2xui32>, tensor<2xui32> -> tensor<?x4xui32>
  // CHECK: ag.random_bits %arg0 : tensor<2xui32>
  %2 = ag.random_bits %key : tensor<2xui32>
  return
}
