// Attention in tiles of rows, or head by head, means the same.
// RUN: ag-opt %s --to=structure --ag-tile-groups -o %t.mlir
// RUN: ag-run %t.mlir --entry=plain --dim i=150 --dim j=33 --input=randn:1 --rtol=1e-4 --same-as=%s
// RUN: ag-run %s --entry=plain --dim i=150 --dim j=33 --input=randn:1 --rtol=1e-4 --on=cpu --march=%widest --same-as=%s
// RUN: ag-run %s --entry=plain --dim i=150 --dim j=33 --input=randn:1 --rtol=1e-4 --on=cpu --march=x86-64-v3 --threads=2 --same-as=%s
// RUN: ag-run %t.mlir --entry=plain --dim i=64 --dim j=1 --input=randn:1 --rtol=1e-4 --same-as=%s
// RUN: ag-run %s --entry=plain --dim i=64 --dim j=1 --input=randn:1 --rtol=1e-4 --on=cpu --march=%widest --same-as=%s
// RUN: ag-run %s --entry=plain --dim i=64 --dim j=1 --input=randn:1 --rtol=1e-4 --on=cpu --march=x86-64-v3 --threads=2 --same-as=%s
// RUN: ag-run %t.mlir --entry=plain --dim i=3 --dim j=20 --input=randn:1 --rtol=1e-4 --same-as=%s
// RUN: ag-run %s --entry=plain --dim i=3 --dim j=20 --input=randn:1 --rtol=1e-4 --on=cpu --march=%widest --same-as=%s
// RUN: ag-run %s --entry=plain --dim i=3 --dim j=20 --input=randn:1 --rtol=1e-4 --on=cpu --march=x86-64-v3 --threads=2 --same-as=%s
// RUN: ag-run %t.mlir --entry=causal --dim s=9 --input=randn:1 --rtol=1e-4 --same-as=%s
// RUN: ag-run %s --entry=causal --dim s=9 --input=randn:1 --rtol=1e-4 --on=cpu --march=%widest --same-as=%s
// RUN: ag-run %s --entry=causal --dim s=9 --input=randn:1 --rtol=1e-4 --on=cpu --march=x86-64-v3 --threads=2 --same-as=%s
// RUN: ag-run %t.mlir --entry=causal --dim s=70 --input=randn:1 --rtol=1e-4 --same-as=%s
// RUN: ag-run %s --entry=causal --dim s=70 --input=randn:1 --rtol=1e-4 --on=cpu --march=%widest --same-as=%s
// RUN: ag-run %s --entry=causal --dim s=70 --input=randn:1 --rtol=1e-4 --on=cpu --march=x86-64-v3 --threads=2 --same-as=%s

// The bits do not depend on the number of threads.
// RUN: ag-run %s --entry=plain --dim i=2000 --dim j=70 --input=randn:1 --on=cpu --output=%t.1.npy
// RUN: ag-run %s --entry=plain --dim i=2000 --dim j=70 --input=randn:1 --on=cpu --threads=2 --output=%t.2.npy && cmp %t.1.npy %t.2.npy

func.func @plain(%q: tensor<?x16xf32> {ag.dims = ["i", 16]}, %k: tensor<?x16xf32> {ag.dims = ["j", 16]}, %v: tensor<?x16xf32> {ag.dims = ["j", 16]}) -> tensor<?x16xf32> {
  %r = ag.fused (%qq = %q : tensor<?x16xf32>, %kk = %k : tensor<?x16xf32>, %vv = %v : tensor<?x16xf32>) -> tensor<?x16xf32> {
    %s = ag.contract "id,jd->ij" %qq, %kk : tensor<?x16xf32>, tensor<?x16xf32> -> tensor<?x?xf32>
    %c1 = arith.constant 1 : index
    %j = tensor.dim %s, %c1 : tensor<?x?xf32>
    %m = ag.reduce max %s [1] : tensor<?x?xf32> -> tensor<?xf32>
    %mb = ag.broadcast %m [0] (%j) : tensor<?xf32> -> tensor<?x?xf32>
    %d = ag.sub %s, %mb : tensor<?x?xf32>
    %e = ag.exp %d : tensor<?x?xf32>
    %t = ag.reduce sum %e [1] : tensor<?x?xf32> -> tensor<?xf32>
    %tb = ag.broadcast %t [0] (%j) : tensor<?xf32> -> tensor<?x?xf32>
    %p = ag.div %e, %tb : tensor<?x?xf32>
    %o = ag.contract "ij,jd->id" %p, %vv : tensor<?x?xf32>, tensor<?x16xf32> -> tensor<?x16xf32>
    ag.yield %o : tensor<?x16xf32>
  }
  return %r : tensor<?x16xf32>
}

