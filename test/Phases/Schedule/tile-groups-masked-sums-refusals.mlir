// Masked elements are computed if an op needs them, or if no bound describes them.
// RUN: ag-opt --fuse --to=structure --ag-tile-groups --remarks-filter=ag-tile-groups %s -o %t.mlir 2>&1 | FileCheck %s
// RUN: FileCheck %s --check-prefix=LOOPS --input-file=%t.mlir
// RUN: ag-run %t.mlir --entry=fill --input=randn:1 --same-as=%s --rtol=1e-4 --atol=1e-3
// RUN: ag-run %t.mlir --entry=data --input=randn:1 --same-as=%s --rtol=1e-4 --atol=1e-3
// RUN: ag-run %t.mlir --entry=either --input=randn:1 --same-as=%s --rtol=1e-4 --atol=1e-3
// RUN: ag-run %t.mlir --entry=unmasked --input=randn:1 --same-as=%s --rtol=1e-4 --atol=1e-3

// A nonzero number in place of a masked element is data.
// CHECK: [Passed] group | {{.*}}Function=fill | {{.*}}ranges=0
func.func @fill(%a: tensor<2x512x8xf32>, %b: tensor<2x512x8xf32>) -> (tensor<2x512x8xf32>, tensor<2x512x8xf32>) {
  %i = ag.iota 1 : tensor<2x512x512xi32>
  %j = ag.iota 2 : tensor<2x512x512xi32>
  %little = arith.constant dense<1.0e-3> : tensor<2x512x512xf32>
  %mask = ag.compare ge %i, %j : tensor<2x512x512xi32>, tensor<2x512x512xi32> -> tensor<2x512x512xi1>
  %s = ag.contract "hid,hjd->hij" %a, %b : tensor<2x512x8xf32>, tensor<2x512x8xf32> -> tensor<2x512x512xf32>
  %t = ag.tanh %s : tensor<2x512x512xf32>
  %e = ag.select %mask, %t, %little : tensor<2x512x512xi1>, tensor<2x512x512xf32>, tensor<2x512x512xf32> -> tensor<2x512x512xf32>
  %x = ag.contract "hij,hjd->hid" %e, %b : tensor<2x512x512xf32>, tensor<2x512x8xf32> -> tensor<2x512x8xf32>
  %y = ag.contract "hij,hid->hjd" %e, %a : tensor<2x512x512xf32>, tensor<2x512x8xf32> -> tensor<2x512x8xf32>
  return %x, %y : tensor<2x512x8xf32>, tensor<2x512x8xf32>
}

// CHECK: [Passed] group | {{.*}}Function=data | {{.*}}ranges=0
func.func @data(%a: tensor<2x512x8xf32>, %b: tensor<2x512x8xf32>, %least: tensor<2x512x512xf32>) -> (tensor<2x512x8xf32>, tensor<2x512x8xf32>) {
  %zero = arith.constant dense<0.0> : tensor<2x512x512xf32>
  %s = ag.contract "hid,hjd->hij" %a, %b : tensor<2x512x8xf32>, tensor<2x512x8xf32> -> tensor<2x512x512xf32>
  %t = ag.tanh %s : tensor<2x512x512xf32>
  %mask = ag.compare ge %t, %least : tensor<2x512x512xf32>, tensor<2x512x512xf32> -> tensor<2x512x512xi1>
  %e = ag.select %mask, %t, %zero : tensor<2x512x512xi1>, tensor<2x512x512xf32>, tensor<2x512x512xf32> -> tensor<2x512x512xf32>
  %x = ag.contract "hij,hjd->hid" %e, %b : tensor<2x512x512xf32>, tensor<2x512x8xf32> -> tensor<2x512x8xf32>
  %y = ag.contract "hij,hid->hjd" %e, %a : tensor<2x512x512xf32>, tensor<2x512x8xf32> -> tensor<2x512x8xf32>
  return %x, %y : tensor<2x512x8xf32>, tensor<2x512x8xf32>
}

