// A loss with labels has one form, whatever the labels' type and however the
// label is picked: from differences, from logarithms, or from weights.
// RUN: ag-opt --fuse %s | FileCheck %s

// CHECK-LABEL: @long
// CHECK: form = "[[LOSS:[0-9a-f]+]]"
func.func @long(%x: tensor<64x300xf32>, %y: tensor<64xi64>) -> tensor<f32> {
  %0 = ag.reduce max %x [1] : tensor<64x300xf32> -> tensor<64xf32>
  %1 = ag.broadcast %0 [0] : tensor<64xf32> -> tensor<64x300xf32>
  %2 = ag.sub %x, %1 : tensor<64x300xf32>
  %3 = ag.exp %2 : tensor<64x300xf32>
  %4 = ag.reduce sum %3 [1] : tensor<64x300xf32> -> tensor<64xf32>
  %5 = ag.log %4 : tensor<64xf32>
  %6 = ag.iota 1 : tensor<64x300xi64>
  %7 = ag.broadcast %y [0] : tensor<64xi64> -> tensor<64x300xi64>
  %8 = ag.compare eq %6, %7 : tensor<64x300xi64>, tensor<64x300xi64> -> tensor<64x300xi1>
  %9 = arith.constant dense<0.000000000e+00> : tensor<f32>
  %10 = ag.broadcast %9 [] : tensor<f32> -> tensor<64x300xf32>
  %11 = ag.select %8, %2, %10 : tensor<64x300xi1>, tensor<64x300xf32>, tensor<64x300xf32> -> tensor<64x300xf32>
  %12 = ag.reduce sum %11 [1] : tensor<64x300xf32> -> tensor<64xf32>
  %13 = ag.sub %5, %12 : tensor<64xf32>
  %14 = ag.reduce sum %13 [0] : tensor<64xf32> -> tensor<f32>
  %15 = arith.constant dense<6.400000000e+01> : tensor<f32>
  %16 = ag.div %14, %15 : tensor<f32>
  return %16 : tensor<f32>
}
// CHECK-LABEL: @differences
// CHECK: form = "[[LOSS]]"
func.func @differences(%x: tensor<64x300xf32>, %y: tensor<64xi32>) -> tensor<f32> {
  %0 = ag.reduce max %x [1] : tensor<64x300xf32> -> tensor<64xf32>
  %1 = ag.broadcast %0 [0] : tensor<64xf32> -> tensor<64x300xf32>
  %2 = ag.sub %x, %1 : tensor<64x300xf32>
  %3 = ag.exp %2 : tensor<64x300xf32>
  %4 = ag.reduce sum %3 [1] : tensor<64x300xf32> -> tensor<64xf32>
  %5 = ag.log %4 : tensor<64xf32>
  %6 = ag.iota 1 : tensor<64x300xi32>
  %7 = ag.broadcast %y [0] : tensor<64xi32> -> tensor<64x300xi32>
  %8 = ag.compare eq %6, %7 : tensor<64x300xi32>, tensor<64x300xi32> -> tensor<64x300xi1>
  %9 = arith.constant dense<0.000000000e+00> : tensor<f32>
  %10 = ag.broadcast %9 [] : tensor<f32> -> tensor<64x300xf32>
  %11 = ag.select %8, %2, %10 : tensor<64x300xi1>, tensor<64x300xf32>, tensor<64x300xf32> -> tensor<64x300xf32>
  %12 = ag.reduce sum %11 [1] : tensor<64x300xf32> -> tensor<64xf32>
  %13 = ag.sub %5, %12 : tensor<64xf32>
  %14 = ag.reduce sum %13 [0] : tensor<64xf32> -> tensor<f32>
  %15 = arith.constant dense<6.400000000e+01> : tensor<f32>
  %16 = ag.div %14, %15 : tensor<f32>
  return %16 : tensor<f32>
}
// CHECK-LABEL: @logarithms
// CHECK: form = "[[LOSS]]"
func.func @logarithms(%x: tensor<64x300xf32>, %y: tensor<64xi32>) -> tensor<f32> {
  %0 = ag.reduce max %x [1] : tensor<64x300xf32> -> tensor<64xf32>
  %1 = ag.broadcast %0 [0] : tensor<64xf32> -> tensor<64x300xf32>
  %2 = ag.sub %x, %1 : tensor<64x300xf32>
  %3 = ag.exp %2 : tensor<64x300xf32>
  %4 = ag.reduce sum %3 [1] : tensor<64x300xf32> -> tensor<64xf32>
  %5 = ag.broadcast %4 [0] : tensor<64xf32> -> tensor<64x300xf32>
  %6 = ag.log %5 : tensor<64x300xf32>
  %7 = ag.sub %2, %6 : tensor<64x300xf32>
  %8 = ag.iota 1 : tensor<64x300xi32>
  %9 = ag.broadcast %y [0] : tensor<64xi32> -> tensor<64x300xi32>
  %10 = ag.compare eq %8, %9 : tensor<64x300xi32>, tensor<64x300xi32> -> tensor<64x300xi1>
  %11 = ag.cast %10 : tensor<64x300xi1> -> tensor<64x300xf32>
  %12 = ag.mul %11, %7 : tensor<64x300xf32>
  %13 = ag.reduce sum %12 [1] : tensor<64x300xf32> -> tensor<64xf32>
  %14 = ag.neg %13 : tensor<64xf32>
  %15 = ag.reduce sum %14 [0] : tensor<64xf32> -> tensor<f32>
  %16 = arith.constant dense<6.400000000e+01> : tensor<f32>
  %17 = ag.div %15, %16 : tensor<f32>
  return %17 : tensor<f32>
}
// CHECK-LABEL: @weights
// CHECK: form = "[[LOSS]]"
func.func @weights(%x: tensor<64x300xf32>, %y: tensor<64xi32>) -> tensor<f32> {
  %0 = ag.reduce max %x [1] : tensor<64x300xf32> -> tensor<64xf32>
  %1 = ag.broadcast %0 [0] : tensor<64xf32> -> tensor<64x300xf32>
  %2 = ag.sub %x, %1 : tensor<64x300xf32>
  %3 = ag.exp %2 : tensor<64x300xf32>
  %4 = ag.reduce sum %3 [1] : tensor<64x300xf32> -> tensor<64xf32>
  %5 = ag.broadcast %4 [0] : tensor<64xf32> -> tensor<64x300xf32>
  %6 = ag.div %3, %5 : tensor<64x300xf32>
  %7 = ag.iota 1 : tensor<64x300xi32>
  %8 = ag.broadcast %y [0] : tensor<64xi32> -> tensor<64x300xi32>
  %9 = ag.compare eq %7, %8 : tensor<64x300xi32>, tensor<64x300xi32> -> tensor<64x300xi1>
  %10 = arith.constant dense<0.000000000e+00> : tensor<f32>
  %11 = ag.broadcast %10 [] : tensor<f32> -> tensor<64x300xf32>
  %12 = ag.select %9, %6, %11 : tensor<64x300xi1>, tensor<64x300xf32>, tensor<64x300xf32> -> tensor<64x300xf32>
  %13 = ag.reduce sum %12 [1] : tensor<64x300xf32> -> tensor<64xf32>
  %14 = ag.log %13 : tensor<64xf32>
  %15 = ag.neg %14 : tensor<64xf32>
  %16 = ag.reduce sum %15 [0] : tensor<64xf32> -> tensor<f32>
  %17 = arith.constant dense<6.400000000e+01> : tensor<f32>
  %18 = ag.div %16, %17 : tensor<f32>
  return %18 : tensor<f32>
}
