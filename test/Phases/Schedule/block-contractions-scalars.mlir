// A contraction whose first or second factor is a scalar has no operand to block for.
// RUN: ag-opt %s --march=x86-64-v3 --ag-block-contractions -o %t && FileCheck %s --input-file=%t
// RUN: ag-run %t --entry=row_sums --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=row_sums --input=randn:1 --on=cpu --same-as=%s
// RUN: ag-run %s --entry=row_sums --input=randn:1 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=column_sums --input=randn:1 --dim n=70 --on=cpu --same-as=%s
// RUN: ag-run %s --entry=column_sums --input=randn:1 --dim n=0 --on=cpu --same-as=%s
// RUN: ag-run %s --entry=chain --input=randn:1 --on=cpu --same-as=%s
// RUN: ag-run %s --entry=row_sums --verify-grad

// CHECK-LABEL: @row_sums(
// CHECK-NOT: scf.for
// CHECK: linalg.generic {{.*}} ins(%{{.*}}, %{{.*}} : tensor<4x8xf32>, f32)
func.func @row_sums(%x: tensor<4x8xf32>, %a: f32) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(m, k) -> (m, k)>, affine_map<(m, k) -> ()>, affine_map<(m, k) -> (m)>], iterator_types = ["parallel", "reduction"]} ins(%x, %a : tensor<4x8xf32>, f32) outs(%z : tensor<4xf32>) {
  ^bb0(%i: f32, %j: f32, %o: f32):
    %p = arith.mulf %i, %j : f32
    %r = arith.addf %o, %p : f32
    linalg.yield %r : f32
  } -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

func.func @column_sums(%a: bf16, %x: tensor<?x40xbf16> {ag.dims = ["n", 40]}) -> tensor<40xbf16> {
  %z = arith.constant dense<0.0> : tensor<40xbf16>
  %0 = linalg.generic {indexing_maps = [affine_map<(n, k) -> ()>, affine_map<(n, k) -> (k, n)>, affine_map<(n, k) -> (n)>], iterator_types = ["parallel", "reduction"]} ins(%a, %x : bf16, tensor<?x40xbf16>) outs(%z : tensor<40xbf16>) {
  ^bb0(%i: bf16, %j: bf16, %o: bf16):
    %p = arith.mulf %i, %j : bf16
    %r = arith.addf %o, %p : bf16
    linalg.yield %r : bf16
  } -> tensor<40xbf16>
  return %0 : tensor<40xbf16>
}

// The group's plan counts the bytes that its products read again.
func.func @chain(%x: tensor<64x40xf32>, %a: tensor<f32>) -> tensor<64xf32> {
  %s = tensor.extract %a[] : tensor<f32>
  %e = tensor.empty() : tensor<64x40xf32>
  %y = linalg.exp ins(%x : tensor<64x40xf32>) outs(%e : tensor<64x40xf32>) -> tensor<64x40xf32>
  %z = arith.constant dense<0.0> : tensor<64xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(m, k) -> ()>, affine_map<(m, k) -> (m, k)>, affine_map<(m, k) -> (m)>], iterator_types = ["parallel", "reduction"]} ins(%s, %y : f32, tensor<64x40xf32>) outs(%z : tensor<64xf32>) {
  ^bb0(%i: f32, %j: f32, %o: f32):
    %p = arith.mulf %i, %j : f32
    %r = arith.addf %o, %p : f32
    linalg.yield %r : f32
  } -> tensor<64xf32>
  return %0 : tensor<64xf32>
}
