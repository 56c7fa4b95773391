// Weights are packed, plain and transposed, with and without an element-wise
// user, and one for each element of a batch.
// RUN: ag-run %s --entry=weights --on=cpu --input=randn:1 --input=randn:2 --weights=randn:3 --dim m=9 --atol=1e-3 --same-as=%s
// RUN: ag-run %s --entry=weights --on=cpu --march=x86-64-v2 --input=randn:1 --input=randn:2 --weights=randn:3 --dim m=1 --atol=1e-3 --same-as=%s
// RUN: ag-run %s --entry=batched --on=cpu --input=randn:1 --weights=randn:2 --atol=1e-3 --same-as=%s
// RUN: ag-opt --to=schedule %s | FileCheck %s

// CHECK-LABEL: func.func @weights(
// CHECK: vector.transfer_read %{{.*}} : tensor<32x512x16xf32>, vector<16xf32>
// CHECK-LABEL: func.func @batched(
// CHECK: tensor<16x2x512x16xf32>, vector<16xf32>
func.func @weights(%x: tensor<?x512xf32> {ag.dims = ["m", 512]}, %y: tensor<?x512xf32> {ag.dims = ["m", 512]})
    -> (tensor<?x512xf32>, tensor<?x512xf32>) {
  %w = ag.parameter "w" : tensor<512x512xf32>
  %t = ag.parameter "t" : tensor<512x512xf32>
  %0 = ag.contract "mk,kn->mn" %x, %w : tensor<?x512xf32>, tensor<512x512xf32> -> tensor<?x512xf32>
  %1 = ag.tanh %0 : tensor<?x512xf32>
  %2 = ag.contract "mk,nk->mn" %1, %t : tensor<?x512xf32>, tensor<512x512xf32> -> tensor<?x512xf32>
  %3 = ag.add %2, %y : tensor<?x512xf32>
  return %3, %2 : tensor<?x512xf32>, tensor<?x512xf32>
}
func.func @batched(%x: tensor<2x7x512xf32>) -> tensor<2x7x256xf32> {
  %w = ag.parameter "b" : tensor<2x512x256xf32>
  %0 = ag.contract "bmk,bkn->bmn" %x, %w : tensor<2x7x512xf32>, tensor<2x512x256xf32> -> tensor<2x7x256xf32>
  return %0 : tensor<2x7x256xf32>
}
