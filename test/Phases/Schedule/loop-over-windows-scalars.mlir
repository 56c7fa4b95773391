// RUN: ag-opt --ag-loop-over-windows %s | FileCheck %s
// RUN: ag-run %s --entry=windows --input=randn:1 --on=cpu --same-as=%s
// RUN: ag-run %s --entry=first --input=randn:1 --dim n=2 --on=cpu --same-as=%s
// RUN: ag-run %s --entry=quantised --input=randn:1 --on=cpu --same-as=%s
// RUN: ag-run %s --entry=grouped --input=randn:1 --on=cpu --same-as=%s
// RUN: ag-run %s --entry=quantised --input=randn:1 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=windows --verify-grad

// A scalar among the inputs is read at each window offset.
// CHECK-LABEL: @windows(
// CHECK-SAME: %[[A:[a-z0-9]+]]: f32)
// CHECK: linalg.generic
// CHECK-SAME: %[[A]]
func.func @windows(%x: tensor<20xf32>, %w: tensor<5xf32>, %a: f32) -> tensor<16xf32> {
  %z = arith.constant dense<0.0> : tensor<16xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(n, k) -> (n + k)>, affine_map<(n, k) -> (k)>, affine_map<(n, k) -> ()>, affine_map<(n, k) -> (n)>], iterator_types = ["parallel", "reduction"]} ins(%x, %w, %a : tensor<20xf32>, tensor<5xf32>, f32) outs(%z : tensor<16xf32>) {
  ^bb0(%i: f32, %j: f32, %k: f32, %o: f32):
    %p = arith.mulf %i, %j : f32
    %q = arith.mulf %p, %k : f32
    %t = arith.addf %o, %q : f32
    linalg.yield %t : f32
  } -> tensor<16xf32>
  return %0 : tensor<16xf32>
}

// The first input is a scalar of another type, the windows have dynamic sizes and strides.
func.func @first(%a: f64, %x: tensor<?x9xf32> {ag.dims = ["n", 9]}, %w: tensor<3xf32>) -> tensor<?x4xf32> {
  %c0 = arith.constant 0 : index
  %z = arith.constant 0.0 : f32
  %n = tensor.dim %x, %c0 : tensor<?x9xf32>
  %e = tensor.empty(%n) : tensor<?x4xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<?x4xf32>) -> tensor<?x4xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(b, n, k) -> ()>, affine_map<(b, n, k) -> (b, 2 * n + k)>, affine_map<(b, n, k) -> (k)>, affine_map<(b, n, k) -> (b, n)>], iterator_types = ["parallel", "parallel", "reduction"]} ins(%a, %x, %w : f64, tensor<?x9xf32>, tensor<3xf32>) outs(%f : tensor<?x4xf32>) {
  ^bb0(%s: f64, %i: f32, %j: f32, %o: f32):
    %k = arith.truncf %s : f64 to f32
    %p = arith.subf %i, %k : f32
    %q = arith.mulf %p, %j : f32
    %t = arith.addf %o, %q : f32
    linalg.yield %t : f32
  } -> tensor<?x4xf32>
  return %0 : tensor<?x4xf32>
}

// Upstream's quantised convolutions subtract a zero point from each input.
func.func @quantised(%x: tensor<1x8x8x4xi8>, %w: tensor<3x3x4x5xi8>, %a: i32, %b: i32) -> tensor<1x6x6x5xi32> {
  %z = arith.constant dense<0> : tensor<1x6x6x5xi32>
  %0 = linalg.conv_2d_nhwc_hwcf_q ins(%x, %w, %a, %b : tensor<1x8x8x4xi8>, tensor<3x3x4x5xi8>, i32, i32) outs(%z : tensor<1x6x6x5xi32>) -> tensor<1x6x6x5xi32>
  return %0 : tensor<1x6x6x5xi32>
}

func.func @grouped(%x: tensor<2x9x9x3xi8>, %w: tensor<3x3x3x2xi8>, %z: tensor<2xi32>) -> tensor<2x4x4x3x2xi32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %a = tensor.extract %z[%c0] : tensor<2xi32>
  %b = tensor.extract %z[%c1] : tensor<2xi32>
  %s = arith.constant dense<1> : tensor<2x4x4x3x2xi32>
  %0 = linalg.depthwise_conv_2d_nhwc_hwcm_q {dilations = dense<1> : tensor<2xi64>, strides = dense<2> : tensor<2xi64>} ins(%x, %w, %a, %b : tensor<2x9x9x3xi8>, tensor<3x3x3x2xi8>, i32, i32) outs(%s : tensor<2x4x4x3x2xi32>) -> tensor<2x4x4x3x2xi32>
  return %0 : tensor<2x4x4x3x2xi32>
}
