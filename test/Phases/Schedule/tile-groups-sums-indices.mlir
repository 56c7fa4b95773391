// RUN: ag-opt --fuse --to=structure --ag-tile-groups --remarks-filter=ag-tile-groups %s -o %t.mlir 2>&1 | FileCheck %s
// RUN: ag-run %t.mlir --input=randn:1 --same-as=%s --rtol=1e-4 --atol=1e-3

// Both dimensions read the same indices, each reader its own copy. One dimension is a loop of the nest.
// CHECK: [Passed] group | {{.*}}Function=main | {{.*}} are computed in tiles of 1 x 64"
func.func @main(%a: tensor<2x400x8xf32>, %b: tensor<2x400x8xf32>) -> (tensor<2x400x8xf32>, tensor<2x400x8xf32>) {
  %n = ag.iota 0 : tensor<400xi32>
  %i = ag.broadcast %n [0] : tensor<400xi32> -> tensor<400x400xi32>
  %j = ag.broadcast %n [1] : tensor<400xi32> -> tensor<400x400xi32>
  %d = ag.sub %i, %j : tensor<400x400xi32>
  %bias = ag.cast %d : tensor<400x400xi32> -> tensor<400x400xf32>
  %biases = ag.broadcast %bias [1, 2] : tensor<400x400xf32> -> tensor<2x400x400xf32>
  %s = ag.contract "hid,hjd->hij" %a, %b : tensor<2x400x8xf32>, tensor<2x400x8xf32> -> tensor<2x400x400xf32>
  %t = ag.add %s, %biases : tensor<2x400x400xf32>
  %e = ag.tanh %t : tensor<2x400x400xf32>
  %x = ag.contract "hij,hjd->hid" %e, %b : tensor<2x400x400xf32>, tensor<2x400x8xf32> -> tensor<2x400x8xf32>
  %y = ag.contract "hij,hid->hjd" %e, %a : tensor<2x400x400xf32>, tensor<2x400x8xf32> -> tensor<2x400x8xf32>
  return %x, %y : tensor<2x400x8xf32>, tensor<2x400x8xf32>
}
