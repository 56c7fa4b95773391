// The program of a rank has groups with dynamic sizes, in either order of --fuse and --shard.
// RUN: ag-opt --fuse --shard=dp2 %s -o %t.first.mlir && FileCheck --input-file=%t.first.mlir %s
// RUN: ag-opt --shard=dp2 --fuse %s -o %t.last.mlir && FileCheck --input-file=%t.last.mlir %s
// RUN: ag-run %t.first.mlir --input=randn:1 --dim batch=6 --same-as=%s | FileCheck --check-prefix=SAME %s
// RUN: ag-run %t.last.mlir --input=randn:1 --dim batch=6 --same-as=%s | FileCheck --check-prefix=SAME %s
// RUN: not ag-opt --shard=dp2 %t.last.mlir 2>&1 | FileCheck --check-prefix=TWICE %s

// CHECK: ag.fused
// SAME: same
// TWICE: error: the program is that of one rank of #ag.mesh<dp = 2>, which is not for the phase shard
func.func @main(%x: tensor<?x40xf32> {ag.dims = ["batch", 40]}) -> tensor<?x40xf32> {
  %0 = ag.exp %x : tensor<?x40xf32>
  %1 = ag.tanh %0 : tensor<?x40xf32>
  %2 = ag.mul %0, %1 : tensor<?x40xf32>
  return %2 : tensor<?x40xf32>
}
