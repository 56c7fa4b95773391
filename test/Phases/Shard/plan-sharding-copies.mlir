// A value that the reverse recomputes for a comparison has the first one's sharding, as other sums round differently.
// RUN: split-file %s %t
// RUN: ag-compile %t/max.mlir --shard=x=2 --to=shard -o %t/max.rank.mlir --report=%t/max.json
// RUN: ag-compile %t/min.mlir --shard=x=2 --to=shard -o %t/min.rank.mlir --report=%t/min.json
// RUN: python3 %S/Inputs/edit_plan.py %t/max.json ag.mul 0 > %t/one.json
// RUN: python3 %S/Inputs/edit_plan.py %t/min.json ag.mul > %t/both.json
// RUN: not ag-opt %t/max.mlir --shard=@%t/one.json 2>&1 | FileCheck %s
// RUN: ag-opt %t/min.mlir --shard=@%t/both.json -o %t/both.mlir
// RUN: ag-run %t/both.mlir --input=randn:1 --same-as=%t/min.mlir | FileCheck %s --check-prefix=SAME

// CHECK: error: can't be shared among ranks: its plan has 'ag.mul' at {{[0-9]+}}:8 done otherwise than at {{[0-9]+}}:8, which computes the same to be compared with it
// SAME: same

//--- max.mlir
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

//--- min.mlir
func.func @main(%x: tensor<8x32xf32>, %v: tensor<32x12xf32>) -> (tensor<8xf32>, tensor<8x12xf32>) {
  %c = arith.constant dense<0.37> : tensor<8x12xf32>
  %one = arith.constant dense<1.0> : tensor<8x12xf32>
  %y = ag.contract "mk,kn->mn" %x, %v : tensor<8x32xf32>, tensor<32x12xf32> -> tensor<8x12xf32>
  %s = ag.mul %y, %c : tensor<8x12xf32>
  %m = ag.reduce min %s [1] : tensor<8x12xf32> -> tensor<8xf32>
  %b = ag.broadcast %m [0] : tensor<8xf32> -> tensor<8x12xf32>
  %z = ag.barrier %y after %b : tensor<8x12xf32>
  %u = ag.mul %z, %c : tensor<8x12xf32>
  %t = ag.compare eq %u, %b : tensor<8x12xf32>, tensor<8x12xf32> -> tensor<8x12xi1>
  %n = ag.cast %t : tensor<8x12xi1> -> tensor<8x12xf32>
  return %m, %n : tensor<8xf32>, tensor<8x12xf32>
}
