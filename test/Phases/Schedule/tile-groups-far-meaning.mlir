// Heads whose scores do not fit in L2 are also computed in tiles of rows, which need
// less memory. In the last group, one product does not have the batch dimension.
// RUN: ag-opt %s --to=structure --ag-tile-groups -o %t.mlir && FileCheck %s --input-file=%t.mlir
// RUN: ag-run %t.mlir --entry=far --input=randn:1 --dim s=70 --same-as=%s
// RUN: ag-run %s --entry=far --input=randn:1 --dim s=70 --on=cpu --march=%widest --rtol=1e-4 --atol=1e-4 --same-as=%s
// RUN: ag-run %s --entry=far --input=randn:1 --dim s=130 --on=cpu --march=x86-64-v3 --threads=2 --rtol=1e-4 --atol=1e-4 --same-as=%s
// RUN: ag-run %t.mlir --entry=shared --input=randn:1 --dim b=3 --dim i=70 --dim j=9 --same-as=%s
// RUN: ag-run %s --entry=shared --input=randn:1 --dim b=3 --dim i=70 --dim j=64 --on=cpu --march=x86-64-v3 --threads=2 --rtol=1e-4 --atol=1e-4 --same-as=%s

// CHECK-LABEL: func.func @near(
// CHECK: scf.for {{.*}} step %c1
// CHECK-NOT: scf.for
// CHECK: linalg.generic {{.*}} outs(%{{.*}} : tensor<1x40x40xf32>)
func.func @near(%q: tensor<3x40x8xf32>, %k: tensor<3x40x8xf32>) -> tensor<3x40x8xf32> {
  %r = ag.fused (%a = %q : tensor<3x40x8xf32>, %b = %k : tensor<3x40x8xf32>) -> tensor<3x40x8xf32> {
    %s = ag.contract "hid,hjd->hij" %a, %b : tensor<3x40x8xf32>, tensor<3x40x8xf32> -> tensor<3x40x40xf32>
    %e = ag.exp %s : tensor<3x40x40xf32>
    %o = ag.contract "hij,hjd->hid" %e, %b : tensor<3x40x40xf32>, tensor<3x40x8xf32> -> tensor<3x40x8xf32>
    ag.yield %o : tensor<3x40x8xf32>
  }
  return %r : tensor<3x40x8xf32>
}

// CHECK-LABEL: func.func @far(
// CHECK: scf.for {{.*}} step %c1
// CHECK: scf.for {{.*}} step %c64
// CHECK: linalg.generic {{.*}} outs(%{{.*}} : tensor<1x64x?xf32>)
// CHECK: } {ag.parallel}
// CHECK: scf.for {{.*}} step %c64
// CHECK: affine.min
// CHECK: linalg.generic {{.*}} outs(%{{.*}} : tensor<1x?x?xf32>)
func.func @far(%q: tensor<3x?x8xf32> {ag.dims = [3, "s", 8]}, %k: tensor<3x?x8xf32> {ag.dims = [3, "s", 8]}) -> tensor<3x?x8xf32> {
  %r = ag.fused (%a = %q : tensor<3x?x8xf32>, %b = %k : tensor<3x?x8xf32>) -> tensor<3x?x8xf32> {
    %s = ag.contract "hid,hjd->hij" %a, %b : tensor<3x?x8xf32>, tensor<3x?x8xf32> -> tensor<3x?x?xf32>
    %c2 = arith.constant 2 : index
    %n = tensor.dim %s, %c2 : tensor<3x?x?xf32>
    %m = ag.reduce max %s [2] : tensor<3x?x?xf32> -> tensor<3x?xf32>
    %mb = ag.broadcast %m [0, 1] (%n) : tensor<3x?xf32> -> tensor<3x?x?xf32>
    %d = ag.sub %s, %mb : tensor<3x?x?xf32>
    %e = ag.sin %d : tensor<3x?x?xf32>
    %o = ag.contract "hij,hjd->hid" %e, %b : tensor<3x?x?xf32>, tensor<3x?x8xf32> -> tensor<3x?x8xf32>
    ag.yield %o : tensor<3x?x8xf32>
  }
  return %r : tensor<3x?x8xf32>
}

func.func @shared(%q: tensor<?x?x4xf32> {ag.dims = ["b", "i", 4]}, %k: tensor<?x4xf32> {ag.dims = ["j", 4]}, %v: tensor<?x?x4xf32> {ag.dims = ["b", "j", 4]}) -> tensor<?x?x4xf32> {
  %r = ag.fused (%a = %q : tensor<?x?x4xf32>, %b = %k : tensor<?x4xf32>, %c = %v : tensor<?x?x4xf32>) -> tensor<?x?x4xf32> {
    %s = ag.contract "bid,jd->bij" %a, %b : tensor<?x?x4xf32>, tensor<?x4xf32> -> tensor<?x?x?xf32>
    %o = ag.contract "bij,bjd->bid" %s, %c : tensor<?x?x?xf32>, tensor<?x?x4xf32> -> tensor<?x?x4xf32>
    %n = ag.neg %o : tensor<?x?x4xf32>
    ag.yield %n : tensor<?x?x4xf32>
  }
  return %r : tensor<?x?x4xf32>
}
