// A tile has as many rows as L1 has room for, by their sums: 32 rows of 128 features. With
// 256 features it has 16 rows, where a bound skips keys and ends at the end of a tile.
// RUN: ag-opt --march=x86-64-v3 --fuse --to=structure --ag-tile-groups %s -o %t.mlir && FileCheck %s --input-file=%t.mlir
// RUN: ag-run %t.mlir --entry=plain --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=plain --input=randn:1 --on=cpu --march=x86-64-v3 --threads=2 --same-as=%s --rtol=1e-4 --atol=1e-5
// RUN: ag-run %t.mlir --entry=causal --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=causal --input=randn:1 --on=cpu --march=x86-64-v3 --threads=2 --same-as=%s --rtol=1e-4 --atol=1e-5

// CHECK-LABEL: func.func @plain(
// CHECK: tensor.extract_slice %{{.*}} [32, 128] [1, 1]
func.func @plain(%q: tensor<80x128xf32>, %k: tensor<1100x128xf32>, %v: tensor<1100x128xf32>) -> tensor<80x128xf32> {
  %s = ag.contract "id,jd->ij" %q, %k : tensor<80x128xf32>, tensor<1100x128xf32> -> tensor<80x1100xf32>
  %scale = arith.constant dense<0.0625> : tensor<80x1100xf32>
  %t = ag.mul %s, %scale : tensor<80x1100xf32>
  %e = ag.exp %t : tensor<80x1100xf32>
  %l = ag.reduce sum %e [1] : tensor<80x1100xf32> -> tensor<80xf32>
  %lb = ag.broadcast %l [0] : tensor<80xf32> -> tensor<80x128xf32>
  %n = ag.contract "ij,jd->id" %e, %v : tensor<80x1100xf32>, tensor<1100x128xf32> -> tensor<80x128xf32>
  %o = ag.div %n, %lb : tensor<80x128xf32>
  return %o : tensor<80x128xf32>
}

// CHECK-LABEL: func.func @causal(
// CHECK: tensor.extract_slice %{{.*}} [16, 256] [1, 1] : tensor<152x256xf32> to tensor<16x256xf32>
// CHECK: scf.for
// CHECK: tensor.extract_slice %{{.*}} [16, 256] [1, 1] : tensor<152x256xf32> to tensor<16x256xf32>
func.func @causal(%q: tensor<152x256xf32>, %k: tensor<152x256xf32>, %v: tensor<152x256xf32>) -> tensor<152x256xf32> {
  %i = ag.iota 0 : tensor<152xi64>
  %rows = ag.broadcast %i [0] : tensor<152xi64> -> tensor<152x152xi64>
  %columns = ag.broadcast %i [1] : tensor<152xi64> -> tensor<152x152xi64>
  %seen = ag.compare ge %rows, %columns : tensor<152x152xi64>, tensor<152x152xi64> -> tensor<152x152xi1>
  %s = ag.contract "id,jd->ij" %q, %k : tensor<152x256xf32>, tensor<152x256xf32> -> tensor<152x152xf32>
  %none = arith.constant dense<0xFF800000> : tensor<152x152xf32>
  %scale = arith.constant dense<0.0625> : tensor<152x152xf32>
  %t = ag.mul %s, %scale : tensor<152x152xf32>
  %m = ag.select %seen, %t, %none : tensor<152x152xi1>, tensor<152x152xf32>, tensor<152x152xf32> -> tensor<152x152xf32>
  %e = ag.exp %m : tensor<152x152xf32>
  %l = ag.reduce sum %e [1] : tensor<152x152xf32> -> tensor<152xf32>
  %lb = ag.broadcast %l [0] : tensor<152xf32> -> tensor<152x256xf32>
  %n = ag.contract "ij,jd->id" %e, %v : tensor<152x152xf32>, tensor<152x256xf32> -> tensor<152x256xf32>
  %o = ag.div %n, %lb : tensor<152x256xf32>
  return %o : tensor<152x256xf32>
}
