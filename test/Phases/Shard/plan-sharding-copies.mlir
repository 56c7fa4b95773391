// What the reverse computes again to be compared is done as what it is compared with: sums in another order have another last bit.
// RUN: ag-compile %s --shard=x=2 --to=shard -o %t.mlir --report=%t.json
// RUN: python3 %S/Inputs/edit_plan.py %t.json ag.mul 0 > %t.both.json
// RUN: python3 %S/Inputs/edit_plan.py %t.json ag.mul > %t.all.json
// RUN: not ag-opt %s --shard=@%t.both.json 2>&1 | FileCheck %s
// RUN: ag-opt %s --shard=@%t.all.json -o %t.all.mlir
// RUN: ag-run %t.all.mlir --input=randn:1 --same-as=%s | FileCheck %s --check-prefix=SAME

// CHECK: error: can't be shared among ranks: its plan has 'ag.mul' at [[#@LINE+10]]:8 done otherwise than at [[#@LINE+6]]:8, which computes the same to be compared with it
// SAME: same
func.func @main(%x: tensor<8x32xf32>, %v: tensor<32x12xf32>) -> (tensor<8xf32>, tensor<8x12xf32>) {
  %c = arith.constant dense<0.37> : tensor<8x12xf32>
  %one = arith.constant dense<1.0> : tensor<8x12xf32>
  %y = ag.contract "mk,kn->mn" %x, %v : tensor<8x32xf32>, tensor<32x12xf32> -> tensor<8x12xf32>
  %s = ag.mul %y, %c : tensor<8x12xf32>
  %m = ag.reduce max %s [1] : tensor<8x12xf32> -> tensor<8xf32>
  %b = ag.broadcast %m [0] : tensor<8xf32> -> tensor<8x12xf32>
  %z = ag.barrier %y after %b : tensor<8x12xf32>
  %u = ag.mul %z, %c : tensor<8x12xf32>
  %t = ag.compare eq %u, %b : tensor<8x12xf32>, tensor<8x12xf32> -> tensor<8x12xi1>
  %n = ag.cast %t : tensor<8x12xi1> -> tensor<8x12xf32>
  return %m, %n : tensor<8xf32>, tensor<8x12xf32>
}
