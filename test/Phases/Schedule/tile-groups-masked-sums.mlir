// RUN: ag-opt --fuse --to=structure --ag-tile-groups --remarks-filter=ag-tile-groups %s -o %t.mlir 2>&1 | FileCheck %s --check-prefix=REMARKS
// RUN: FileCheck %s --input-file=%t.mlir
// RUN: ag-run %t.mlir --entry=causal --input=randn:1 --same-as=%s --rtol=1e-4 --atol=1e-3
// RUN: ag-run %s --entry=causal --input=randn:1 --on=cpu --threads=2 --same-as=%s --rtol=1e-4 --atol=1e-3
// RUN: ag-run %t.mlir --entry=window --input=randn:1 --same-as=%s --rtol=1e-4 --atol=1e-3
// RUN: ag-run %s --entry=window --input=randn:1 --on=cpu --same-as=%s --rtol=1e-4 --atol=1e-3
// RUN: ag-run %t.mlir --entry=alone --input=randn:1 --same-as=%s --rtol=1e-4 --atol=1e-3
// RUN: ag-run %s --entry=alone --input=randn:1 --on=cpu --same-as=%s --rtol=1e-4 --atol=1e-3

// An iteration has 64 columns j and needs the rows i from the first of these on: it computes no other rows.
// REMARKS: [Passed] group | {{.*}}Function=causal | Remark="9 of 9 ops are computed in tiles of 1 x 64", ops=9, ranges=1
// CHECK: #[[FIRST:.*]] = affine_map<(d0) -> ((d0 floordiv 64) * 64)>
// CHECK: #[[LENGTH:.*]] = affine_map<(d0) -> ((d0 floordiv 64) * -64 + 512, 512)>
// CHECK-LABEL: func.func @causal(
// CHECK: scf.for %[[J:.*]] = %c0 to %c512 step %c64 iter_args(%[[X:.*]] = %{{.*}}, %[[Y:.*]] = %{{.*}})
// CHECK-DAG: %[[I:.*]] = affine.apply #[[FIRST]](%[[J]])
// CHECK-DAG: %[[N:.*]] = affine.min #[[LENGTH]](%[[J]])
// CHECK-DAG: extract_slice %arg0[%{{.*}}, %[[I]], 0] [1, %[[N]], 8]
// CHECK: math.tanh
// CHECK: %[[ROWS:.*]] = tensor.extract_slice %[[X]][%{{.*}}, %[[I]], 0] [1, %[[N]], 8]
// CHECK: linalg.generic {{.*}} outs(%[[ROWS]] : tensor<1x?x8xf32>)
// CHECK: tensor.insert_slice %{{.*}} into %[[X]][%{{.*}}, %[[I]], 0] [1, %[[N]], 8]
// CHECK: tensor.insert_slice %{{.*}} into %[[Y]][%{{.*}}, %[[J]], 0] [1, 64, 8]
// CHECK: return
func.func @causal(%a: tensor<2x512x8xf32>, %b: tensor<2x512x8xf32>) -> (tensor<2x512x8xf32>, tensor<2x512x8xf32>) {
  %i = ag.iota 1 : tensor<2x512x512xi32>
  %j = ag.iota 2 : tensor<2x512x512xi32>
  %zero = arith.constant dense<0.0> : tensor<2x512x512xf32>
  %mask = ag.compare ge %i, %j : tensor<2x512x512xi32>, tensor<2x512x512xi32> -> tensor<2x512x512xi1>
  %s = ag.contract "hid,hjd->hij" %a, %b : tensor<2x512x8xf32>, tensor<2x512x8xf32> -> tensor<2x512x512xf32>
  %t = ag.tanh %s : tensor<2x512x512xf32>
  %e = ag.select %mask, %t, %zero : tensor<2x512x512xi1>, tensor<2x512x512xf32>, tensor<2x512x512xf32> -> tensor<2x512x512xf32>
  %x = ag.contract "hij,hjd->hid" %e, %b : tensor<2x512x512xf32>, tensor<2x512x8xf32> -> tensor<2x512x8xf32>
  %y = ag.contract "hij,hid->hjd" %e, %a : tensor<2x512x512xf32>, tensor<2x512x8xf32> -> tensor<2x512x8xf32>
  return %x, %y : tensor<2x512x8xf32>, tensor<2x512x8xf32>
}

