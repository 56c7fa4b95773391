// A loop that sums products does not cut the rows of large tensors into short pieces, each on another page.
// RUN: ag-opt %s --fuse --march=x86-64-v3 --remarks-filter=ag-fuse -o %t 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: FileCheck %s --input-file=%t
// RUN: ag-run %t --entry=cut --input=randn:1 --same-as=%s
// RUN: ag-run %t --entry=whole --input=randn:1 --on=cpu --march=x86-64-v3 --same-as=%s

// REMARK: Function=cut | Reason="its iterations would move short pieces of rows of large tensors", Remark="'ag.tanh' is computed apart from 'ag.contract'
// REMARK-NOT: Function=whole | Reason="its iterations

// CHECK-LABEL: func.func @cut(
// CHECK-NOT: <sum
func.func @cut(%x: tensor<128x384xf32>, %up: tensor<384x1536xf32>, %down: tensor<1536x384xf32>) -> tensor<128x384xf32> {
  %h = ag.contract "if,fg->ig" %x, %up : tensor<128x384xf32>, tensor<384x1536xf32> -> tensor<128x1536xf32>
  %e = ag.tanh %h : tensor<128x1536xf32>
  %y = ag.contract "ig,gf->if" %e, %down : tensor<128x1536xf32>, tensor<1536x384xf32> -> tensor<128x384xf32>
  return %y : tensor<128x384xf32>
}

// These weights have whole rows in an iteration.
// CHECK-LABEL: func.func @whole(
// CHECK: <sum operand 1 dim 0 by [64]>
func.func @whole(%x: tensor<128x384xf32>, %up: tensor<1536x384xf32>, %down: tensor<1536x384xf32>) -> tensor<128x384xf32> {
  %h = ag.contract "if,gf->ig" %x, %up : tensor<128x384xf32>, tensor<1536x384xf32> -> tensor<128x1536xf32>
  %e = ag.tanh %h : tensor<128x1536xf32>
  %y = ag.contract "ig,gf->if" %e, %down : tensor<128x1536xf32>, tensor<1536x384xf32> -> tensor<128x384xf32>
  return %y : tensor<128x384xf32>
}