// Batches have heads, a mask computed from indices where it is read, and a bias
// that heads share.
func.func @causal(%q: tensor<2x?x3x16xf32> {ag.dims = [2, "s", 3, 16]}, %k: tensor<2x?x3x16xf32> {ag.dims = [2, "s", 3, 16]}, %v: tensor<2x?x3x16xf32> {ag.dims = [2, "s", 3, 16]}, %bias: tensor<?x?xf32> {ag.dims = ["s", "s"]}) -> tensor<2x?x3x16xf32> {
  %r = ag.fused (%qq = %q : tensor<2x?x3x16xf32>, %kk = %k : tensor<2x?x3x16xf32>, %vv = %v : tensor<2x?x3x16xf32>, %bb = %bias : tensor<?x?xf32>) -> tensor<2x?x3x16xf32> {
    %c1 = arith.constant 1 : index
    %n = tensor.dim %qq, %c1 : tensor<2x?x3x16xf32>
    %s = ag.contract "bihd,bjhd->bhij" %qq, %kk : tensor<2x?x3x16xf32>, tensor<2x?x3x16xf32> -> tensor<2x3x?x?xf32>
    %i = ag.iota 0 (%n, %n) : tensor<?x?xi32>
    %j = ag.iota 1 (%n, %n) : tensor<?x?xi32>
    %m = ag.compare ge %i, %j : tensor<?x?xi32>, tensor<?x?xi32> -> tensor<?x?xi1>
    %mb = ag.broadcast %m [2, 3] : tensor<?x?xi1> -> tensor<2x3x?x?xi1>
    %b2 = ag.exp %bb : tensor<?x?xf32>
    %b4 = ag.broadcast %b2 [2, 3] : tensor<?x?xf32> -> tensor<2x3x?x?xf32>
    %sb = ag.add %s, %b4 : tensor<2x3x?x?xf32>
    %low = arith.constant dense<0xFF800000> : tensor<f32>
    %lowb = ag.broadcast %low [] (%n, %n) : tensor<f32> -> tensor<2x3x?x?xf32>
    %sm = ag.select %mb, %sb, %lowb : tensor<2x3x?x?xi1>, tensor<2x3x?x?xf32>, tensor<2x3x?x?xf32> -> tensor<2x3x?x?xf32>
    %max = ag.reduce max %sm [3] : tensor<2x3x?x?xf32> -> tensor<2x3x?xf32>
    %maxb = ag.broadcast %max [0, 1, 2] (%n) : tensor<2x3x?xf32> -> tensor<2x3x?x?xf32>
    %d = ag.sub %sm, %maxb : tensor<2x3x?x?xf32>
    %e = ag.exp %d : tensor<2x3x?x?xf32>
    %t = ag.reduce sum %e [3] : tensor<2x3x?x?xf32> -> tensor<2x3x?xf32>
    %tb = ag.broadcast %t [0, 1, 2] (%n) : tensor<2x3x?xf32> -> tensor<2x3x?x?xf32>
    %p = ag.div %e, %tb : tensor<2x3x?x?xf32>
    %o = ag.contract "bhij,bjhd->bihd" %p, %vv : tensor<2x3x?x?xf32>, tensor<2x?x3x16xf32> -> tensor<2x?x3x16xf32>
    ag.yield %o : tensor<2x?x3x16xf32>
  }
  return %r : tensor<2x?x3x16xf32>
}