// The mask bounds both sides. For some columns, one bound is before the first row; for others, one
// is after the last. The indices come from one vector, which is broadcast along both dimensions.
// REMARKS: [Passed] group | {{.*}}Function=window | {{.*}} are computed in tiles of 1 x 64", {{.*}}ranges=1
func.func @window(%a: tensor<2x500x8xf32>, %b: tensor<2x500x8xf32>) -> (tensor<2x500x8xf32>, tensor<2x500x8xf32>) {
  %n = ag.iota 0 : tensor<500xi32>
  %i = ag.broadcast %n [0] : tensor<500xi32> -> tensor<500x500xi32>
  %j = ag.broadcast %n [1] : tensor<500xi32> -> tensor<500x500xi32>
  %d = ag.sub %i, %j : tensor<500x500xi32>
  %far = ag.abs %d : tensor<500x500xi32>
  %width = arith.constant dense<70> : tensor<500x500xi32>
  %seen = ag.compare lt %far, %width : tensor<500x500xi32>, tensor<500x500xi32> -> tensor<500x500xi1>
  %mask = ag.broadcast %seen [1, 2] : tensor<500x500xi1> -> tensor<2x500x500xi1>
  %none = arith.constant dense<0xFF800000> : tensor<2x500x500xf32>
  %s = ag.contract "hid,hjd->hij" %a, %b : tensor<2x500x8xf32>, tensor<2x500x8xf32> -> tensor<2x500x500xf32>
  %t = ag.tanh %s : tensor<2x500x500xf32>
  %m = ag.select %mask, %t, %none : tensor<2x500x500xi1>, tensor<2x500x500xf32>, tensor<2x500x500xf32> -> tensor<2x500x500xf32>
  %e = ag.exp %m : tensor<2x500x500xf32>
  %x = ag.contract "hij,hjd->hid" %e, %b : tensor<2x500x500xf32>, tensor<2x500x8xf32> -> tensor<2x500x8xf32>
  %y = ag.contract "hij,hid->hjd" %e, %a : tensor<2x500x500xf32>, tensor<2x500x8xf32> -> tensor<2x500x8xf32>
  return %x, %y : tensor<2x500x8xf32>, tensor<2x500x8xf32>
}

// Eight of ten iterations add to sums of their own.
// REMARKS: [Passed] group | {{.*}}Function=alone | Remark="9 of 9 ops are computed in tiles of 64", ops=9, ranges=1
func.func @alone(%a: tensor<600x8xf32>, %b: tensor<700x8xf32>) -> (tensor<600x8xf32>, tensor<700x8xf32>) {
  %i = ag.iota 0 : tensor<600x700xi32>
  %j = ag.iota 1 : tensor<600x700xi32>
  %zero = arith.constant dense<0.0> : tensor<600x700xf32>
  %mask = ag.compare lt %i, %j : tensor<600x700xi32>, tensor<600x700xi32> -> tensor<600x700xi1>
  %s = ag.contract "id,jd->ij" %a, %b : tensor<600x8xf32>, tensor<700x8xf32> -> tensor<600x700xf32>
  %t = ag.tanh %s : tensor<600x700xf32>
  %e = ag.select %mask, %t, %zero : tensor<600x700xi1>, tensor<600x700xf32>, tensor<600x700xf32> -> tensor<600x700xf32>
  %x = ag.contract "ij,jd->id" %e, %b : tensor<600x700xf32>, tensor<700x8xf32> -> tensor<600x8xf32>
  %y = ag.contract "ij,id->jd" %e, %a : tensor<600x700xf32>, tensor<600x8xf32> -> tensor<700x8xf32>
  return %x, %y : tensor<600x8xf32>, tensor<700x8xf32>
}
