// A window of keys, at the sizes of models: its condition is recomputed for
// each head, although it would take only bytes in memory.
// RUN: ag-opt --march=x86-64-v3 --to=structure --ag-tile-groups --remarks-filter=ag-tile-groups %s -o %t.mlir 2>&1 | FileCheck %s
// RUN: FileCheck %s --check-prefix=LOOPS --input-file=%t.mlir

// CHECK: [Passed] stream | {{.*}}Function=both | Remark="3 sums go once through what is reduced", bounds=2
// CHECK: [Passed] stream | {{.*}}Function=distance | Remark="3 sums go once through what is reduced", bounds=2

// LOOPS-LABEL: func.func @both(
// LOOPS-NOT: tensor<{{.*}}512x512xf32>
// LOOPS: scf.for {{.*}} to %c12
// LOOPS: scf.for {{.*}} to %c8 step
func.func @both(%q: tensor<12x512x64xf32>, %k: tensor<12x512x64xf32>, %v: tensor<12x512x64xf32>) -> tensor<12x512x64xf32> {
  %i = ag.iota 0 : tensor<512xi64>
  %rows = ag.broadcast %i [0] : tensor<512xi64> -> tensor<512x512xi64>
  %columns = ag.broadcast %i [1] : tensor<512xi64> -> tensor<512x512xi64>
  %ahead = ag.compare ge %rows, %columns : tensor<512x512xi64>, tensor<512x512xi64> -> tensor<512x512xi1>
  %d = ag.sub %rows, %columns : tensor<512x512xi64>
  %far = arith.constant dense<128> : tensor<512x512xi64>
  %near = ag.compare lt %d, %far : tensor<512x512xi64>, tensor<512x512xi64> -> tensor<512x512xi1>
  %seen = ag.min %ahead, %near : tensor<512x512xi1>
  %mask = ag.broadcast %seen [1, 2] : tensor<512x512xi1> -> tensor<12x512x512xi1>
  %o = func.call @attend(%q, %k, %v, %mask) : (tensor<12x512x64xf32>, tensor<12x512x64xf32>, tensor<12x512x64xf32>, tensor<12x512x512xi1>) -> tensor<12x512x64xf32>
  return %o : tensor<12x512x64xf32>
}

func.func @distance(%q: tensor<12x512x64xf32>, %k: tensor<12x512x64xf32>, %v: tensor<12x512x64xf32>) -> tensor<12x512x64xf32> {
  %i = ag.iota 0 : tensor<512xi64>
  %rows = ag.broadcast %i [0] : tensor<512xi64> -> tensor<512x512xi64>
  %columns = ag.broadcast %i [1] : tensor<512xi64> -> tensor<512x512xi64>
  %d = ag.sub %rows, %columns : tensor<512x512xi64>
  %a = ag.abs %d : tensor<512x512xi64>
  %far = arith.constant dense<128> : tensor<512x512xi64>
  %seen = ag.compare lt %a, %far : tensor<512x512xi64>, tensor<512x512xi64> -> tensor<512x512xi1>
  %mask = ag.broadcast %seen [1, 2] : tensor<512x512xi1> -> tensor<12x512x512xi1>
  %o = func.call @attend(%q, %k, %v, %mask) : (tensor<12x512x64xf32>, tensor<12x512x64xf32>, tensor<12x512x64xf32>, tensor<12x512x512xi1>) -> tensor<12x512x64xf32>
  return %o : tensor<12x512x64xf32>
}

func.func private @attend(%q: tensor<12x512x64xf32>, %k: tensor<12x512x64xf32>, %v: tensor<12x512x64xf32>, %mask: tensor<12x512x512xi1>) -> tensor<12x512x64xf32> {
  %s = ag.contract "hid,hjd->hij" %q, %k : tensor<12x512x64xf32>, tensor<12x512x64xf32> -> tensor<12x512x512xf32>
  %none = arith.constant dense<0xFF800000> : tensor<12x512x512xf32>
  %m = ag.select %mask, %s, %none : tensor<12x512x512xi1>, tensor<12x512x512xf32>, tensor<12x512x512xf32> -> tensor<12x512x512xf32>
  %e = ag.exp %m : tensor<12x512x512xf32>
  %l = ag.reduce sum %e [2] : tensor<12x512x512xf32> -> tensor<12x512xf32>
  %lb = ag.broadcast %l [0, 1] : tensor<12x512xf32> -> tensor<12x512x64xf32>
  %n = ag.contract "hij,hjd->hid" %e, %v : tensor<12x512x512xf32>, tensor<12x512x64xf32> -> tensor<12x512x64xf32>
  %o = ag.div %n, %lb : tensor<12x512x64xf32>
  return %o : tensor<12x512x64xf32>
}
