// RUN: ag-opt %s --to=structure --ag-tile-groups --remarks-filter=ag-tile-groups -o %t 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: FileCheck %s --input-file=%t
// RUN: ag-run %t --entry=attention --input=randn:1 --same-as=%s
// RUN: ag-run %t --entry=dynamic --dim b=3 --dim s=17 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=attention --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=attention --on=cpu --threads=2 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=dynamic --on=cpu --dim b=3 --dim s=17 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=dynamic --on=cpu --dim b=1 --dim s=1 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=weight --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=outside --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=one --on=cpu --input=randn:1 --same-as=%s

// REMARK: remark: [Passed] group | {{.*}}Function=attention | Remark="{{[0-9]+}} of {{[0-9]+}} ops are computed in tiles of 1 x 1"

// All heads of all batches would need 4 x 6 x 64 x 64 scores; an iteration
// holds the scores of one head.
// CHECK-LABEL: func.func @attention(
// CHECK-NOT: tensor<4x6x64x64xf32>
// CHECK: scf.for %{{.*}} = %c0 to %c4 step %c1
// CHECK: scf.for %{{.*}} = %c0 to %c6 step %c1
// CHECK-COUNT-3: tensor<1x1x64x64xf32>
// CHECK-NOT: tensor<4x6x64x64xf32>
// CHECK: return
func.func @attention(%q: tensor<4x64x6x32xf32>, %k: tensor<4x64x6x32xf32>, %v: tensor<4x64x6x32xf32>) -> tensor<4x64x6x32xf32> {
  %s = ag.contract "bihd,bjhd->bhij" %q, %k : tensor<4x64x6x32xf32>, tensor<4x64x6x32xf32> -> tensor<4x6x64x64xf32>
  %max = ag.reduce max %s [3] : tensor<4x6x64x64xf32> -> tensor<4x6x64xf32>
  %maxes = ag.broadcast %max [0, 1, 2] : tensor<4x6x64xf32> -> tensor<4x6x64x64xf32>
  %less = ag.sub %s, %maxes : tensor<4x6x64x64xf32>
  %exp = ag.exp %less : tensor<4x6x64x64xf32>
  %sum = ag.reduce sum %exp [3] : tensor<4x6x64x64xf32> -> tensor<4x6x64xf32>
  %sums = ag.broadcast %sum [0, 1, 2] : tensor<4x6x64xf32> -> tensor<4x6x64x64xf32>
  %p = ag.div %exp, %sums : tensor<4x6x64x64xf32>
  %o = ag.contract "bhij,bjhd->bihd" %p, %v : tensor<4x6x64x64xf32>, tensor<4x64x6x32xf32> -> tensor<4x64x6x32xf32>
  return %o : tensor<4x64x6x32xf32>
}

// With unknown sizes, keys are iterated over in tiles.
// CHECK-LABEL: func.func @dynamic(
// CHECK-NOT: tensor<?x?x?xf32>
// CHECK: return
func.func @dynamic(%q: tensor<?x?x32xf32> {ag.dims = ["b", "s", 32]}, %k: tensor<?x?x32xf32> {ag.dims = ["b", "s", 32]})
    -> tensor<?x?x32xf32> attributes {ag.ranges = {b = [1, 8], s = [1, 64]}} {
  %s = ag.contract "bid,bjd->bij" %q, %k : tensor<?x?x32xf32>, tensor<?x?x32xf32> -> tensor<?x?x?xf32>
  %t = ag.tanh %s : tensor<?x?x?xf32>
  %o = ag.contract "bij,bjd->bid" %t, %k : tensor<?x?x?xf32>, tensor<?x?x32xf32> -> tensor<?x?x32xf32>
  return %o : tensor<?x?x32xf32>
}

// A weight has no batch dimension: each iteration would read all of it.
// CHECK-LABEL: func.func @weight(
// CHECK-NOT: tensor<1x64x64xf32>
// CHECK: tensor<4x64x64xf32>
func.func @weight(%x: tensor<4x64x32xf32>, %w: tensor<32x64xf32>, %v: tensor<4x64x32xf32>) -> tensor<4x64x32xf32> {
  %s = ag.contract "bid,dj->bij" %x, %w : tensor<4x64x32xf32>, tensor<32x64xf32> -> tensor<4x64x64xf32>
  %o = ag.contract "bij,bjd->bid" %s, %v : tensor<4x64x64xf32>, tensor<4x64x32xf32> -> tensor<4x64x32xf32>
  return %o : tensor<4x64x32xf32>
}

// The scores are a result too, and are written in the same loop.
// CHECK-LABEL: func.func @outside(
// CHECK: scf.for %{{.*}} = %c0 to %c4 step %c1
// CHECK: tensor<1x64x64xf32> into tensor<4x64x64xf32>
func.func @outside(%x: tensor<4x64x32xf32>) -> (tensor<4x64x32xf32>, tensor<4x64x64xf32>) {
  %s = ag.contract "bid,bjd->bij" %x, %x : tensor<4x64x32xf32>, tensor<4x64x32xf32> -> tensor<4x64x64xf32>
  %o = ag.contract "bij,bjd->bid" %s, %x : tensor<4x64x64xf32>, tensor<4x64x32xf32> -> tensor<4x64x32xf32>
  return %o, %s : tensor<4x64x32xf32>, tensor<4x64x64xf32>
}

// A batch of one element is not split, but its heads are.
// CHECK-LABEL: func.func @one(
// CHECK-NOT: tensor<1x6x64x64xf32>
// CHECK: tensor<1x1x64x64xf32>
func.func @one(%q: tensor<1x64x6x32xf32>, %m: tensor<64xf32>) -> tensor<1x64x6x32xf32> {
  %s = ag.contract "bihd,bjhd->bhij" %q, %q : tensor<1x64x6x32xf32>, tensor<1x64x6x32xf32> -> tensor<1x6x64x64xf32>
  %mask = ag.broadcast %m [3] : tensor<64xf32> -> tensor<1x6x64x64xf32>
  %less = ag.sub %s, %mask : tensor<1x6x64x64xf32>
  %o = ag.contract "bhij,bjhd->bihd" %less, %q : tensor<1x6x64x64xf32>, tensor<1x64x6x32xf32> -> tensor<1x64x6x32xf32>
  return %o : tensor<1x64x6x32xf32>
}
