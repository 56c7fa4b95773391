// ag-tile-groups creates the loops that ag-fuse has planned: both use one plan.
// RUN: ag-opt --fuse --remarks-filter=ag-fuse %s -o %t 2> %t.remarks && FileCheck %s --input-file=%t.remarks
// RUN: FileCheck %s --check-prefix=TEXT --input-file=%t
// RUN: ag-opt --to=schedule --remarks-filter=ag-tile-groups %t -o /dev/null 2>&1 | FileCheck %s --check-prefix=MADE
// RUN: ag-run %t --entry=layers --dim n=70 --input=randn:1 --on=cpu --same-as=%s
// RUN: ag-run %t --entry=cached --input=randn:1 --on=cpu --same-as=%s
// RUN: ag-run %t --entry=whole --input=randn:1 --on=cpu --same-as=%s
// MADE-NOT: [Missed] group

// Tiles of a few rows would read the second matrix again and again.
// CHECK: [Missed] edge | {{.*}}Function=layers | Reason="there is nothing to gain: moving takes {{.*}}", Remark="'ag.tanh' is computed apart from 'ag.contract' {{.*}}why=gain
// TEXT-LABEL: func.func @layers(
// TEXT: ag.fused
// TEXT: ag.contract
// TEXT: ag.tanh
// TEXT-NEXT: ag.yield
// TEXT: return
func.func @layers(%x: tensor<?x784xf32> {ag.dims = ["n", 784]}, %v: tensor<784x512xf32>, %w: tensor<512x512xf32>) -> tensor<?x512xf32> {
  %h = ag.contract "bi,io->bo" %x, %v : tensor<?x784xf32>, tensor<784x512xf32> -> tensor<?x512xf32>
  %t = ag.tanh %h : tensor<?x512xf32>
  %y = ag.contract "bi,io->bo" %t, %w : tensor<?x512xf32>, tensor<512x512xf32> -> tensor<?x512xf32>
  return %y : tensor<?x512xf32>
}

// CHECK: [Missed] edge | {{.*}}Function=cached | Reason="the core's own cache holds all that is between them", Remark="'ag.tanh' is computed apart from 'ag.contract' {{.*}}why=gain
func.func @cached(%x: tensor<64x32xf32>, %v: tensor<32x64xf32>, %w: tensor<64x32xf32>) -> tensor<64x32xf32> {
  %h = ag.contract "bi,io->bo" %x, %v : tensor<64x32xf32>, tensor<32x64xf32> -> tensor<64x64xf32>
  %t = ag.tanh %h : tensor<64x64xf32>
  %y = ag.contract "bi,io->bo" %t, %w : tensor<64x64xf32>, tensor<64x32xf32> -> tensor<64x32xf32>
  return %y : tensor<64x32xf32>
}

// Three products are one group, computed in tiles.
// TEXT-LABEL: func.func @whole(
// TEXT: ag.fused
// TEXT-COUNT-3: ag.contract
// TEXT: ag.yield
// TEXT-NEXT: }
// TEXT-NEXT: return
// MADE: [Passed] group | {{.*}}Function=whole
// MADE-NOT: [Missed] group
func.func @whole(%a: tensor<400x8xf32>, %b: tensor<400x8xf32>) -> (tensor<400x8xf32>, tensor<400x8xf32>) {
  %s = ag.contract "id,jd->ij" %a, %b : tensor<400x8xf32>, tensor<400x8xf32> -> tensor<400x400xf32>
  %e = ag.tanh %s : tensor<400x400xf32>
  %x = ag.contract "ij,jd->id" %e, %b : tensor<400x400xf32>, tensor<400x8xf32> -> tensor<400x8xf32>
  %y = ag.contract "ij,id->jd" %e, %a : tensor<400x400xf32>, tensor<400x8xf32> -> tensor<400x8xf32>
  return %x, %y : tensor<400x8xf32>, tensor<400x8xf32>
}
