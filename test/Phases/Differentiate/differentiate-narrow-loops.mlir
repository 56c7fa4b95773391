// RUN: ag-run %s --entry=updated_grad --grad=updated --input=ones --print | FileCheck %s --check-prefix=FIRST
// RUN: ag-run %s --entry=inserted_grad --grad=inserted --input=ones --print | FileCheck %s --check-prefix=FIRST
// RUN: ag-run %s --entry=updated_grad --grad=updated --on=cpu --input=ones --print | FileCheck %s --check-prefix=FIRST
// RUN: ag-run %s --entry=inserted_grad --grad=inserted --on=cpu --input=ones --print | FileCheck %s --check-prefix=FIRST
// RUN: ag-opt --grad=updated %s | FileCheck %s --check-prefix=UPDATED

// The cotangent of a tensor that the loop updates stays in f32: a slice of it is
// rounded where it is read. If each iteration rounded the sum of 4,096 ones, it
// would be 256.

// FIRST: bf16[2] [4096, 0]

// UPDATED-LABEL: func.func @updated_grad(
// UPDATED:       scf.for {{.*}} iter_args(%[[SUMS:.*]] = %{{.*}}) -> (tensor<2xf32>)
// UPDATED:       %[[REST:.*]] = ag.update %[[SUMS]], %{{.*}} [1] [1] : tensor<2xf32>, tensor<1xf32> -> tensor<2xf32>
// UPDATED:       ag.slice %[[REST]] [%{{.*}}] [1] [1] : tensor<2xf32> -> tensor<1xf32>
// UPDATED-NOT:   tensor<2xf32> -> tensor<2xbf16>
// UPDATED:       scf.yield %{{.*}} : tensor<2xf32>
func.func @updated(%w: tensor<2xbf16>) -> tensor<f32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = arith.constant 4096 : index
  %z = arith.constant dense<0.0> : tensor<f32>
  %one = arith.constant dense<1.0> : tensor<1xbf16>
  %r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%s = %z, %v = %w) -> (tensor<f32>, tensor<2xbf16>) {
    %first = arith.remui %i, %c1 : index
    %p = ag.slice %v [%first] [1] [1] : tensor<2xbf16> -> tensor<1xbf16>
    %f = ag.cast %p : tensor<1xbf16> -> tensor<1xf32>
    %t = ag.reduce sum %f [0] : tensor<1xf32> -> tensor<f32>
    %a = ag.add %s, %t : tensor<f32>
    %next = ag.update %v, %one [1] [1] : tensor<2xbf16>, tensor<1xbf16> -> tensor<2xbf16>
    scf.yield %a, %next : tensor<f32>, tensor<2xbf16>
  }
  return %r#0 : tensor<f32>
}

func.func @inserted(%w: tensor<2xbf16>) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = arith.constant 4096 : index
  %z = arith.constant 0.0 : f32
  %one = arith.constant 1.0 : bf16
  %r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%s = %z, %v = %w) -> (f32, tensor<2xbf16>) {
    %first = arith.remui %i, %c1 : index
    %p = tensor.extract %v[%first] : tensor<2xbf16>
    %f = arith.extf %p : bf16 to f32
    %a = arith.addf %s, %f : f32
    %next = tensor.insert %one into %v[%c1] : tensor<2xbf16>
    scf.yield %a, %next : f32, tensor<2xbf16>
  }
  return %r#0 : f32
}
