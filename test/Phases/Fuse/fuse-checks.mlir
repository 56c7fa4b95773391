// A group that fails a check is inlined, and no other group is searched again.
// RUN: ag-opt --fuse --remarks-filter=ag-fuse %s -o %t 2> %t.remarks && FileCheck %s --input-file=%t.remarks
// RUN: FileCheck %s --check-prefix=TEXT --input-file=%t
// RUN: ag-run %t --entry=both --input=randn:1 --on=cpu --same-as=%s

// CHECK: [Analysis] search | {{.*}}Function=failing |{{.*}} looks=[[#FAILING:]],
// TEXT-LABEL: func.func @failing(
// TEXT-COUNT-2: ag.contract
func.func @failing(%q: tensor<64x32xf32>, %v: tensor<32x64xf32>, %w: tensor<64x32xf32>) -> tensor<64x32xf32> {
  %h = ag.contract "bi,io->bo" %q, %v : tensor<64x32xf32>, tensor<32x64xf32> -> tensor<64x64xf32>
  %t = ag.tanh %h : tensor<64x64xf32>
  %z = ag.contract "bi,io->bo" %t, %w : tensor<64x64xf32>, tensor<64x32xf32> -> tensor<64x32xf32>
  return %z : tensor<64x32xf32>
}

// Each of the other four ops is tried alone, then three joins; then the group's plan and form are checked.
// CHECK: [Analysis] search | {{.*}}Function=both |{{.*}} looks=[[#FAILING + 9]],
// TEXT-LABEL: func.func @both(
// TEXT: ag.fused
// TEXT: ag.fused
// TEXT-COUNT-3: ag.contract
// TEXT: ag.yield
func.func @both(%q: tensor<64x32xf32>, %v: tensor<32x64xf32>, %w: tensor<64x32xf32>, %a: tensor<400x8xf32>, %b: tensor<400x8xf32>)
    -> (tensor<64x32xf32>, tensor<400x8xf32>, tensor<400x8xf32>) {
  %h = ag.contract "bi,io->bo" %q, %v : tensor<64x32xf32>, tensor<32x64xf32> -> tensor<64x64xf32>
  %t = ag.tanh %h : tensor<64x64xf32>
  %z = ag.contract "bi,io->bo" %t, %w : tensor<64x64xf32>, tensor<64x32xf32> -> tensor<64x32xf32>
  %s = ag.contract "id,jd->ij" %a, %b : tensor<400x8xf32>, tensor<400x8xf32> -> tensor<400x400xf32>
  %e = ag.tanh %s : tensor<400x400xf32>
  %x = ag.contract "ij,jd->id" %e, %b : tensor<400x400xf32>, tensor<400x8xf32> -> tensor<400x8xf32>
  %y = ag.contract "ij,id->jd" %e, %a : tensor<400x400xf32>, tensor<400x8xf32> -> tensor<400x8xf32>
  return %z, %x, %y : tensor<64x32xf32>, tensor<400x8xf32>, tensor<400x8xf32>
}
