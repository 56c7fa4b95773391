// The loop over the rows of products computes 64 rows in each iteration, and has
// at least two iterations. Otherwise the tensors would be in memory as a whole.
//
// RUN: ag-opt %s --fuse -o %t && FileCheck %s --input-file %t
// RUN: ag-compile %s -o %t.o --remarks=ag-check-groups 2>&1 | FileCheck %s --check-prefix=MADE
// RUN: ag-run %s --entry=pooled --dim n=5 --input=randn:1 --on=cpu --march=x86-64-v3 --rtol=1e-4 --same-as=%s
// RUN: ag-run %s --entry=few --input=randn:1 --on=cpu --march=x86-64-v3 --rtol=1e-4 --same-as=%s
// RUN: ag-run %s --entry=fewest --input=randn:1 --on=cpu --march=x86-64-v3 --rtol=1e-4 --same-as=%s

// Each iteration has 256 rows of the products: a tile of 1 is enough.
// CHECK-LABEL: @pooled
// CHECK: loops [<parallel result 0 dim 0 by [1]>]
// MADE-DAG: tiles.mlir:[[#@LINE+6]]:8: remark: [ag-check-groups] passed group
func.func @pooled(%x: tensor<?x256x64xf32> {ag.dims = ["n", 256, 64]}, %v: tensor<64x1024xf32>, %w: tensor<1024x64xf32>) -> tensor<?x64xf32>
    attributes {ag.ranges = {n = [1, 32]}} {
  %h = ag.contract "nsi,io->nso" %x, %v : tensor<?x256x64xf32>, tensor<64x1024xf32> -> tensor<?x256x1024xf32>
  %t = ag.tanh %h : tensor<?x256x1024xf32>
  %y = ag.contract "nsi,io->nso" %t, %w : tensor<?x256x1024xf32>, tensor<1024x64xf32> -> tensor<?x256x64xf32>
  %s = ag.reduce sum %y [1] : tensor<?x256x64xf32> -> tensor<?x64xf32>
  return %s : tensor<?x64xf32>
}

// A tile of 64 rows would be all of them.
// CHECK-LABEL: @few(
// CHECK: loops [<parallel result 0 dim 0 by [32]>]
// MADE-DAG: tiles.mlir:[[#@LINE+3]]:8: remark: [ag-check-groups] passed group
func.func @few(%q: tensor<64x16xf32>, %k: tensor<16x8192xf32>, %v: tensor<8192x16xf32>) -> tensor<64x16xf32> {
  %s = ag.contract "ie,ej->ij" %q, %k : tensor<64x16xf32>, tensor<16x8192xf32> -> tensor<64x8192xf32>
  %m = ag.reduce max %s [1] : tensor<64x8192xf32> -> tensor<64xf32>
  %b = ag.broadcast %m [0] : tensor<64xf32> -> tensor<64x8192xf32>
  %d = ag.sub %s, %b : tensor<64x8192xf32>
  %t = ag.tanh %d : tensor<64x8192xf32>
  %o = ag.contract "ij,je->ie" %t, %v : tensor<64x8192xf32>, tensor<8192x16xf32> -> tensor<64x16xf32>
  return %o : tensor<64x16xf32>
}

// Products of fewer than 16 rows would take longer than the loop saves.
// CHECK-LABEL: @fewest(
// CHECK-NEXT: ag.contract
// CHECK-NEXT: ag.fused
// CHECK-NEXT: ag.reduce max
func.func @fewest(%q: tensor<16x16xf32>, %k: tensor<16x65536xf32>, %v: tensor<65536x16xf32>) -> tensor<16x16xf32> {
  %s = ag.contract "ie,ej->ij" %q, %k : tensor<16x16xf32>, tensor<16x65536xf32> -> tensor<16x65536xf32>
  %m = ag.reduce max %s [1] : tensor<16x65536xf32> -> tensor<16xf32>
  %b = ag.broadcast %m [0] : tensor<16xf32> -> tensor<16x65536xf32>
  %d = ag.sub %s, %b : tensor<16x65536xf32>
  %t = ag.tanh %d : tensor<16x65536xf32>
  %o = ag.contract "ij,je->ie" %t, %v : tensor<16x65536xf32>, tensor<65536x16xf32> -> tensor<16x16xf32>
  return %o : tensor<16x16xf32>
}
