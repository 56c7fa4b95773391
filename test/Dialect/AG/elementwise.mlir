// RUN: ag-opt %s -o %t && FileCheck %s --input-file=%t
// RUN: ag-opt --mlir-print-op-generic %s | ag-opt | diff %t -
// RUN: ag-opt --emit-bytecode %s | ag-opt | diff %t -

// CHECK-LABEL: func @arithmetic
func.func @arithmetic(%x: tensor<?x4xf32>, %y: tensor<2x4xf32>) -> tensor<?x4xf32> {
  // A dynamic dimension beside a static one: the result may have either.
  // CHECK: ag.add %arg0, %arg1 : tensor<?x4xf32>, tensor<2x4xf32> -> tensor<?x4xf32>
  %0 = ag.add %x, %y : tensor<?x4xf32>, tensor<2x4xf32> -> tensor<?x4xf32>
  // CHECK: ag.sub %0, %0 : tensor<?x4xf32>
  %1 = ag.sub %0, %0 : tensor<?x4xf32>
  // CHECK: ag.mul
  %2 = ag.mul %1, %0 : tensor<?x4xf32>
  // CHECK: ag.div
  %3 = ag.div %2, %0 : tensor<?x4xf32>
  // CHECK: ag.pow
  %4 = ag.pow %3, %0 : tensor<?x4xf32>
  // CHECK: ag.max
  %5 = ag.max %4, %0 : tensor<?x4xf32>
  // CHECK: ag.min
  %6 = ag.min %5, %0 : tensor<?x4xf32>
  return %6 : tensor<?x4xf32>
}

// CHECK-LABEL: func @functions
func.func @functions(%x: tensor<bf16>) -> tensor<bf16> {
  // CHECK: ag.neg %arg0 : tensor<bf16>
  %0 = ag.neg %x : tensor<bf16>
  // CHECK: ag.abs
  %1 = ag.abs %0 : tensor<bf16>
  // CHECK: ag.exp
  %2 = ag.exp %1 : tensor<bf16>
  // CHECK: ag.log
  %3 = ag.log %2 : tensor<bf16>
  // CHECK: ag.tanh
  %4 = ag.tanh %3 : tensor<bf16>
  // CHECK: ag.sigmoid
  %5 = ag.sigmoid %4 : tensor<bf16>
  // CHECK: ag.erf
  %6 = ag.erf %5 : tensor<bf16>
  // CHECK: ag.sqrt
  %7 = ag.sqrt %6 : tensor<bf16>
  // CHECK: ag.rsqrt
  %8 = ag.rsqrt %7 : tensor<bf16>
  // CHECK: ag.floor
  %9 = ag.floor %8 : tensor<bf16>
  // CHECK: ag.stop_gradient
  %10 = ag.stop_gradient %9 : tensor<bf16>
  return %10 : tensor<bf16>
}