// The mask keeps the elements outside a window, on both of its sides.
// CHECK: [Passed] group | {{.*}}Function=either | {{.*}}ranges=0
func.func @either(%a: tensor<2x512x8xf32>, %b: tensor<2x512x8xf32>) -> (tensor<2x512x8xf32>, tensor<2x512x8xf32>) {
  %i = ag.iota 1 : tensor<2x512x512xi32>
  %j = ag.iota 2 : tensor<2x512x512xi32>
  %zero = arith.constant dense<0.0> : tensor<2x512x512xf32>
  %width = arith.constant dense<70> : tensor<2x512x512xi32>
  %d = ag.sub %i, %j : tensor<2x512x512xi32>
  %far = ag.abs %d : tensor<2x512x512xi32>
  %mask = ag.compare ge %far, %width : tensor<2x512x512xi32>, tensor<2x512x512xi32> -> tensor<2x512x512xi1>
  %s = ag.contract "hid,hjd->hij" %a, %b : tensor<2x512x8xf32>, tensor<2x512x8xf32> -> tensor<2x512x512xf32>
  %t = ag.tanh %s : tensor<2x512x512xf32>
  %e = ag.select %mask, %t, %zero : tensor<2x512x512xi1>, tensor<2x512x512xf32>, tensor<2x512x512xf32> -> tensor<2x512x512xf32>
  %x = ag.contract "hij,hjd->hid" %e, %b : tensor<2x512x512xf32>, tensor<2x512x8xf32> -> tensor<2x512x8xf32>
  %y = ag.contract "hij,hid->hjd" %e, %a : tensor<2x512x512xf32>, tensor<2x512x8xf32> -> tensor<2x512x8xf32>
  return %x, %y : tensor<2x512x8xf32>, tensor<2x512x8xf32>
}

// One sum has no mask and needs all rows of the product; the other one skips rows.
// CHECK: [Passed] group | {{.*}}Function=unmasked | {{.*}}ranges=1
// LOOPS-LABEL: func.func @unmasked(
// LOOPS: scf.for {{.*}} step %c64
// LOOPS: linalg.generic
// LOOPS: } -> tensor<1x512x64xf32>
// LOOPS: math.tanh
// LOOPS: } -> tensor<1x512x64xf32>
// LOOPS: arith.select
// LOOPS-NEXT: linalg.yield
// LOOPS-NEXT: } -> tensor<1x?x64xf32>
// LOOPS: return
func.func @unmasked(%a: tensor<2x512x8xf32>, %b: tensor<2x512x8xf32>) -> (tensor<2x512x8xf32>, tensor<2x512x8xf32>) {
  %i = ag.iota 1 : tensor<2x512x512xi32>
  %j = ag.iota 2 : tensor<2x512x512xi32>
  %zero = arith.constant dense<0.0> : tensor<2x512x512xf32>
  %mask = ag.compare ge %i, %j : tensor<2x512x512xi32>, tensor<2x512x512xi32> -> tensor<2x512x512xi1>
  %s = ag.contract "hid,hjd->hij" %a, %b : tensor<2x512x8xf32>, tensor<2x512x8xf32> -> tensor<2x512x512xf32>
  %t = ag.tanh %s : tensor<2x512x512xf32>
  %e = ag.select %mask, %t, %zero : tensor<2x512x512xi1>, tensor<2x512x512xf32>, tensor<2x512x512xf32> -> tensor<2x512x512xf32>
  %x = ag.contract "hij,hjd->hid" %t, %b : tensor<2x512x512xf32>, tensor<2x512x8xf32> -> tensor<2x512x8xf32>
  %y = ag.contract "hij,hid->hjd" %e, %a : tensor<2x512x512xf32>, tensor<2x512x8xf32> -> tensor<2x512x8xf32>
  return %x, %y : tensor<2x512x8xf32>, tensor<2x512x8xf32>
}
