// A reshape is in the loops of dimensions that it leaves as they are, of any size. It reads or makes other dimensions whole.
// RUN: ag-opt %s --ag-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: ag-opt %s --to=structure --ag-tile-groups -o %t.mlir && FileCheck %s --input-file=%t.mlir
// RUN: ag-run %t.mlir --entry=heads --dim=b=3 --dim=s=5 --input=randn:1 --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=heads --dim=b=3 --dim=s=5 --input=randn:1 --input=randn:2 --on=cpu --march=%widest --same-as=%s
// RUN: ag-run %s --entry=heads --dim=b=0 --dim=s=5 --input=randn:1 --input=randn:2 --on=cpu --same-as=%s
// RUN: ag-run %t.mlir --entry=fixed --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=fixed --input=randn:1 --on=cpu --march=%widest --same-as=%s

// LINALG-LABEL: func.func @heads(
// LINALG: tensor.expand_shape {{.*}} {{\[\[0\], \[1\], \[2, 3\]\]}} {{.*}} : tensor<?x?x8xf32> into tensor<?x?x2x4xf32>
// LINALG: tensor.collapse_shape {{.*}} {{\[\[0\], \[1\], \[2, 3\]\]}} : tensor<?x?x2x4xf32> into tensor<?x?x8xf32>
// CHECK-LABEL: func.func @heads(
// CHECK: scf.for
// CHECK: linalg.generic
// CHECK: tensor.expand_shape {{.*}} into tensor<1x?x2x4xf32>
// CHECK: math.exp
// CHECK: tensor.collapse_shape {{.*}} : tensor<1x?x2x4xf32> into tensor<1x?x8xf32>
// CHECK: scf.yield
func.func @heads(%x: tensor<?x?x8xf32> {ag.dims = ["b", "s", 8]}, %w: tensor<8x8xf32>) -> tensor<?x?x8xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %b = tensor.dim %x, %c0 : tensor<?x?x8xf32>
  %s = tensor.dim %x, %c1 : tensor<?x?x8xf32>
  %r = ag.fused (%a = %x : tensor<?x?x8xf32>, %v = %w : tensor<8x8xf32>, %n = %b : index, %m = %s : index) -> tensor<?x?x8xf32> attributes {nest = #ag.nest<"x86-64-v3" loops [<parallel result 0 dim 0 by [1]>]>} {
    %q = ag.contract "bsk,kn->bsn" %a, %v : tensor<?x?x8xf32>, tensor<8x8xf32> -> tensor<?x?x8xf32>
    %h = ag.reshape %q (%n, %m) : tensor<?x?x8xf32> -> tensor<?x?x2x4xf32>
    %e = ag.exp %h : tensor<?x?x2x4xf32>
    %t = ag.reduce sum %e [1] : tensor<?x?x2x4xf32> -> tensor<?x2x4xf32>
    %tb = ag.broadcast %t [0, 2, 3] (%m) : tensor<?x2x4xf32> -> tensor<?x?x2x4xf32>
    %d = ag.div %e, %tb : tensor<?x?x2x4xf32>
    %f = ag.reshape %d (%n, %m) : tensor<?x?x2x4xf32> -> tensor<?x?x8xf32>
    %o = ag.contract "bsk,kn->bsn" %f, %v : tensor<?x?x8xf32>, tensor<8x8xf32> -> tensor<?x?x8xf32>
    ag.yield %o : tensor<?x?x8xf32>
  }
  return %r : tensor<?x?x8xf32>
}

// Static sizes: 6x4 to 3x8 has no dimension in common, the first stays.
// CHECK-LABEL: func.func @fixed(
// CHECK: scf.for
// CHECK: scf.yield
func.func @fixed(%x: tensor<5x6x4xf32>) -> tensor<5x3xf32> {
  %r = ag.fused (%a = %x : tensor<5x6x4xf32>) -> tensor<5x3xf32> attributes {nest = #ag.nest<"x86-64-v3" loops [<parallel result 0 dim 0 by [1]>]>} {
    %e = ag.exp %a : tensor<5x6x4xf32>
    %s = ag.reduce sum %e [1] : tensor<5x6x4xf32> -> tensor<5x4xf32>
    %sb = ag.broadcast %s [0, 2] : tensor<5x4xf32> -> tensor<5x6x4xf32>
    %d = ag.div %e, %sb : tensor<5x6x4xf32>
    %h = ag.reshape %d : tensor<5x6x4xf32> -> tensor<5x3x8xf32>
    %t = ag.reduce max %h [2] : tensor<5x3x8xf32> -> tensor<5x3xf32>
    ag.yield %t : tensor<5x3xf32>
  }
  return %r : tensor<5x3xf32>
}
