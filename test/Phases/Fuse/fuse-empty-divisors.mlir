// A division by an empty constant is not passed to upstream's speculation query,
// which would search for the smallest element. The same holds in a branch.
// RUN: ag-opt --fuse %s -o %t.mlir && FileCheck %s --input-file=%t.mlir
// RUN: ag-opt --shard=x=2 %s -o /dev/null
// RUN: ag-run %t.mlir --input=randn:1 --same-as=%s
// RUN: ag-run %s --input=randn:1 --on=cpu --same-as=%s

// CHECK-LABEL: func.func @divided(
// CHECK-COUNT-2: arith.ceildivui
func.func @divided(%x: tensor<0x3xi32>, %n: tensor<2xf32>, %c: i1) -> (tensor<0x3xi32>, tensor<0x3xi32>, tensor<2xf32>) {
  %none = arith.constant dense<> : tensor<0x3xi32>
  %y = arith.ceildivui %x, %none : tensor<0x3xi32>
  %z, %w = scf.if %c -> (tensor<0x3xi32>, tensor<2xf32>) {
    %d = arith.ceildivui %y, %none : tensor<0x3xi32>
    %e = ag.exp %n : tensor<2xf32>
    scf.yield %d, %e : tensor<0x3xi32>, tensor<2xf32>
  } else {
    scf.yield %y, %n : tensor<0x3xi32>, tensor<2xf32>
  }
  return %y, %z, %w : tensor<0x3xi32>, tensor<0x3xi32>, tensor<2xf32>
}
