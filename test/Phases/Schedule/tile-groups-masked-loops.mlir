// RUN: ag-opt --fuse --to=structure --ag-tile-groups --remarks-filter=ag-tile-groups %s -o %t.mlir 2>&1 | FileCheck %s --check-prefix=REMARKS
// RUN: FileCheck %s --input-file=%t.mlir
// RUN: ag-run %t.mlir --entry=causal --dim=n=150 --input=randn:1 --same-as=%s --rtol=1e-4 --atol=1e-3
// RUN: ag-run %t.mlir --entry=causal --dim=n=0 --input=randn:1 --same-as=%s
// RUN: ag-run %t.mlir --entry=causal --dim=n=1 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=causal --dim=n=150 --input=randn:1 --on=cpu --same-as=%s --rtol=1e-4 --atol=1e-3
// RUN: ag-run %t.mlir --entry=window --dim=n=150 --input=randn:1 --same-as=%s --rtol=1e-4 --atol=1e-3
// RUN: ag-run %s --entry=window --dim=n=150 --input=randn:1 --on=cpu --same-as=%s --rtol=1e-4 --atol=1e-3

// With an unknown length, both dimensions are loops. The inner loop starts at the outer
// loop's tile. In its iterations, one sum adds to rows i and the other one to rows j.
// REMARKS: [Passed] group | {{.*}}Function=causal | {{.*}} are computed in tiles of 1 x 64 x 64", {{.*}}ranges=1
// CHECK: #[[FIRST:.*]] = affine_map<(d0)[s0] -> ((d0 floordiv 64) * 64, s0)>
// CHECK-LABEL: func.func @causal(
// CHECK: scf.for %[[J:.*]] = %{{.*}} to %{{.*}} step %c64
// CHECK: %[[I:.*]] = affine.min #[[FIRST]](%[[J]])[%{{.*}}]
// CHECK: scf.for %[[GROUP:.*]] = %[[I]] to %{{.*}} step %c512
// CHECK: scf.for %{{.*}} = %[[GROUP]] to %{{.*}} step %c64
// CHECK: return
func.func @causal(%a: tensor<2x?x8xf32> {ag.dims = [2, "n", 8]}, %b: tensor<2x?x8xf32> {ag.dims = [2, "n", 8]}) -> (tensor<2x?x8xf32>, tensor<2x?x8xf32>) {
  %c1 = arith.constant 1 : index
  %n = tensor.dim %a, %c1 : tensor<2x?x8xf32>
  %zero = arith.constant dense<0.0> : tensor<f32>
  %zeros = ag.broadcast %zero [] (%n, %n) : tensor<f32> -> tensor<2x?x?xf32>
  %i = ag.iota 1 (%n, %n) : tensor<2x?x?xi32>
  %j = ag.iota 2 (%n, %n) : tensor<2x?x?xi32>
  %mask = ag.compare ge %i, %j : tensor<2x?x?xi32>, tensor<2x?x?xi32> -> tensor<2x?x?xi1>
  %s = ag.contract "hid,hjd->hij" %a, %b : tensor<2x?x8xf32>, tensor<2x?x8xf32> -> tensor<2x?x?xf32>
  %t = ag.tanh %s : tensor<2x?x?xf32>
  %e = ag.select %mask, %t, %zeros : tensor<2x?x?xi1>, tensor<2x?x?xf32>, tensor<2x?x?xf32> -> tensor<2x?x?xf32>
  %x = ag.contract "hij,hjd->hid" %e, %b : tensor<2x?x?xf32>, tensor<2x?x8xf32> -> tensor<2x?x8xf32>
  %y = ag.contract "hij,hid->hjd" %e, %a : tensor<2x?x?xf32>, tensor<2x?x8xf32> -> tensor<2x?x8xf32>
  return %x, %y : tensor<2x?x8xf32>, tensor<2x?x8xf32>
}

// The mask bounds both sides.
// REMARKS: [Passed] group | {{.*}}Function=window | {{.*}} are computed in tiles of 1 x 64 x 64", {{.*}}ranges=1
func.func @window(%a: tensor<2x?x8xf32> {ag.dims = [2, "n", 8]}, %b: tensor<2x?x8xf32> {ag.dims = [2, "n", 8]}) -> (tensor<2x?x8xf32>, tensor<2x?x8xf32>) {
  %c1 = arith.constant 1 : index
  %n = tensor.dim %a, %c1 : tensor<2x?x8xf32>
  %zero = arith.constant dense<0.0> : tensor<f32>
  %width = arith.constant dense<9> : tensor<i32>
  %zeros = ag.broadcast %zero [] (%n, %n) : tensor<f32> -> tensor<2x?x?xf32>
  %widths = ag.broadcast %width [] (%n, %n) : tensor<i32> -> tensor<2x?x?xi32>
  %i = ag.iota 1 (%n, %n) : tensor<2x?x?xi32>
  %j = ag.iota 2 (%n, %n) : tensor<2x?x?xi32>
  %d = ag.sub %i, %j : tensor<2x?x?xi32>
  %far = ag.abs %d : tensor<2x?x?xi32>
  %mask = ag.compare lt %far, %widths : tensor<2x?x?xi32>, tensor<2x?x?xi32> -> tensor<2x?x?xi1>
  %s = ag.contract "hid,hjd->hij" %a, %b : tensor<2x?x8xf32>, tensor<2x?x8xf32> -> tensor<2x?x?xf32>
  %t = ag.tanh %s : tensor<2x?x?xf32>
  %e = ag.select %mask, %t, %zeros : tensor<2x?x?xi1>, tensor<2x?x?xf32>, tensor<2x?x?xf32> -> tensor<2x?x?xf32>
  %x = ag.contract "hij,hjd->hid" %e, %b : tensor<2x?x?xf32>, tensor<2x?x8xf32> -> tensor<2x?x8xf32>
  %y = ag.contract "hij,hid->hjd" %e, %a : tensor<2x?x?xf32>, tensor<2x?x8xf32> -> tensor<2x?x8xf32>
  return %x, %y : tensor<2x?x8xf32>, tensor<2x?x8xf32>
}
